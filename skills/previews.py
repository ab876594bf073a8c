"""The site's own page of a row that is not saved, as a visitor would see it."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.models import AnonymousUser
from django.core.handlers.wsgi import WSGIRequest
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import get_script_prefix, resolve
from django.utils import timezone
from django_htmx.middleware import HtmxDetails

from skills.content import Content


@dataclass(frozen=True, slots=True)
class Preview:
    """What the page's banner says besides that nothing is saved."""

    # Rows that are shown with it although they are hidden, by name.
    shown_too: tuple[str, ...] = ()


class VisitorRequest(WSGIRequest):
    """A visitor's look at a page of this site, from within the request of somebody else.

    It carries what our middleware would have added. Nothing else of the other request is kept
    but where the site is, and the browser's cookies, of which no page reads the session's.
    """

    def __init__(self, request: HttpRequest, address: str, preview: Preview) -> None:
        path = urlsplit(address).path.removeprefix(get_script_prefix().rstrip("/"))
        super().__init__(
            {
                **request.META,
                "REQUEST_METHOD": "GET",
                "PATH_INFO": path,
                "QUERY_STRING": "",
                "CONTENT_LENGTH": "",
                "CONTENT_TYPE": "",
                "wsgi.input": io.BytesIO(),
            }
        )
        self.user = AnonymousUser()
        self.htmx = HtmxDetails(self)
        self.resolver_match = resolve(path)
        self.preview = preview


def page_for_visitor(request: HttpRequest, address: str, preview: Preview) -> HttpResponse:
    """What the view behind an address of this site answers. No middleware is asked."""
    visit = VisitorRequest(request, address, preview)
    match: Any = visit.resolver_match
    with timezone.override(None):
        response: HttpResponse = match.func(visit, *match.args, **match.kwargs)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def show_parents(row: Content) -> Preview:
    """Bring what the row belongs to into view as well: without it there would be no page.

    Writes, so it is for a transaction that is rolled back.
    """
    shown: list[str] = []
    for field in row._meta.concrete_fields:
        parent = field.remote_field.model if isinstance(field, models.ForeignKey) else None
        if not (isinstance(parent, type) and issubclass(parent, Content)):
            continue
        hidden = parent._default_manager.filter(pk=getattr(row, field.attname), retired=True)
        shown += [str(found) for found in hidden]
        hidden.update(draft=False, retired=False)
    return Preview(tuple(shown))
