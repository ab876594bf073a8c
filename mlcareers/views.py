"""The home page, the look of all pages, and health checks for the operator."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from mlcareers.context import APPEARANCE_COOKIE, APPEARANCES

ONE_YEAR = 365 * 24 * 60 * 60


@require_POST
def set_appearance(request: HttpRequest) -> HttpResponse:
    """Remembers light or dark in this browser, signed in or not."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = reverse("home")
    response = redirect(back)
    chosen = request.POST.get("appearance", "system")
    if chosen in APPEARANCES and chosen != "system":
        response.set_cookie(
            APPEARANCE_COOKIE,
            chosen,
            max_age=ONE_YEAR,
            samesite="Lax",
            secure=request.is_secure(),
            httponly=True,
        )
    else:
        response.delete_cookie(APPEARANCE_COOKIE)
    return response


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Where the figures come from, accessibility and privacy."""
    return render(request, "about.html")


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Answers 200 while the process lives."""
    return HttpResponse("ok", content_type="text/plain")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Answers 200 while the database answers, else 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("no database", content_type="text/plain", status=503)
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return HttpResponse("home")


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    return HttpResponse("sitemap")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse("robots")
