"""The system's Chromium: where it is, and how to start it."""

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome")
# Nothing but the pages: no sandbox for root, no talk with the outside.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
MISSING = "There is no Chromium here: install it, or name it in CHROMIUM."


def find() -> str | None:
    """The path of the browser, or None."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
