"""A frozen version and its pictures, for those who take part in the conversation."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import PersonRequest, sign_in_required
from mentoring.freezing import has_changed_since
from mentoring.models import SubmissionImage, Thread
from mentoring.parting import older, seen_until
from mentoring.version_page import version_of
from progress.views.images import picture_response


@require_safe
@sign_in_required
def submission(request: PersonRequest, pk: int, version: int) -> HttpResponse:
    """The version as it was, whatever has become of the work."""
    thread = _thread_of(request, pk)
    seen = older(thread.submissions.all(), "frozen_at", seen_until(thread, request.user))
    versions = list(seen.defer("content"))
    found = get_object_or_404(seen.prefetch_related("images"), version=version)

    def address(image: SubmissionImage) -> str:
        return reverse("mentoring:submission-image", args=[pk, version, image.pk])

    is_own = thread.learner_id == request.user.pk
    context = {
        "thread": thread,
        "version": version_of(found, address),
        "versions": versions,
        "is_newest": found.version == versions[-1].version,
        "is_own": is_own,
        "has_changed": has_changed_since(thread, found) if is_own else None,
    }
    return render(request, "mentoring/submission.html", context)


@require_safe
@sign_in_required
def submission_image(request: PersonRequest, pk: int, version: int, image: int) -> HttpResponse:
    thread = _thread_of(request, pk)
    images = SubmissionImage.objects.filter(submission__thread=thread)
    seen = older(images, "submission__frozen_at", seen_until(thread, request.user))
    found = get_object_or_404(seen, submission__version=version, pk=image)
    return picture_response(request, found.image, tag=f"copy-{found.pk}")


def _thread_of(request: PersonRequest, pk: int) -> Thread:
    seen = Thread.objects.seen_by(request.user, timezone.now())
    return get_object_or_404(seen.select_related("learner"), pk=pk)
