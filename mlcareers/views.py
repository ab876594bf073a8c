"""The home page, the look of all pages, and health checks for the operator."""

from django.contrib.sitemaps.views import sitemap as sitemap_view
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access import local_address
from mlcareers.context import APPEARANCE_COOKIE, APPEARANCES
from mlcareers.sitemaps import sitemaps
from roadmap.models import Edition, Stage, StepKind
from roadmap.stages import empty_strip, example_strip, months_of, timeline_of
from roadmap.teaching import shown_steps
from roles.forms import by_senior_pay
from roles.pictures import salary_chart
from roles.salaries import current_roles, pay_of

ONE_YEAR = 365 * 24 * 60 * 60


@require_POST
def set_appearance(request: HttpRequest) -> HttpResponse:
    """Remembers light or dark in this browser, signed in or not."""
    back = local_address(request, request.POST.get("next", ""), reverse("home"))
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
    """What the site is, drawn from its content."""
    stages = list(Stage.objects.current())
    pays = by_senior_pay(pay_of(role) for role in current_roles())
    steps = shown_steps().select_related("stage").filter(specialisation=None)
    return render(
        request,
        "home.html",
        {
            "timeline": timeline_of(stages, Edition.objects.newest()),
            "months": months_of(stages),
            "chart": salary_chart([item.pay for item in pays], height=44),
            "example": example_strip(stages),
            "empty_strip": empty_strip(stages),
            "steps": steps.filter(kind=StepKind.TOPIC, stage__start_month__gt=0)[:3],
            "projects": steps.filter(kind=StepKind.PROJECT)[:2],
            "fact": next((item for item in pays if item.pay.senior), None),
        },
    )


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    return sitemap_view(request, sitemaps=sitemaps())


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Keeps search engines out of what is private or endless."""
    return render(
        request,
        "robots.txt",
        {"sitemap_url": request.build_absolute_uri(reverse("sitemap"))},
        content_type="text/plain",
    )
