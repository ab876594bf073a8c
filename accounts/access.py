"""Pages that only signed-in people may see."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Concatenate, ParamSpec, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.middleware import HtmxDetails

from accounts.models import User

P = ParamSpec("P")


def local_address(request: HttpRequest, address: str, fallback: str) -> str:
    """The path and query of an address of this site; the fallback for any other and nonsense."""
    hosts = {request.get_host()}
    if not url_has_allowed_host_and_scheme(address, hosts, require_https=request.is_secure()):
        return fallback
    parts = urlsplit(address)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    # The path alone once more: that of http://host//elsewhere/ would lead elsewhere.
    is_path = path.startswith("/") and url_has_allowed_host_and_scheme(path, hosts)
    return path if is_path else fallback


class PersonRequest(HttpRequest):
    """A request of somebody who is signed in."""

    user: User
    htmx: HtmxDetails


def sign_in_required(
    view: Callable[Concatenate[PersonRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Sends visitors to sign in and back to where they were.

    A write has no page of its own to come back to, so it comes back to the page it was on.
    A request by htmx is told to load the sign-in page as a page: it would put it into a
    fragment otherwise.
    """

    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.user.is_authenticated:
            return view(cast("PersonRequest", request), *args, **kwargs)
        back = request.get_full_path()
        if request.method not in {"GET", "HEAD"}:
            home = resolve_url(settings.LOGIN_REDIRECT_URL)
            referrer = local_address(request, request.headers.get("Referer", ""), home)
            back = urlsplit(referrer).path
        response = redirect_to_login(back, resolve_url(settings.LOGIN_URL))
        if getattr(request, "htmx", False):
            return HttpResponse(status=204, headers={"HX-Redirect": response.headers["Location"]})
        return response

    update_wrapper(guarded, view)
    return guarded


def mentor_required(
    view: Callable[Concatenate[PersonRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """For mentors: visitors sign in first, anybody else finds nothing here."""

    def guarded(request: PersonRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_mentor:
            raise Http404
        return view(request, *args, **kwargs)

    update_wrapper(guarded, view)
    return sign_in_required(guarded)
