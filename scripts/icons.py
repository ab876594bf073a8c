"""Draws the site's icons and its social card: python scripts/icons.py.

The icons come from static/favicon.svg, the card from scripts/social_card.html, both through
Chromium. What it writes to static/icons belongs into the repository.
"""

import base64
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.e2e import chromium  # noqa: E402 - the path comes first

MARK = ROOT / "static" / "favicon.svg"
CARD = ROOT / "scripts" / "social_card.html"
OUT = ROOT / "static" / "icons"
INK = "#14171c"
# Name, pixels, how much of the square the mark's own square takes, and what lies behind it.
# A system may cut a circle of 80 % out of a maskable icon; Apple rounds the corners itself.
ICONS = (
    ("icon-32.png", 32, 1.0, "transparent"),
    ("icon-192.png", 192, 1.0, "transparent"),
    ("icon-512.png", 512, 1.0, "transparent"),
    ("apple-touch-180.png", 180, 1.0, INK),
    ("maskable-192.png", 192, 0.8, INK),
    ("maskable-512.png", 512, 0.8, INK),
)


def main() -> None:
    path = chromium.find()
    if path is None:
        sys.exit(chromium.MISSING)
    OUT.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*chromium.ARGUMENTS])
        for name, size, share, behind in ICONS:
            draw_icon(browser, OUT / name, size, share, behind)
        draw_card(browser, OUT / "social-card.png")
        browser.close()
    with Image.open(OUT / "icon-32.png") as small:
        small.save(OUT / "favicon.ico", sizes=[(16, 16), (32, 32)])
    for drawn in sorted(OUT.iterdir()):
        print(f"{drawn.relative_to(ROOT)}  {drawn.stat().st_size} bytes")


def draw_icon(browser: Browser, out: Path, size: int, share: float, behind: str) -> None:
    page = browser.new_page(viewport={"width": size, "height": size})
    mark = base64.b64encode(MARK.read_bytes()).decode()
    page.set_content(
        f"<style>html {{ background: {behind} }} body {{ margin: 0; display: grid;"
        f" height: 100vh; place-items: center }} img {{ width: {share * size}px }}</style>"
        f"<img src='data:image/svg+xml;base64,{mark}' alt=''>"
    )
    page.screenshot(path=out, omit_background=True)
    page.close()


def draw_card(browser: Browser, out: Path) -> None:
    page = browser.new_page(viewport={"width": 1200, "height": 630})
    page.goto(CARD.as_uri())
    page.screenshot(path=out)
    page.close()
    # Flat colours: a palette halves the file and shows no difference.
    with Image.open(out) as drawn:
        drawn.convert("RGB").quantize(128, dither=Image.Dither.NONE).save(out, optimize=True)


if __name__ == "__main__":
    main()
