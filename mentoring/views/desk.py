"""The mentor's home."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import PersonRequest, mentor_required
from mentoring.desk_page import desk_of


@require_safe
@mentor_required
def desk(request: PersonRequest) -> HttpResponse:
    """What waits, whose turn it is, and the mentor's learners, those who need attention first."""
    context = desk_of(request.user, timezone.now(), request.GET.dict())
    return render(request, "mentoring/desk.html", context)
