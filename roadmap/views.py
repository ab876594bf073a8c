"""Pages."""

from django.http import HttpRequest, HttpResponse


def skill_detail(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("skill_detail")


def role_detail(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("role_detail")


def course_list(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("course_list")


def course_detail(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("course_detail")


def job_market(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("job_market")


def search(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("search")
