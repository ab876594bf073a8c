"""A learner asks for a review, takes the request back, asks for a second reader."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.access import PersonRequest, sign_in_required
from mentoring import request_services
from mentoring.asking_page import portfolio_asking, project_asking
from mentoring.freezing import projects_whole
from mentoring.models import RequestStatus, ReviewRequest, Subject, Thread
from mentoring.queue_page import waiting_of
from mentoring.request_forms import AskForm, SecondReaderForm
from mentoring.request_services import NoSecondReaderError, UnderWayError, open_request
from portfolio.models import Portfolio
from progress.models import Project

SENT = _("Your request is in the queue. Mentors see the version as it is now.")
UNDER_WAY = _("A review of this is under way already.")
NOT_WAITING = {
    RequestStatus.ANSWERED: _("This request is answered, so there is nothing to withdraw."),
    RequestStatus.WITHDRAWN: _("This request was withdrawn before. Nothing has changed."),
}


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
def ask_project(request: PersonRequest, pk: int) -> HttpResponse:
    """What is missing is shown before, and refuses nothing after."""
    project = get_object_or_404(projects_whole(), user=request.user, pk=pk)
    waiting = open_request(project=project)
    if waiting and request.method != "POST":
        return _led_to(request, waiting.thread, str(UNDER_WAY))
    now = timezone.now()
    asking = project_asking(project)
    page = AskingPage(
        template="mentoring/ask_project.html",
        form=AskForm(_answers(request), is_again=asking.is_again),
        context={"asking": asking, "project": project, "waiting": waiting_of(now)},
    )
    send = partial(request_services.ask_project, learner=request.user, project=project, now=now)
    return _asked(request, page, waiting, send)


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
def ask_portfolio(request: PersonRequest) -> HttpResponse:
    portfolio = Portfolio.objects.filter(user=request.user).select_related("user").first()
    if portfolio is None:
        messages.info(
            request, gettext("Start your portfolio first. Then you can ask for a review of it.")
        )
        return redirect("portfolio:edit")
    waiting = open_request(learner=request.user, subject=Subject.PORTFOLIO)
    if waiting and request.method != "POST":
        return _led_to(request, waiting.thread, str(UNDER_WAY))
    now, today = timezone.now(), timezone.localdate()
    asking = portfolio_asking(portfolio, request.user, today)
    page = AskingPage(
        template="mentoring/ask_portfolio.html",
        form=AskForm(_answers(request), is_again=asking.is_again),
        context={"asking": asking, "waiting": waiting_of(now)},
    )
    send = partial(
        request_services.ask_portfolio,
        learner=request.user,
        portfolio=portfolio,
        now=now,
        today=today,
    )
    return _asked(request, page, waiting, send)


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
def ask_second_reader(request: PersonRequest, pk: int) -> HttpResponse:
    """Once per conversation, about the version that was reviewed."""
    thread = get_object_or_404(Thread, learner=request.user, pk=pk)
    reason = request_services.why_no_second_reader(thread)
    if reason and request.method != "POST":
        return _led_to(request, thread, reason)
    page = AskingPage(
        template="mentoring/ask_second_reader.html",
        form=SecondReaderForm(_answers(request)),
        context={"thread": thread, "newest": thread.submissions.last()},
    )
    if reason:
        return _not_sent(request, page, thread, reason)
    if not page.form.is_valid():
        return page.answer(request)
    try:
        request_services.ask_second_reader(
            thread=thread, learner=request.user, now=timezone.now(), **page.form.cleaned_data
        )
    except NoSecondReaderError as error:
        return _not_sent(request, page, thread, str(error))
    messages.success(
        request, gettext("Your request is in the queue, for a mentor who has not read it yet.")
    )
    return redirect(thread)


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
def withdraw(request: PersonRequest, pk: int) -> HttpResponse:
    """Asks first. Twice, or after the answer, it says so and changes nothing."""
    found = get_object_or_404(
        ReviewRequest.objects.select_related("thread", "submission"), learner=request.user, pk=pk
    )
    now = timezone.now()
    if not found.is_waiting:
        return _nothing_to_withdraw(request, found)
    if request.method != "POST":
        context = {"asked": found, "is_held": found.holder(now) is not None}
        return render(request, "mentoring/withdraw.html", context)
    if not request_services.withdraw(request=found, learner=request.user, now=now):
        found.refresh_from_db(fields=["status"])
        return _nothing_to_withdraw(request, found)
    messages.success(request, gettext("Your request is withdrawn. You can ask again at any time."))
    return redirect(found.thread)


@dataclass(frozen=True)
class AskingPage:
    """A form by which a learner asks, and what stands around it."""

    template: str
    form: forms.Form
    context: dict[str, object]

    def answer(self, request: PersonRequest) -> HttpResponse:
        status = 422 if self.form.is_bound else 200
        context = {**self.context, "form": self.form}
        return render(request, self.template, context, status=status)


def _answers(request: PersonRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _asked(
    request: PersonRequest,
    page: AskingPage,
    waiting: ReviewRequest | None,
    send: Callable[..., ReviewRequest],
) -> HttpResponse:
    """Sends what the form says, unless a request for the work waits."""
    if waiting:
        return _not_sent(request, page, waiting.thread, str(UNDER_WAY))
    if not page.form.is_valid():
        return page.answer(request)
    try:
        asked = send(**page.form.cleaned_data)
    except UnderWayError as error:
        return _not_sent(request, page, error.thread, str(UNDER_WAY))
    except (Project.DoesNotExist, Portfolio.DoesNotExist) as error:
        raise Http404 from error
    messages.success(request, SENT)
    return redirect(asked.thread)


def _not_sent(
    request: PersonRequest, page: AskingPage, thread: Thread, reason: str
) -> HttpResponse:
    """Leads to the conversation; a question that it doesn't have stays in the form.

    Sent twice, it is the same question.
    """
    form = page.form
    is_valid = form.is_valid()
    raw = str(form.data.get("question", "")).strip()
    typed = form.cleaned_data["question"] if is_valid else raw
    if not typed or typed in request_services.questions_kept(thread):
        return _led_to(request, thread, reason)
    page.context.update(not_sent=reason, there=thread)
    return page.answer(request)


def _led_to(request: PersonRequest, thread: Thread, reason: str) -> HttpResponse:
    messages.info(request, reason)
    return redirect(thread)


def _nothing_to_withdraw(request: PersonRequest, found: ReviewRequest) -> HttpResponse:
    messages.info(request, NOT_WAITING[RequestStatus(found.status)])
    return redirect(found.thread)
