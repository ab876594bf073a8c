"""Pages."""

from django.http import HttpRequest, HttpResponse


def roadmap(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("roadmap")


def stage_detail(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("stage_detail")


def step_detail(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("step_detail")


def finish_step(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("finish_step")


def start_step(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("start_step")


def skip_step(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("skip_step")


def reset_step(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("reset_step")


def undo_step(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("undo_step")


def write_note(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("write_note")


def dashboard(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("dashboard")


def plan(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("plan")


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
