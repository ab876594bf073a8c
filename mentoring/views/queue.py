"""What waits for a review, and one of these requests. For mentors."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import PersonRequest, mentor_required
from mentoring.models import Notice, NoticeKind, ReviewRequest, SubmissionImage, Thread
from mentoring.queue_page import QueuePage
from mentoring.request_page import page_of
from mentoring.views.claims import GONE
from progress.views.images import picture_response


@require_safe
@mentor_required
def queue(request: PersonRequest) -> HttpResponse:
    """Their own learners' requests first, each part the oldest first."""
    asked = QueuePage(mentor=request.user, asked=request.GET, now=timezone.now())
    return render(request, "mentoring/queue.html", {"queue": asked})


@require_safe
@mentor_required
def review_request(request: PersonRequest, pk: int) -> HttpResponse:
    """The version and the question, for every mentor who may take the request."""
    now = timezone.now()
    requests = ReviewRequest.objects.open_to(request.user)
    found = requests.select_related("learner", "submission", "thread").filter(pk=pk).first()
    if found is None:
        return _over(request, pk)

    def image_address(image: SubmissionImage) -> str:
        return reverse("mentoring:request-image", args=[pk, image.pk])

    page = page_of(found, request.user, image_address, now)
    return render(request, "mentoring/request.html", {"page": page, "asked": found})


@require_safe
@mentor_required
def request_image(request: PersonRequest, pk: int, image: int) -> HttpResponse:
    """A picture of the version, for those who may see its request."""
    requests = ReviewRequest.objects.open_to(request.user).filter(pk=pk)
    found = get_object_or_404(
        SubmissionImage, submission__in=requests.values("submission"), pk=image
    )
    return picture_response(request, found.image, tag=f"submission-{found.pk}")


def _over(request: PersonRequest, pk: int) -> HttpResponse:
    """The notice and the mail of a request outlive it: whoever was told of it is told this too.

    Whoever may see its conversation finds there what became of it.
    """
    over = ReviewRequest.objects.over().unparted_from(request.user).filter(pk=pk)
    threads = Thread.objects.seen_by(request.user, timezone.now())
    thread = threads.filter(pk__in=over.order_by().values("thread")).first()
    if thread is not None:
        messages.info(request, GONE)
        return redirect(thread)
    told = Notice.objects.filter(kind=NoticeKind.REQUEST_RECEIVED, cause=f"request-{pk}")
    if not told.filter(recipient=request.user).exists():
        raise Http404
    messages.info(request, GONE)
    return redirect("mentoring:queue")
