"""A mentor claims a request, asks for more time, gives it back. One address a verb."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.access import PersonRequest, mentor_required
from mentoring import claim_services
from mentoring.claim_services import ClaimedByAnotherError, NotOpenError
from mentoring.models import ReviewRequest
from mentoring.models.requests import ReviewRequestQuerySet
from mentoring.queue_page import row_of, waiting_of

TAKEN = _("Another mentor is reviewing this.")
GONE = _("It is no longer waiting: it was answered or withdrawn.")
LOST = _("You do not hold this any more. What you wrote stays with you.")


@require_POST
@mentor_required
def claim(request: PersonRequest, pk: int) -> HttpResponse:
    """Once it is theirs, claiming again changes nothing."""
    now = timezone.now()
    found = _open_to(request).filter(pk=pk).first()
    if found is None:
        return _over(request, pk)
    try:
        claim_services.claim(request=found, mentor=request.user, now=now)
    except ClaimedByAnotherError:
        return _missed(request, found.title, str(TAKEN))
    except NotOpenError:
        return _missed(request, found.title, str(GONE))
    if not request.htmx:
        messages.success(request, gettext("It is yours for three days."))
        return redirect("mentoring:request", pk)
    found.refresh_from_db(fields=["claimed_by", "claimed_at", "claim_expires_at"])
    theirs = ReviewRequest.objects.all().theirs(request.user)
    is_theirs = ReviewRequest.objects.filter(theirs, pk=pk).exists()
    row = row_of(found, request.user, waiting_of(now), now, is_theirs=is_theirs)
    context = {
        "row": row,
        "said": gettext("Yours for three days: %(title)s") % {"title": found.title},
    }
    return render(request, "mentoring/partials/_queue_row.html", context)


@require_POST
@mentor_required
def extend(request: PersonRequest, pk: int) -> HttpResponse:
    """Three more days, for those who have claimed it and while nobody else has."""
    found = _open_to(request).claimed_once_by(request.user).filter(pk=pk).first()
    if found is None:
        return _over(request, pk)

    def more() -> None:
        claim_services.extend(request=found, mentor=request.user, now=timezone.now())
        messages.success(request, gettext("It is yours for three days from now."))

    return _change(request, pk, more)


@require_POST
@mentor_required
def release(request: PersonRequest, pk: int) -> HttpResponse:
    """Free for others again. A draft stays with its mentor."""
    found = _open_to(request).claimed_once_by(request.user).filter(pk=pk).first()
    if found is None:
        return _over(request, pk)

    def give_back() -> None:
        if claim_services.release(request=found, mentor=request.user, now=timezone.now()):
            messages.success(request, gettext("You gave it back. What you wrote stays with you."))
        else:
            messages.info(request, LOST)

    return _change(request, pk, give_back)


def _open_to(request: PersonRequest) -> ReviewRequestQuerySet:
    return ReviewRequest.objects.open_to(request.user).select_related(
        "learner", "submission", "thread"
    )


def _change(request: PersonRequest, pk: int, change: Callable[[], None]) -> HttpResponse:
    try:
        change()
    except ClaimedByAnotherError:
        messages.warning(request, LOST)
    except NotOpenError:
        messages.warning(request, str(GONE))
        return redirect("mentoring:queue")
    return redirect("mentoring:request", pk)


def _over(request: PersonRequest, pk: int) -> HttpResponse:
    """The page they came from is older than the answer. Without the title: it is not theirs now."""
    get_object_or_404(ReviewRequest.objects.once_open_to(request.user), pk=pk)
    return _missed(request, gettext("This request"), str(GONE))


def _missed(request: PersonRequest, title: str, said: str) -> HttpResponse:
    """Somebody was quicker. By htmx the row says so in its place."""
    if request.htmx:
        context = {"title": title, "said": said}
        return render(request, "mentoring/partials/_claim_missed.html", context)
    messages.warning(request, said)
    return redirect("mentoring:queue")
