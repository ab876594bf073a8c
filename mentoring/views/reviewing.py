"""A mentor writes a review: the draft, publishing it, and taking a verdict back.

One form, an address a verb. A save by the page's script gets a line to show, a save by the
button the page.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import PersonRequest, mentor_required
from mentoring import review_services as services
from mentoring.models import Draft, Review, ReviewRequest, Side, Snippet, SubmissionImage, Verdict
from mentoring.review_forms import ReviewForm, WithdrawVerdictForm, steps_named_by
from mentoring.review_page import cards_of, reviews_of, whereabouts_of, written_about_by
from mentoring.version_page import version_of
from mentoring.written import as_text, mark_of, written_in

# Saves that the page has sent and not heard of; a script sends one or two.
MOST_UNHEARD = 3


@require_safe
@mentor_required
def write(request: PersonRequest, pk: int) -> HttpResponse:
    """The version, and beside it the form with what is kept so far."""
    asked = _request_of(request, pk)
    if _published(request, asked):
        return redirect("mentoring:thread", asked.thread_id)
    if asked.claimed_by_id != request.user.pk and _draft_of(request, asked) is None:
        raise Http404
    return _page(request, asked)


@require_POST
@mentor_required
def save_draft(request: PersonRequest, pk: int) -> HttpResponse:
    """Keeps whatever is there. With a snippet chosen, it goes to the end of the summary."""
    asked = _request_of(request, pk)
    answers = _with_snippet(request)
    kept = _keep(request, asked, answers)
    if request.htmx:
        return _status(request, kept)
    if kept.refused:
        return _not_kept(request, asked)
    if kept.other or kept.form.errors:
        return _page(request, asked, kept=kept, form=kept.form, status=422)
    messages.success(request, _("The draft is saved. Only you can see it."))
    place = "#id_summary" if "insert" in request.POST else ""
    return redirect(reverse("mentoring:write", args=[asked.pk]) + place)


@require_POST
@mentor_required
def publish(request: PersonRequest, pk: int) -> HttpResponse:
    """Keeps the text first: whatever comes of publishing, it is there."""
    asked = _request_of(request, pk)
    kept = _keep(request, asked, request.POST)
    if kept.refused or kept.draft is None:
        return _not_kept(request, asked)
    form = ReviewForm(request.POST, asked=asked, written=written_in(kept.draft), publishing=True)
    if kept.other or not form.is_valid():
        return _page(request, asked, kept=kept, form=form, status=422)
    try:
        services.publish(
            request=asked,
            mentor=request.user,
            written=form.as_written(),
            now=timezone.now(),
            seen=[mark_of(kept.draft)],
        )
    except services.CannotPublishError:
        # Read again: the page says what became of the request.
        asked = _request_of(request, pk)
        return _page(request, asked, kept=kept, form=form, status=422)
    except services.StaleDraftError as stale:
        kept.other = stale.draft
        return _page(request, asked, kept=kept, form=form, status=422)
    messages.success(request, _("The review is published. The learner is told."))
    return redirect("mentoring:thread", asked.thread_id)


@require_http_methods(["GET", "HEAD", "POST"])
@mentor_required
def discard_draft(request: PersonRequest, pk: int) -> HttpResponse:
    """Asks first. A second request finds nothing."""
    drafts = Draft.objects.filter(mentor=request.user).select_related("request__submission")
    draft = get_object_or_404(drafts, request__pk=pk)
    if request.method != "POST":
        context = {"asked": draft.request, "text": _in_words(draft, draft.request)}
        return render(request, "mentoring/discard_draft.html", context)
    services.discard_draft(request=draft.request, mentor=request.user)
    messages.success(request, _("The draft is discarded."))
    return redirect("mentoring:desk")


@require_http_methods(["GET", "HEAD", "POST"])
@mentor_required
def withdraw_verdict(request: PersonRequest, pk: int) -> HttpResponse:
    """Asks for the reason. What was withdrawn before stays as it was."""
    reviews = Review.objects.filter(mentor=request.user).exclude(verdict=Verdict.ANSWERED)
    review = get_object_or_404(
        reviews.select_related("request__learner", "request__submission", "request__thread"), pk=pk
    )
    if review.withdrawn_at:
        messages.info(request, _("This verdict is withdrawn already."))
        return redirect("mentoring:thread", review.request.thread_id)
    form = WithdrawVerdictForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"form": form, "review": review, "asked": review.request}
        status = 422 if form.is_bound else 200
        return render(request, "mentoring/withdraw_verdict.html", context, status=status)
    services.withdraw_verdict(
        review=review,
        by=request.user,
        side=Side.MENTOR,
        reason=form.cleaned_data["reason"],
        now=timezone.now(),
    )
    messages.success(request, _("The verdict is withdrawn. The review can still be read."))
    return redirect("mentoring:thread", review.request.thread_id)


@dataclass
class Kept:
    """What came of keeping a text: the draft there is now, and why it isn't what was sent."""

    form: ReviewForm
    draft: Draft | None = None
    other: Draft | None = None
    refused: bool = False
    seen: list[str] = field(default_factory=list)


