"""The learner's home."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import PersonRequest, sign_in_required
from progress.dashboard import dashboard_of


@require_safe
@sign_in_required
def dashboard(request: PersonRequest) -> HttpResponse:
    """Where am I, am I on time, what is next."""
    context = dashboard_of(request.user, timezone.localdate())
    return render(request, "progress/dashboard.html", context)
