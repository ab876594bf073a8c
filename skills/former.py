"""Addresses of before: a page whose row has another slug now leads on to it."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect

from skills.content import Content

View = Callable[..., HttpResponse]


def leads_on(model: type[Content]) -> Callable[[View], View]:
    """For a page of one row by its slug: where there is none, the row that had that slug."""

    def decorate(view: View) -> View:
        @wraps(view)
        def leading(request: HttpRequest, slug: str) -> HttpResponse:
            try:
                return view(request, slug)
            except Http404:
                row = formerly(model, slug)
                if row is None:
                    raise
                return HttpResponsePermanentRedirect(row.get_absolute_url())  # type: ignore[attr-defined]

        return leading

    return decorate


def formerly(model: type[Content], slug: str) -> Content | None:
    """The row that the site shows and that had this slug before.

    The few rows with former slugs are looked through: not every database can search the lists.
    """
    rows = model._default_manager.exclude(was=[]).filter(retired=False)
    return next((row for row in rows if slug in row.was), None)
