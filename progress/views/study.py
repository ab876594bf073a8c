"""The learner's log of study time. Somebody else's is not found."""

import datetime
import uuid
from itertools import groupby

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet, Sum
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import PersonRequest, local_address, sign_in_required
from progress import study_services
from progress.models import Plan, StudySession
from progress.standing import standing_of
from progress.study_forms import SessionForm
from progress.submissions import submission_of
from progress.weeks import in_full

DAYS_A_PAGE = 14


@require_safe
@sign_in_required
def study_log(request: PersonRequest) -> HttpResponse:
    """All sessions by day, the newest day first, and this week's hours."""
    today = timezone.localdate()
    plan = Plan.objects.of(request.user)
    sessions = StudySession.objects.filter(user=request.user)
    days = sessions.order_by("-day").values("day").annotate(minutes=Sum("minutes"))
    page = Paginator(days, DAYS_A_PAGE).get_page(request.GET.get("page"))
    begun = standing_of(plan, today).next_rows(1) if plan else []
    context = {
        "page": page,
        "days": _days(sessions, [(row["day"], row["minutes"]) for row in page]),
        "study": study_services.study_week_of(request.user, plan, today),
        "quick": study_services.quick_log_of(next(iter(begun), None)),
        "today": today,
        "next": reverse("progress:study"),
    }
    return render(request, "progress/study.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
def add_session(request: PersonRequest) -> HttpResponse:
    """Time on a day. The form carries a number of its own, so a double click logs once."""
    today = timezone.localdate()
    if request.method != "POST":
        form = SessionForm(today=today, step=request.GET.get("step", ""))
        return _add_page(request, form, uuid.uuid4())
    submission = submission_of(request)
    form = SessionForm(request.POST, today=today)
    if form.is_valid():
        try:
            logged = study_services.add_session(
                user=request.user, submission=submission, today=today, **form.cleaned_data
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            _say(request, logged, form)
            return HttpResponseRedirect(_back(request))
    return _add_page(request, form, submission)


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
def edit_session(request: PersonRequest, pk: int) -> HttpResponse:
    today = timezone.localdate()
    session = _session_of(request, pk)
    answers = request.POST if request.method == "POST" else None
    form = SessionForm(answers, today=today, session=session)
    if form.is_valid():
        try:
            study_services.change_session(session=session, today=today, **form.cleaned_data)
        except StudySession.DoesNotExist as error:
            raise Http404("The entry is gone.") from error
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Your changes are saved."))
            return redirect("progress:study")
    status = 422 if form.is_bound else 200
    context = {"form": form, "session": session}
    return render(request, "progress/study_edit.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
def delete_session(request: PersonRequest, pk: int) -> HttpResponse:
    """Asks first. A second request finds nothing, as for any session that isn't there."""
    session = _session_of(request, pk)
    if request.method != "POST":
        return render(request, "progress/study_delete.html", {"session": session})
    session.delete()
    messages.success(request, _("Deleted: %(session)s.") % {"session": _in_words(session)})
    return redirect("progress:study")


def _session_of(request: PersonRequest, pk: int) -> StudySession:
    sessions = StudySession.objects.filter(user=request.user)
    return get_object_or_404(sessions.select_related("user", "step__stage"), pk=pk)


def _days(
    sessions: QuerySet[StudySession], totals: list[tuple[datetime.date, int]]
) -> list[tuple[datetime.date, str, list[StudySession]]]:
    """The days with their totals and sessions. One query."""
    if not totals:
        return []
    wanted = sessions.filter(day__in=[day for day, _ in totals]).select_related("step__stage")
    by_day = {day: list(rows) for day, rows in groupby(wanted, key=lambda row: row.day)}
    return [(day, in_full(minutes), by_day.get(day, [])) for day, minutes in totals]


def _add_page(request: PersonRequest, form: SessionForm, submission: uuid.UUID) -> HttpResponse:
    context = {"form": form, "once": submission, "back": _back(request)}
    status = 422 if form.is_bound else 200
    return render(request, "progress/study_add.html", context, status=status)


def _back(request: PersonRequest) -> str:
    """The page that the form was on, or the log."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    return local_address(request, asked, reverse("progress:study"))


def _say(request: PersonRequest, logged: study_services.Logged, form: SessionForm) -> None:
    session = logged.session
    sent = (session.day, session.minutes, session.step, session.note)
    if logged.is_new:
        messages.success(request, _("Logged: %(session)s.") % {"session": _in_words(session)})
    elif sent != tuple(form.cleaned_data[name] for name in ("day", "minutes", "step", "note")):
        messages.warning(
            request,
            _(
                "This form was saved before, as %(session)s. To change it, use Edit in "
                "your study log; for other time, log it anew."
            )
            % {"session": _in_words(session)},
        )
    else:
        said = _("This was logged already: %(session)s. For other time, log it anew.") % {
            "session": _in_words(session)
        }
        messages.info(request, said)


def _in_words(session: StudySession) -> str:
    words = {
        "time": in_full(session.minutes),
        "day": date_format(session.day, "DATE_FORMAT"),
        "step": session.step and session.step.title,
    }
    if session.step:
        return _("%(time)s on %(day)s, %(step)s") % words
    return _("%(time)s on %(day)s") % words
