"""The language a person reads in: chosen on the account, or left to the browser."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

# Long enough for any code that Django knows, such as zh-hans.
CODE_LENGTH = 16


def language_choices() -> list[tuple[str, str]]:
    """What the site speaks, each by its own name. Asked each time: a new one needs no migration."""
    return list(settings.LANGUAGES)


def is_spoken(code: str) -> bool:
    """Whether the site speaks it. A language may go while accounts still name it."""
    return code in dict(settings.LANGUAGES)


@contextmanager
def written_for(code: str, fallback: str | None = settings.LANGUAGE_CODE) -> Iterator[None]:
    """What is written inside is in the language of an account, "" where it names none.

    The fallback is the site's own: outside a request there is no browser to ask.
    """
    with translation.override(code if is_spoken(code) else fallback):
        yield


def chosen_in_cookie(request: HttpRequest) -> str:
    """What was chosen in the footer before there was an account; "" for nothing."""
    code = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return code if is_spoken(code) else ""


def keep_in_cookie(response: HttpResponse, code: str) -> None:
    """The choice also holds on this device when signed out. "" asks the browser again."""
    samesite: Any = settings.LANGUAGE_COOKIE_SAMESITE
    if not code:
        response.delete_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            path=settings.LANGUAGE_COOKIE_PATH,
            domain=settings.LANGUAGE_COOKIE_DOMAIN,
            samesite=samesite,
        )
        return
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        path=settings.LANGUAGE_COOKIE_PATH,
        domain=settings.LANGUAGE_COOKIE_DOMAIN,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite=samesite,
    )
