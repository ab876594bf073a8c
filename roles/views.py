"""Pages."""

from django.http import HttpRequest, HttpResponse


def role_list(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("role_list")


def compare_roles(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("compare_roles")
