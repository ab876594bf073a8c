"""What waits for a review, and one of these requests. For mentors."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import PersonRequest, mentor_required
from mentoring.models import ReviewRequest, SubmissionImage
from mentoring.queue_page import QueuePage
from mentoring.request_page import page_of
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
    found = get_object_or_404(
        ReviewRequest.objects.open_to(request.user).select_related(
            "learner", "submission", "thread"
        ),
        pk=pk,
    )

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
