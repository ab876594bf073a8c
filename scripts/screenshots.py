"""Takes pictures of the main pages: python scripts/screenshots.py [--out FOLDER] [NAME ...].

Starts the site on a database of its own with the demo people, signs in as the learner, and takes
every page in two widths and two themes. Without arguments the few pictures of the README are
taken, too, in docs/pictures; with --readme nothing but those.
"""

import argparse
import io
import os
import sys
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ |= {"DEBUG": "true", "DJANGO_SETTINGS_MODULE": "mlcareers.settings"}

import django  # noqa: E402 - the path and the settings come first

django.setup()

from progress import demo  # noqa: E402
from scripts.sites import debug_site  # noqa: E402
from tests.e2e import chromium  # noqa: E402
from tests.e2e.addresses import LEARNER, MENTOR, VISITOR  # noqa: E402

PICTURES = ROOT / "docs" / "pictures"
Theme = Literal["light", "dark"]
WIDTHS = {1280: 900, 390: 844}
THEMES: tuple[Theme, ...] = ("light", "dark")
# Page, width, theme; kept small, since they lie in the repository.
README = (
    ("dashboard", 1280, "light"),
    ("roadmap", 1280, "light"),
    ("portfolio", 1280, "light"),
    ("dashboard", 390, "dark"),
)
# The keys of what a fresh demo has.
PLACES = {"learner": 1, "project": 1, "thread": 2, "cohort": 1, "request": 3, "draft": 4}


def main() -> None:
    arguments = argparse.ArgumentParser(description="Takes pictures of the main pages.")
    arguments.add_argument("--out", type=Path, default=ROOT / "var" / "screenshots")
    arguments.add_argument("--readme", action="store_true", help="only those of the README")
    arguments.add_argument("--language", default="en-GB", help="of the browser, such as de")
    arguments.add_argument("names", nargs="*", help="only these pages, such as roles dashboard")
    chosen = arguments.parse_args()
    path = chromium.find()
    if path is None:
        sys.exit(chromium.MISSING)
    with debug_site() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*chromium.ARGUMENTS])
        is_plain = not chosen.names and chosen.out == arguments.get_default("out")
        if chosen.readme or is_plain:
            take_all(browser, site.address, PICTURES, [], chosen.language, readme=True)
        if not chosen.readme:
            take_all(browser, site.address, chosen.out, chosen.names, chosen.language)
        browser.close()


def take_all(
    browser: Browser,
    address: str,
    folder: Path,
    names: list[str],
    language: str,
    *,
    readme: bool = False,
) -> None:
    """The README's pictures show a window's worth; the others the whole page."""
    folder.mkdir(parents=True, exist_ok=True)
    for width, height in WIDTHS.items():
        for theme in THEMES:
            context = browser.new_context(
                base_url=address,
                locale=language,
                viewport={"width": width, "height": height},
                color_scheme=theme,
                reduced_motion="reduce",
            )
            page = context.new_page()
            for pages, person in ((VISITOR, None), (LEARNER, demo.LEARNER), (MENTOR, demo.MENTOR)):
                if person:
                    context.clear_cookies()
                    sign_in(page, person.email)
                for name, path in pages.items():
                    wanted = (
                        (name, width, theme) in README if readme else name in names or not names
                    )
                    if wanted:
                        page.goto(path.format(**PLACES))
                        picture = page.screenshot(full_page=not readme)
                        save(picture, folder / f"{name}-{width}-{theme}", is_small=readme)
            context.close()


def save(picture: bytes, out: Path, *, is_small: bool) -> None:
    """As PNG, or as WebP without loss, which takes half of it."""
    if is_small:
        with Image.open(io.BytesIO(picture)) as image:
            image.save(out.with_suffix(".webp"), lossless=True, method=6)
    else:
        out.with_suffix(".png").write_bytes(picture)


def sign_in(page: Page, email: str) -> None:
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(demo.PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(lambda url: "/accounts/login/" not in url)


if __name__ == "__main__":
    main()
