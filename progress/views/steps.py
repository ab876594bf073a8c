"""Pages."""

from django.http import HttpRequest, HttpResponse


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
