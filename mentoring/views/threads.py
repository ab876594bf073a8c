"""Conversations between a learner and mentors. Somebody else's is not found."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import PersonRequest, sign_in_required
from mentoring import thread_services
from mentoring.models import Message, Thread, ThreadEventKind
from mentoring.parting import seen_until
from mentoring.thread_entries import MOST_PAGES, entries_page, entry_of
from mentoring.thread_forms import BlockForm, MessageForm, ReportForm
from mentoring.thread_page import own_threads, page_of, row_of, turn_of
from progress.submissions import submission_of

THREADS_A_PAGE = 20
POSTED_BEFORE = _(
    "This form has posted a message already; it stands above. Post it again to add this one too."
)


@require_safe
@sign_in_required
def thread_list(request: PersonRequest) -> HttpResponse:
    """The learner's own. What a mentor reviews stands on their desk."""
    page = Paginator(own_threads(request.user), THREADS_A_PAGE).get_page(request.GET.get("page"))
    today = timezone.localdate()
    rows = [row_of(thread, request.user, today) for thread in page]
    context = {
        "page": page,
        "open": [row for row in rows if row.thread.closed_at is None],
        "closed": [row for row in rows if row.thread.closed_at],
    }
    return render(request, "mentoring/thread_list.html", context)


@require_safe
@sign_in_required
def thread(request: PersonRequest, pk: int) -> HttpResponse:
    found = _thread_of(request, pk)
    return _page(request, found, page=_page_number(request))


@require_POST
@sign_in_required
def post_message(request: PersonRequest, pk: int) -> HttpResponse:
    """Adds a message. The form carries a number of its own, so a double click adds one."""
    found = _thread_of(request, pk)
    form = MessageForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, once=submission_of(request))
    text = form.cleaned_data["text"]
    try:
        message, is_new = thread_services.post_message(
            thread=found,
            author=request.user,
            text=text,
            submission=submission_of(request),
            now=timezone.now(),
        )
    except thread_services.Refused as refused:
        form.add_error("text", refused.reason)
        return _page(request, found, form)
    if not is_new and message.text != text:
        form.add_error("text", POSTED_BEFORE)
        return _page(request, found, form)
    if request.htmx:
        return _appended(request, message) if is_new else _reload()
    return redirect(f"{found.get_absolute_url()}#message-{message.pk}")


@require_POST
@sign_in_required
def close(request: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Thread.objects.filter(learner=request.user), pk=pk)
    try:
        thread_services.close(thread=found, now=timezone.now())
    except thread_services.Refused as refused:
        messages.warning(request, refused.reason)
    else:
        messages.success(request, gettext("The conversation is closed. Asking again opens it."))
    return redirect(found)


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
def report(request: PersonRequest, pk: int) -> HttpResponse:
    found = _thread_of(request, pk)
    form = ReportForm(request.POST if request.method == "POST" else None)
    if not form.is_bound and thread_services.open_report(found, request.user):
        messages.info(request, thread_services.REPORTED)
        return redirect(found)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            thread_services.report(
                thread=found, reporter=request.user, reason=reason, now=timezone.now()
            )
        except thread_services.Refused as refused:
            form.add_error("reason", refused.reason)
        else:
            messages.success(
                request, gettext("The admins have your report. The other side isn’t told.")
            )
            return redirect(found)
    context = {"thread": found, "title": _title_of(request, found), "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "mentoring/thread_report.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
def block(request: PersonRequest, pk: int) -> HttpResponse:
    """Asks first, and whom where there are several."""
    now = timezone.now()
    is_sent = request.method == "POST"
    if is_sent and _has_parted(request, pk):
        return redirect("mentoring:desk")
    found = _thread_of(request, pk)
    ask = thread_services.people_to_block if is_sent else thread_services.left_to_block
    people = ask(found, request.user, now)
    if not people:
        messages.info(request, gettext("There is nobody here whom you could block."))
        return redirect(found)
    form = BlockForm(request.POST if is_sent else None, people=people)
    if not form.is_valid():
        context = {
            "thread": found,
            "title": _title_of(request, found),
            "form": form,
            "people": people,
            "is_own": found.learner_id == request.user.pk,
        }
        status = 422 if is_sent else 200
        return render(request, "mentoring/thread_block.html", context, status=status)
    person = form.chosen
    thread_services.block(by=request.user, person=person, now=now)
    messages.success(
        request,
        gettext("You have blocked %(name)s. You can lift this under “Who sees what”.")
        % {"name": person.name},
    )
    still = Thread.objects.seen_by(request.user, now).filter(pk=pk).exists()
    return redirect(found) if still else redirect("mentoring:desk")


def _thread_of(request: PersonRequest, pk: int) -> Thread:
    return get_object_or_404(
        Thread.objects.seen_by(request.user, timezone.now()).select_related("learner", "mentor"),
        pk=pk,
    )


def _title_of(request: PersonRequest, found: Thread) -> str:
    return thread_services.title_of(found, seen_until(found, request.user))


def _page(
    request: PersonRequest,
    found: Thread,
    form: MessageForm | None = None,
    *,
    page: int = 1,
    once: uuid.UUID | None = None,
) -> HttpResponse:
    """The conversation; with a refused form that form's text and what is wrong with it.

    A fragment gets the form alone, in place of the one that was sent.
    """
    context: dict[str, Any] = {
        "thread": found,
        "form": form or MessageForm(),
        "once": once or uuid.uuid4(),
    }
    status = 422 if form else 200
    if form and request.htmx:
        form.take_focus()
        answer = render(request, "mentoring/partials/_reply.html", context, status=status)
        answer["HX-Retarget"], answer["HX-Reswap"] = "#reply", "outerHTML"
        return answer
    if form:
        context["next"] = found.get_absolute_url()
    context["view"] = page_of(found, request.user, timezone.now(), timezone.localdate())
    context["entries"] = entries_page(found, request.user, page)
    return render(request, "mentoring/thread.html", context, status=status)


def _appended(request: PersonRequest, message: Message) -> HttpResponse:
    """The new entry for the end of the list, an empty form, and whose turn it is now."""
    found = _thread_of(request, message.thread_id)
    waiting = thread_services.waiting_in(found) is not None
    form = MessageForm()
    form.take_focus()
    context = {
        "thread": found,
        "entries": [entry_of(message, found, request.user)],
        "form": form,
        "once": uuid.uuid4(),
        "turn": turn_of(found, request.user, waiting=waiting, today=timezone.localdate()),
        "said": gettext("Your message is posted."),
    }
    return render(request, "mentoring/partials/_posted.html", context)


def _reload() -> HttpResponse:
    """Sent twice: the page shows what there is."""
    return HttpResponse(status=204, headers={"HX-Refresh": "true"})


def _page_number(request: PersonRequest) -> int:
    """Page 1, the newest, for anything that is no page."""
    asked = request.GET.get("page", "")
    is_number = asked.isascii() and asked.isdigit() and len(asked) <= len(str(MOST_PAGES))
    return min(max(int(asked), 1), MOST_PAGES) if is_number else 1


def _has_parted(request: PersonRequest, pk: int) -> bool:
    """Whether this mentor has lost sight of the conversation by blocking its learner: the form
    was sent twice."""
    found = Thread.objects.filter(pk=pk, events__kind=ThreadEventKind.RELEASED)
    return (
        request.user.is_mentor
        and found.filter(
            events__actor=request.user, learner__in=request.user.blocks_made.values("person")
        ).exists()
        and not Thread.objects.seen_by(request.user, timezone.now()).filter(pk=pk).exists()
    )
