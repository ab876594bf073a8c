"""A learner's projects. Somebody else's is not found."""

import re
from collections.abc import Iterable

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import OuterRef, Prefetch, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import PersonRequest, sign_in_required
from progress.badges import badge_of, badges_of
from progress.completeness import hints
from progress.hints import projects_hint
from progress.models import LifeCyclePart, Plan, Project, ProjectImage, Visibility
from progress.project_forms import ProjectForm
from progress.project_page import facts_of
from progress.project_services import MOST_IMAGES
from progress.project_services import delete_project as remove
from progress.submissions import submission_of
from roadmap.models import Stage, Step
from roadmap.teaching import shown_steps
from skills.models import Skill

PROJECTS_A_PAGE = 20
SLUG = re.compile(r"[-\w]{1,100}")


@require_safe
@sign_in_required
def project_list(request: PersonRequest) -> HttpResponse:
    """The newest project first, and what all of them cover together."""
    own = Project.objects.filter(user=request.user)
    first_image = ProjectImage.objects.filter(project=OuterRef("pk")).values("pk")[:1]
    projects = (
        own.select_related("stage")
        .annotate(first_image=Subquery(first_image))
        .order_by("-created_at", "-pk")
    )
    page = Paginator(projects, PROJECTS_A_PAGE).get_page(request.GET.get("page"))
    today, badges = timezone.localdate(), badges_of(page)
    coverage = _coverage(own.values_list("life_cycle", flat=True))
    context = {
        "page": page,
        "rows": [(project, project.is_finished(today), badges.get(project.pk)) for project in page],
        "hint": projects_hint(request.user.pk),
        "next": request.path,
        "coverage": coverage,
        "covered": sum(count > 0 for _, count in coverage),
    }
    return render(request, "progress/project_list.html", context)


@require_safe
@sign_in_required
def project_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """The project, and what a reviewer will look for in it."""
    project = get_object_or_404(
        Project.objects.visible_to(request.user)
        .select_related("stage")
        .prefetch_related(
            Prefetch("skills", Skill.objects.select_related("area")),
            Prefetch("steps", Step.objects.select_related("stage")),
            "images",
        ),
        pk=pk,
    )
    skills = list(project.skills.all())
    steps = list(project.steps.all())
    images = list(project.images.all())
    found = hints(facts_of(project, skills, steps, images))
    context = {
        "project": project,
        "skills": skills,
        "steps": steps,
        "images": images,
        "badge": badge_of(project),
        "most_images": MOST_IMAGES,
        "hints": found,
        "hints_done": sum(hint.is_done for hint in found),
        "is_finished": project.is_finished(timezone.localdate()),
        "covered": sum(covered for _, covered in project.parts),
    }
    return render(request, "progress/project_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
def add_project(request: PersonRequest) -> HttpResponse:
    """A new project. The form carries a number of its own, so a double click adds one project."""
    today = timezone.localdate()
    submission = submission_of(request)
    specialisation_id = _specialisation_of(request)
    if request.method != "POST":
        form = ProjectForm(
            today=today, specialisation_id=specialisation_id, initial=_asked_for(request)
        )
        return render(request, "progress/project_add.html", {"form": form, "once": submission})
    saved = Project.objects.filter(user=request.user, submission=submission).first()
    form = ProjectForm(
        request.POST, instance=saved, today=today, specialisation_id=specialisation_id
    )
    if saved:
        return _already(request, saved, form)
    if not form.is_valid():
        context = {"form": form, "once": submission}
        return render(request, "progress/project_add.html", context, status=422)
    project = form.add(user=request.user, submission=submission)
    is_private = project.visibility == Visibility.PRIVATE
    messages.success(
        request,
        _("The project is saved. Only you can see it.")
        if is_private
        else _("The project is saved."),
    )
    return redirect(project)


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
def edit_project(request: PersonRequest, pk: int) -> HttpResponse:
    project = get_object_or_404(Project, user=request.user, pk=pk)
    # Validation writes what was typed into the project; the page's heading keeps its name.
    title = project.title
    answers = request.POST if request.method == "POST" else None
    form = ProjectForm(
        answers,
        instance=project,
        today=timezone.localdate(),
        specialisation_id=_specialisation_of(request),
    )
    if not form.is_valid():
        context = {"form": form, "pk": pk, "title": title}
        status = 422 if form.is_bound else 200
        return render(request, "progress/project_edit.html", context, status=status)
    form.save()
    messages.success(request, _("Your changes are saved."))
    return redirect(project)


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
def delete_project(request: PersonRequest, pk: int) -> HttpResponse:
    """Asks first. A second request finds nothing, as for any project that isn't there."""
    project = get_object_or_404(Project, user=request.user, pk=pk)
    if request.method != "POST":
        return render(request, "progress/project_delete.html", {"project": project})
    remove(project=project)
    messages.success(request, _("The project is deleted."))
    return redirect("progress:projects")


def _already(request: PersonRequest, saved: Project, form: ProjectForm) -> HttpResponse:
    """Leads to the project that this form has added; says so if it now holds something else."""
    if form.has_changed():
        messages.warning(
            request,
            _(
                "This form was saved before, as the project below. To change it, use Edit; "
                "for another project, start a new one."
            ),
        )
    return redirect(saved)


def _asked_for(request: PersonRequest) -> dict[str, object]:
    """What the page that led here is about: a stage, or a step with its skills."""
    stage, slug = request.GET.get("stage", ""), request.GET.get("step", "")
    if SLUG.fullmatch(stage):
        return {"stage": Stage.objects.current().filter(slug=stage).first()}
    if not SLUG.fullmatch(slug):
        return {}
    step = shown_steps().filter(slug=slug).prefetch_related("skills").first()
    if step is None:
        return {}
    return {"stage": step.stage_id, "steps": [step.pk], "skills": [s.pk for s in step.skills.all()]}


def _specialisation_of(request: PersonRequest) -> int | None:
    plans = Plan.objects.current().filter(user=request.user)
    return plans.values_list("specialisation_id", flat=True).first()


def _coverage(projects: Iterable[list[str]]) -> list[tuple[str, int]]:
    """Each life-cycle part and how many of the projects cover it."""
    covered = [part for parts in projects for part in parts]
    return [(str(part.label), covered.count(part.value)) for part in LifeCyclePart]
