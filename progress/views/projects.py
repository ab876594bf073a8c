"""A learner's projects. Somebody else's is not found."""

import uuid
from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import PersonRequest, sign_in_required
from progress.models import LifeCyclePart, Project
from progress.project_forms import ProjectForm


@require_safe
@sign_in_required
def project_list(request: PersonRequest) -> HttpResponse:
    """The newest project first, and what all of them cover together."""
    projects = (
        Project.objects.visible_to(request.user)
        .select_related("stage")
        .order_by("-created_at", "-pk")
    )
    today = timezone.localdate()
    context = {
        "rows": [(project, project.is_finished(today)) for project in projects],
        "coverage": _coverage(projects),
    }
    return render(request, "progress/project_list.html", context)


@require_safe
@sign_in_required
def project_detail(request: PersonRequest, pk: int) -> HttpResponse:
    project = get_object_or_404(
        Project.objects.visible_to(request.user).select_related("stage"), pk=pk
    )
    context = {
        "project": project,
        "skills": project.skills.select_related("area"),
        "is_finished": project.is_finished(timezone.localdate()),
        "covered": sum(covered for _, covered in project.parts),
    }
    return render(request, "progress/project_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
def add_project(request: PersonRequest) -> HttpResponse:
    """A new project. The form carries a number of its own, so a double click adds one project."""
    today = timezone.localdate()
    submission = _submission_of(request)
    if request.method != "POST":
        form = ProjectForm(today=today)
        return render(request, "progress/project_add.html", {"form": form, "once": submission})
    saved = Project.objects.visible_to(request.user).filter(submission=submission).first()
    if saved:
        return _already(request, saved, ProjectForm(request.POST, instance=saved, today=today))
    form = ProjectForm(request.POST, today=today)
    if not form.is_valid():
        context = {"form": form, "once": submission}
        return render(request, "progress/project_add.html", context, status=422)
    project = form.add(user=request.user, submission=submission)
    messages.success(request, "The project is saved. Only you can see it.")
    return redirect(project)


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
def edit_project(request: PersonRequest, pk: int) -> HttpResponse:
    project = get_object_or_404(Project.objects.visible_to(request.user), pk=pk)
    # Validation writes what was typed into the project; the page's heading keeps its name.
    title = project.title
    answers = request.POST if request.method == "POST" else None
    form = ProjectForm(answers, instance=project, today=timezone.localdate())
    if not form.is_valid():
        context = {"form": form, "pk": pk, "title": title}
        status = 422 if form.is_bound else 200
        return render(request, "progress/project_edit.html", context, status=status)
    form.save()
    messages.success(request, "Your changes are saved.")
    return redirect(project)


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
def delete_project(request: PersonRequest, pk: int) -> HttpResponse:
    """Asks first. A second request finds nothing, as for any project that isn't there."""
    project = get_object_or_404(Project.objects.visible_to(request.user), pk=pk)
    if request.method != "POST":
        return render(request, "progress/project_delete.html", {"project": project})
    project.delete()
    messages.success(request, "The project is deleted.")
    return redirect("progress:projects")


def _submission_of(request: PersonRequest) -> uuid.UUID:
    """The number that the add form carries; a new one for a form without a proper one."""
    try:
        return uuid.UUID(request.POST.get("submission", ""))
    except ValueError:
        return uuid.uuid4()


def _already(request: PersonRequest, saved: Project, form: ProjectForm) -> HttpResponse:
    """Leads to the project that this form has added; says so if it now holds something else."""
    if form.has_changed():
        messages.warning(
            request,
            "This form was saved before, as the project below. To change it, use Edit; "
            "for another project, start a new one.",
        )
    return redirect(saved)


def _coverage(projects: Iterable[Project]) -> list[tuple[str, int]]:
    """Each life-cycle part and how many of the projects cover it."""
    covered = [part for project in projects for part in project.life_cycle]
    return [(part.label, covered.count(part.value)) for part in LifeCyclePart]
