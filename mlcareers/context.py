"""What every page's frame needs."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from accounts.access import local_address
from mentoring.frame import Frame, frame_of

APPEARANCES = {"system": _("System"), "light": _("Light"), "dark": _("Dark")}
APPEARANCE_COOKIE = "appearance"


def site(request: HttpRequest) -> dict[str, Any]:
    """The appearance chosen by this browser, and what the addresses of this page are made of."""
    chosen = request.COOKIES.get(APPEARANCE_COOKIE, "system")
    return {
        "appearance": chosen if chosen in APPEARANCES else "system",
        "appearances": APPEARANCES,
        "canonical_url": request.build_absolute_uri(request.path),
        # Other sites show a picture by its whole address only.
        "origin": request.build_absolute_uri("/").removesuffix("/"),
        "here": _here(request),
    }


def _here(request: HttpRequest) -> str:
    """Where to come back to: this page, or the one from which it was asked to write something.

    The address of a write may take no GET, so the page that answers it can't be asked for again.
    """
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    return local_address(request, request.headers.get("Referer", ""), reverse("home"))


def person(request: HttpRequest) -> dict[str, Any]:
    """Whether the person is a mentor and how many notices wait; asked where a page shows it."""

    def look_up() -> Frame:
        user = getattr(request, "user", None)
        return frame_of(user) if user is not None and user.is_authenticated else Frame()

    return {"frame": SimpleLazyObject(look_up)}