def _request_of(request: PersonRequest, pk: int) -> ReviewRequest:
    return get_object_or_404(
        written_about_by(request.user).select_related(
            "learner", "claimed_by", "submission", "thread"
        ),
        pk=pk,
    )


def _draft_of(request: PersonRequest, asked: ReviewRequest) -> Draft | None:
    return Draft.objects.filter(request=asked, mentor=request.user).first()


def _published(request: PersonRequest, asked: ReviewRequest) -> bool:
    return Review.objects.filter(request=asked, mentor=request.user).exists()


def _in_words(draft: Draft, asked: ReviewRequest) -> str:
    return as_text(written_in(draft), steps_named_by(asked))


def _with_snippet(request: PersonRequest) -> QueryDict:
    """The answers, the chosen snippet of the mentor's own at the end of the summary."""
    number = request.POST.get("snippet", "")
    if "insert" not in request.POST or not (number.isascii() and number.isdecimal()):
        return request.POST
    snippet = Snippet.objects.filter(mentor=request.user, pk=int(number[:18])).first()
    if snippet is None:
        return request.POST
    answers = request.POST.copy()
    before = answers.get("summary", "").rstrip()
    answers["summary"] = f"{before}\n\n{snippet.text}" if before else snippet.text
    return answers


def _keep(request: PersonRequest, asked: ReviewRequest, answers: QueryDict) -> Kept:
    """Save all that can be saved of what was typed."""
    before = _draft_of(request, asked)
    written = written_in(before) if before else None
    form = ReviewForm(answers, asked=asked, written=written)
    form.is_valid()
    seen = [mark for mark in answers.getlist("seen") if mark]
    if seen:
        for body in answers.getlist("sent")[:MOST_UNHEARD]:
            sent = ReviewForm(QueryDict(body), asked=asked, written=written)
            sent.is_valid()
            seen.append(sent.as_written().mark)
    kept = Kept(form=form, draft=before)
    try:
        kept.draft = services.save_draft(
            request=asked,
            mentor=request.user,
            written=form.as_written(),
            now=timezone.now(),
            seen=seen,
        )
    except services.StaleDraftError as stale:
        kept.other = kept.draft = stale.draft
    except (services.NotKeptError, ReviewRequest.DoesNotExist):
        kept.refused = True
    return kept


def _not_kept(request: PersonRequest, asked: ReviewRequest) -> HttpResponse:
    """It is published: sent once more, it leads to the conversation."""
    if not _published(request, asked):
        raise Http404
    return redirect("mentoring:thread", asked.thread_id)


def _status(request: PersonRequest, kept: Kept) -> HttpResponse:
    status = 409 if kept.refused or kept.other else 422 if kept.form.errors else 200
    context = {"kept": kept, "draft": kept.draft, "mark": mark_of(kept.draft)}
    return render(request, "mentoring/partials/_draft_status.html", context, status=status)


def _page(
    request: PersonRequest,
    asked: ReviewRequest,
    *,
    kept: Kept | None = None,
    form: ReviewForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page to write on; with `kept`, what is wrong with what was sent."""
    now = timezone.now()
    draft = kept.draft if kept else _draft_of(request, asked)
    other = kept.other if kept else None
    if form is None:
        form = ReviewForm(asked=asked, written=written_in(draft) if draft else None)
    place = services.place_of(asked, request.user, now)
    context: dict[str, Any] = {
        "asked": asked,
        "form": form,
        "next": reverse("mentoring:write", args=[asked.pk]),
        "place": place,
        "draft": draft,
        "seen": mark_of(draft),
        "other": other,
        "other_text": _in_words(other, asked) if other else "",
        "snippets": list(Snippet.objects.filter(mentor=request.user)),
        "may_publish": place.may_publish,
    }
    if place.may_publish:
        context |= _work_of(request, asked, now)
        form.name_learner(asked)
    return render(request, "mentoring/write_review.html", context, status=status)


def _work_of(
    request: PersonRequest, asked: ReviewRequest, now: datetime.datetime
) -> dict[str, Any]:
    """The work itself, only for whoever may review it."""
    assert asked.submission is not None  # noqa: S101 - Place.GONE otherwise
    assert asked.learner is not None  # noqa: S101 - the same

    def address(image: SubmissionImage) -> str:
        return reverse("mentoring:request-image", args=[asked.pk, image.pk])

    return {
        "version": version_of(asked.submission, address),
        "earlier": cards_of(reviews_of(asked.thread_id), for_mentor=True)[::-1],
        "where": whereabouts_of(asked.learner, request.user, now),
    }
