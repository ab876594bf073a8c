"""A learner asks for a review, takes the request back, asks for a second reader."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
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

SENT = "Your request is in the queue. Mentors see the version as it is now."
UNDER_WAY = "A review of this is under way already. It is here."
NOT_WAITING = {
    RequestStatus.ANSWERED: "This request is answered, so there is nothing to withdraw.",
    RequestStatus.WITHDRAWN: "This request was withdrawn before. Nothing has changed.",
}


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
def ask_project(request: PersonRequest, pk: int) -> HttpResponse:
    """What is missing is shown before, and refuses nothing after."""
    project = get_object_or_404(projects_whole(), user=request.user, pk=pk)
    if waiting := open_request(project=project):
        return _led_to(request, waiting.thread)
    asking = project_asking(project)
    now = timezone.now()
    form = AskForm(request.POST if request.method == "POST" else None, is_again=asking.is_again)
    if not form.is_valid():
        context = {"form": form, "asking": asking, "project": project, "waiting": waiting_of(now)}
        return _page(request, "mentoring/ask_project.html", context, form)
    try:
        asked = request_services.ask_project(
            learner=request.user, project=project, now=now, **form.cleaned_data
        )
    except UnderWayError as error:
        return _led_to(request, error.thread)
    except Project.DoesNotExist as error:
        raise Http404 from error
    messages.success(request, SENT)
    return redirect(asked.thread)


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
def ask_portfolio(request: PersonRequest) -> HttpResponse:
    portfolio = Portfolio.objects.filter(user=request.user).select_related("user").first()
    if portfolio is None:
        messages.info(request, "Start your portfolio first. Then you can ask for a review of it.")
        return redirect("portfolio:edit")
    if waiting := open_request(learner=request.user, subject=Subject.PORTFOLIO):
        return _led_to(request, waiting.thread)
    now, today = timezone.now(), timezone.localdate()
    asking = portfolio_asking(portfolio, request.user, today)
    form = AskForm(request.POST if request.method == "POST" else None, is_again=asking.is_again)
    if not form.is_valid():
        context = {"form": form, "asking": asking, "waiting": waiting_of(now)}
        return _page(request, "mentoring/ask_portfolio.html", context, form)
    try:
        asked = request_services.ask_portfolio(
            learner=request.user,
            portfolio=portfolio,
            now=now,
            today=today,
            **form.cleaned_data,
        )
    except UnderWayError as error:
        return _led_to(request, error.thread)
    except Portfolio.DoesNotExist as error:
        raise Http404 from error
    messages.success(request, SENT)
    return redirect(asked.thread)


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
def ask_second_reader(request: PersonRequest, pk: int) -> HttpResponse:
    """Once per conversation, about the version that was reviewed."""
    thread = get_object_or_404(Thread, learner=request.user, pk=pk)
    reason = request_services.why_no_second_reader(thread)
    if reason:
        messages.info(request, reason)
        return redirect(thread)
    form = SecondReaderForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"form": form, "thread": thread, "newest": thread.submissions.last()}
        return _page(request, "mentoring/ask_second_reader.html", context, form)
    try:
        request_services.ask_second_reader(
            thread=thread, learner=request.user, now=timezone.now(), **form.cleaned_data
        )
    except NoSecondReaderError as error:
        messages.info(request, str(error))
        return redirect(thread)
    messages.success(request, "Your request is in the queue, for a mentor who has not read it yet.")
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
    messages.success(request, "Your request is withdrawn. You can ask again at any time.")
    return redirect(found.thread)


def _page(
    request: PersonRequest, template: str, context: dict[str, object], form: object
) -> HttpResponse:
    status = 422 if getattr(form, "is_bound", False) else 200
    return render(request, template, context, status=status)


def _led_to(request: PersonRequest, thread: Thread) -> HttpResponse:
    messages.info(request, UNDER_WAY)
    return redirect(thread)


def _nothing_to_withdraw(request: PersonRequest, found: ReviewRequest) -> HttpResponse:
    messages.info(request, NOT_WAITING[RequestStatus(found.status)])
    return redirect(found.thread)
