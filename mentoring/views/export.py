"""A person takes along what the site holds about them."""

from allauth.core import ratelimit
from django.http import FileResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import PersonRequest, sign_in_required
from mentoring.export_file import export_file


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
def export_account(request: PersonRequest) -> HttpResponseBase:
    """Says what is in it; the button makes the file."""
    if request.method != "POST":
        return render(request, "mentoring/export_account.html")
    if not ratelimit.consume(request, action="export", user=request.user):
        return render(request, "mentoring/export_account.html", {"too_many": True}, status=429)
    now = timezone.now()
    response = FileResponse(
        export_file(request.user, now),
        as_attachment=True,
        filename=f"ml-careers-{timezone.localdate(now):%Y-%m-%d}.zip",
        content_type="application/zip",
    )
    response["Cache-Control"] = "private, no-store"
    return response
