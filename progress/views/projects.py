"""Pages."""

from django.http import HttpRequest, HttpResponse


def project_list(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("project_list")


def add_project(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("add_project")


def project_detail(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("project_detail")


def edit_project(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("edit_project")


def delete_project(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("delete_project")
