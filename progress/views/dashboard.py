"""Pages."""

from django.http import HttpRequest, HttpResponse


def dashboard(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("dashboard")
