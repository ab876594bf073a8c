"""A tour of a plan, for people without an account."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from progress.tour import example_of


@require_safe
def tour(request: HttpRequest) -> HttpResponse:
    """An invented learner's plan at month four. Nothing is saved."""
    today = timezone.localdate()
    return render(request, "progress/tour.html", {"example": example_of(today), "today": today})
