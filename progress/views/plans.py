"""Pages."""

from django.http import HttpRequest, HttpResponse


def plan(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("plan")
