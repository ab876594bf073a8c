"""Pages."""

from django.http import HttpRequest, HttpResponse


def roadmap(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("roadmap")


def stage_detail(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("stage_detail")
