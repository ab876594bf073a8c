"""Pages."""

from django.http import HttpRequest, HttpResponse


def skill_list(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("skill_list")
