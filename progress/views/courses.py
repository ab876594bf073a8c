"""The learner's course log. Somebody else's is not found."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import PersonRequest, sign_in_required
from accounts.models import User
from courses.models import Course
from progress.course_forms import DEFAULT_CURRENCY, CourseLogForm, CourseStepsForm
from progress.course_log import log_page, open_rows, served_rows
from progress.course_services import save_log, tick_served_steps
from progress.models import CourseLog, CourseStatus, Plan
from progress.standing import StepRow, rows_for


@require_safe
@sign_in_required
def course_logs(request: PersonRequest) -> HttpResponse:
    """My courses by status."""
    page = log_page(request.user, _rows_of(request.user))
    return render(request, "progress/course_logs.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
def course_log(request: PersonRequest, slug: str) -> HttpResponse:
    """Log a course, or change what the log says. Finishing it leads to the steps it serves."""
    mine = CourseLog.objects.filter(user=request.user)
    log = mine.filter(course__slug=slug).select_related("course").first()
    course = log.course if log else get_object_or_404(Course.objects.current(), slug=slug)
    was_finished = log is not None and log.status == CourseStatus.FINISHED
    priced = mine.exclude(currency="").order_by("-updated_at").values_list("currency", flat=True)
    form = CourseLogForm(
        request.POST if request.method == "POST" else None,
        instance=log,
        today=timezone.localdate(),
        currency=priced.first() or DEFAULT_CURRENCY,
    )
    if not form.is_valid():
        context = {"form": form, "course": course, "is_logged": log is not None}
        status = 422 if form.is_bound else 200
        return render(request, "progress/course_log.html", context, status=status)
    saved = save_log(user=request.user, course=course, **form.cleaned_data)
    messages.success(request, _("Saved: %(title)s") % {"title": course.title})
    finishes = saved.status == CourseStatus.FINISHED and not was_finished
    if finishes and open_rows(_served_by(saved)):
        return redirect("progress:tick-course-steps", course.slug)
    return redirect("progress:courses")


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
def delete_log(request: PersonRequest, slug: str) -> HttpResponse:
    """Asks first. A second request finds nothing, as for any log that isn't there."""
    log = _log_of(request, slug)
    if request.method != "POST":
        return render(request, "progress/course_delete.html", {"log": log})
    log.delete()
    messages.success(request, _("Deleted from your log: %(title)s") % {"title": log.course.title})
    return redirect("progress:courses")


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
def tick_steps(request: PersonRequest, slug: str) -> HttpResponse:
    """Offers to tick the steps that a finished course serves."""
    log = _log_of(request, slug)
    if log.status != CourseStatus.FINISHED:
        messages.warning(request, _("Mark the course as finished first, then tick its steps."))
        return redirect("progress:course-log", slug)
    answers = request.POST if request.method == "POST" else None
    form = CourseStepsForm(answers, rows=_served_by(log))
    if not form.is_valid():
        return _steps_page(request, log, form)
    try:
        ticked = tick_served_steps(
            log=log,
            picked=form.cleaned_data["picked"],
            today=timezone.localdate(),
            now=timezone.now(),
        )
    except ValidationError as error:
        form.add_error(None, error.messages)
        return _steps_page(request, log, form)
    messages.success(request, _ticked(ticked))
    return redirect("progress:courses")


def _ticked(count: int) -> str:
    if not count:
        return _("No step was ticked.")
    return ngettext("One step is done.", "%(count)d steps are done.", count) % {"count": count}


def _steps_page(request: PersonRequest, log: CourseLog, form: CourseStepsForm) -> HttpResponse:
    context = {"log": log, "form": form, "choices": form.choices()}
    status = 422 if form.is_bound else 200
    return render(request, "progress/course_steps.html", context, status=status)


def _log_of(request: PersonRequest, slug: str) -> CourseLog:
    logs = CourseLog.objects.filter(user=request.user).select_related("course", "user")
    return get_object_or_404(logs, course__slug=slug)


def _rows_of(user: User) -> tuple[StepRow, ...]:
    """The steps of the learner's plan; without a plan those that everybody has."""
    plan = Plan.objects.current().filter(user=user).first()
    return rows_for(user.pk, plan.specialisation_id if plan else None)


def _served_by(log: CourseLog) -> list[StepRow]:
    return served_rows(_rows_of(log.user)).get(log.course_id, [])
