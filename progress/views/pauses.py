"""Pauses of the learner's plan. Dates are looked at by GET before anything is saved."""

import datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import PersonRequest, sign_in_required
from progress import plan_services, timeline
from progress.form_parts import in_words
from progress.models import Pause, Plan
from progress.pause_forms import PauseForm, ResumeForm
from progress.pauses import holds, overlapping, rows_of, running_pause
from progress.plan_moves import moves_of, pauses_without, with_pauses
from progress.standing import standing_of

# Deleted, or its plan put away, by another tab since this request found it.
GONE = (Pause.DoesNotExist, Plan.DoesNotExist)


@require_safe
@sign_in_required
def pause_list(request: PersonRequest) -> HttpResponse:
    plan = Plan.objects.of(request.user)
    if plan is None:
        return _plan_first(request)
    today = timezone.localdate()
    return _list_page(request, plan, ResumeForm(today=today), today)


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
def add_pause(request: PersonRequest) -> HttpResponse:
    """A new pause. Sent twice, it is one: the same days again are the pause that is there."""
    plan = Plan.objects.of(request.user)
    if plan is None:
        return _plan_first(request)
    today = timezone.localdate()
    if request.method != "POST":
        return _form_page(request, plan, PauseForm.what_if(request.GET, today=today), today)
    form = PauseForm(request.POST, today=today)
    if form.is_valid():
        try:
            pause = plan_services.add_pause(plan=plan, **form.cleaned_data)
        except GONE:
            return _plan_first(request)
        except ValidationError as error:
            _refuse(form, error)
        else:
            return _saved(request, plan, pause, today)
    return _form_page(request, plan, form, today, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
def edit_pause(request: PersonRequest, pk: int) -> HttpResponse:
    pause = get_object_or_404(_pauses_of(request), pk=pk)
    plan, today = _plan_of(pause), timezone.localdate()
    if request.method != "POST":
        form = PauseForm.what_if(request.GET, today=today, pause=pause)
        return _form_page(request, plan, form, today)
    form = PauseForm(request.POST, today=today, pause=pause)
    if form.is_valid():
        try:
            changed = plan_services.change_pause(pause=pause, **form.cleaned_data)
        except GONE as error:
            raise Http404("The pause is gone.") from error
        except ValidationError as error:
            _refuse(form, error)
        else:
            return _saved(request, plan, changed, today)
    return _form_page(request, plan, form, today, status=422)


@require_POST
@sign_in_required
def end_pause(request: PersonRequest, pk: int) -> HttpResponse:
    """Work resumes: today, or on the day that was sent."""
    pause = get_object_or_404(_pauses_of(request), pk=pk)
    plan, today = _plan_of(pause), timezone.localdate()
    if "until" not in request.POST:
        try:
            return _resumed(request, plan, pause, today)
        except GONE as error:
            raise Http404("The plan is put away.") from error
    form = ResumeForm(request.POST, today=today, pause=pause)
    if not form.is_valid():
        return _list_page(request, plan, form, today, status=422)
    day = form.cleaned_data["until"]
    try:
        plan_services.end_pause(pause=pause, day=day)
    except GONE as error:
        raise Http404("The pause is gone.") from error
    except ValidationError as error:
        _refuse(form, error)
        return _list_page(request, plan, form, today, status=422)
    messages.success(request, _("Work resumes on %(day)s.") % {"day": in_words(day)})
    return redirect("progress:pauses")


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
def delete_pause(request: PersonRequest, pk: int) -> HttpResponse:
    """Asks first, with the dates. A second request finds nothing."""
    pause = get_object_or_404(_pauses_of(request), pk=pk)
    plan, today = _plan_of(pause), timezone.localdate()
    if request.method != "POST":
        before = standing_of(plan, today)
        after = with_pauses(before, pauses_without(plan, pause.pk))
        context = {
            "pause": pause,
            "moves": moves_of(before, after),
            "is_running": holds(pause, today),
        }
        return render(request, "progress/pause_delete.html", context)
    try:
        plan_services.delete_pause(pause=pause)
    except GONE as error:
        raise Http404("The plan is put away.") from error
    messages.success(request, _("The pause is deleted. Its days count again."))
    return redirect("progress:pauses")


def _pauses_of(request: PersonRequest) -> QuerySet[Pause]:
    """The pauses of the learner's current plan; those of an archived one stay as they are."""
    current = Plan.objects.current().filter(user=request.user)
    return Pause.objects.filter(plan__in=current).select_related("plan__user")


def _plan_of(pause: Pause) -> Plan:
    """The plan of a pause with all that its figures need."""
    return Plan.objects.current().prefetch_related("pauses").get(pk=pause.plan_id)


def _plan_first(request: PersonRequest) -> HttpResponseRedirect:
    messages.info(request, _("A pause stops a plan. Make one first."))
    return redirect("progress:plan")


def _list_page(
    request: PersonRequest, plan: Plan, form: ResumeForm, today: datetime.date, status: int = 200
) -> HttpResponse:
    standing = standing_of(plan, today)
    context = {
        "plan": plan,
        "rows": rows_of(plan, today),
        "running": running_pause(plan, today),
        "ending": form.pause or running_pause(plan, today),
        "form": form,
        "standing": standing,
        "today": today,
        "next": reverse("progress:pauses"),
    }
    return render(request, "progress/pause_list.html", context, status=status)


def _form_page(
    request: PersonRequest, plan: Plan, form: PauseForm, today: datetime.date, status: int = 200
) -> HttpResponse:
    days = form.days()
    before = standing_of(plan, today)
    own = form.pause.pk if form.pause else None
    context = {
        "plan": plan,
        "form": form,
        "pause": form.pause,
        "days": days,
        "moves": days and moves_of(before, with_pauses(before, (*pauses_without(plan, own), days))),
        "overlaps": _overlaps(plan, days, own),
    }
    # The same address answers htmx with the dates alone.
    alone = request.htmx and request.method != "POST"
    template = "progress/partials/_pause_preview.html" if alone else "progress/pause_form.html"
    response = render(request, template, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _overlaps(plan: Plan, days: timeline.Pause | None, own: int | None) -> bool:
    if days is None:
        return False
    unsaved = Pause(pk=own, plan=plan, start=days.start, until=days.until)
    return bool(overlapping(unsaved, plan.pauses.all()))


def _refuse(form: PauseForm | ResumeForm, error: ValidationError) -> None:
    for field, problems in error.error_dict.items():
        form.add_error(field if field in form.fields else None, problems)


def _saved(
    request: PersonRequest, plan: Plan, pause: Pause, today: datetime.date
) -> HttpResponseRedirect:
    if holds(pause, today):
        said = _("The pause is saved: your plan stands still.")
    else:
        said = _("The pause is saved.")
    if overlapping(pause, Pause.objects.filter(plan=plan)):
        said += " " + _("It overlaps with another one; the days they share count once.")
    messages.success(request, said)
    return redirect("progress:pauses")


def _resumed(
    request: PersonRequest, plan: Plan, pause: Pause, today: datetime.date
) -> HttpResponseRedirect:
    if plan_services.resume(plan=plan, today=today):
        messages.success(request, _("Work resumes today. Your position moves again from now on."))
    elif pause.start > today:
        messages.info(request, _("This pause has not begun. Change its days, or delete it."))
    else:
        messages.info(request, _("Your plan is not paused today."))
    return redirect("progress:pauses")
