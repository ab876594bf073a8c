"""What every page's frame needs. No query here."""

from typing import Any

from django.http import HttpRequest

APPEARANCES = {"system": "System", "light": "Light", "dark": "Dark"}
APPEARANCE_COOKIE = "appearance"


def site(request: HttpRequest) -> dict[str, Any]:
    """The appearance chosen by this browser and the address that stands for this page."""
    chosen = request.COOKIES.get(APPEARANCE_COOKIE, "system")
    return {
        "appearance": chosen if chosen in APPEARANCES else "system",
        "appearances": APPEARANCES,
        "canonical_url": request.build_absolute_uri(request.path),
    }
