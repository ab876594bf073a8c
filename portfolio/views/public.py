"""The page that others see, its pictures and its export.

Whatever somebody may not see is one and the same 404: private, unknown, expired, revoked.
"""

import datetime
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.languages import written_for
from portfolio.models import Portfolio
from portfolio.opening import Opened, count_view, opened
from portfolio.page import FolioPage, page_of
from portfolio.parts import chosen_projects, projects_for
from portfolio.resume import resume_of
from progress.models import ProjectImage
from progress.views.images import picture_response


@require_safe
def public(request: HttpRequest, handle: str, token: str = "") -> HttpResponse:
    """The portfolio, to those it is open to."""
    now = timezone.now()
    found = _open(request, handle, token, now)
    if handle != found.portfolio.handle:
        return _at_its_handle(found.address, found)
    if found.link and request.method == "GET" and not found.is_by_owner(request.user):
        count_view(found.link, now)
    context = {
        "page": _page_of(found, now),
        "opened": found,
        "is_owner": found.is_by_owner(request.user),
        "public_url": request.build_absolute_uri(found.portfolio.get_absolute_url()),
    }
    return _guarded(render(request, "portfolio/public.html", context), found)


@require_safe
def resume(request: HttpRequest, handle: str, token: str = "") -> HttpResponse:
    """The page as a JSON Resume document."""
    now = timezone.now()
    found = _open(request, handle, token, now)
    if handle != found.portfolio.handle:
        return _at_its_handle(found.resume_address, found)
    addresses = {}
    if found.is_public:
        addresses = {
            "address": request.build_absolute_uri(found.address),
            "canonical": request.build_absolute_uri(found.resume_address),
        }
    # Its owner's document, so in its owner's language, whoever fetches it.
    with written_for(found.portfolio.user.language):
        document = resume_of(_page_of(found, now), **addresses)
    response = JsonResponse(document, json_dumps_params={"indent": 2, "ensure_ascii": False})
    response["Content-Disposition"] = f'attachment; filename="{found.portfolio.handle}-resume.json"'
    return _guarded(response, found)


@require_safe
def image(request: HttpRequest, handle: str, pk: int, token: str = "") -> HttpResponse:
    """A picture of a project that stands on the page."""
    found = _open(request, handle, token, timezone.now())
    shown = projects_for(found.audience, chosen_projects(found.portfolio))
    picture = get_object_or_404(ProjectImage, pk=pk, project__in=shown)
    if handle != found.portfolio.handle:
        return _at_its_handle(found.image_address(picture), found)
    return _guarded(picture_response(request, picture.image, tag=str(picture.pk)), found)


def today_of(portfolio: Portfolio, now: datetime.datetime) -> datetime.date:
    """The day in the calendar of the portfolio's owner, whoever reads it."""
    return now.astimezone(ZoneInfo(portfolio.user.time_zone)).date()


def _open(request: HttpRequest, handle: str, token: str, now: datetime.datetime) -> Opened:
    found = opened(user=request.user, handle=handle, token=token, now=now)
    if found is None:
        raise Http404
    return found


def _page_of(found: Opened, now: datetime.datetime) -> FolioPage:
    portfolio = found.portfolio
    return page_of(portfolio, found.audience, today_of(portfolio, now), found.image_address)


def _at_its_handle(address: str, found: Opened) -> HttpResponse:
    """To the same with the present handle. A link's handle may change as often as it likes."""
    return _guarded(redirect(address, permanent=found.link is None), found)


def _guarded(response: HttpResponse, found: Opened) -> HttpResponse:
    """Nothing but the public page is kept by anybody on the way, or by search engines."""
    if not found.is_public:
        response["Cache-Control"] = "private, no-store"
        response["X-Robots-Tag"] = "noindex"
    return response
