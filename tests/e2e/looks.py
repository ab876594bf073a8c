"""A page looked at in every light and width: what a browser and the rules of axe complain of.

One page load serves all looks: the theme and the width change under it.
"""

import re
from collections.abc import Iterable
from typing import Any, Literal

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, ViewportSize

Theme = Literal["light", "dark"]
HEIGHTS = {1280: 900, 390: 844}
# Whether colours alone are asked about: nothing else is another in the other theme.
Look = tuple[Theme, int, bool]
LOOKS: tuple[Look, ...] = (
    ("light", 1280, False),
    ("dark", 1280, True),
    ("dark", 390, False),
    ("light", 390, True),
)
# For pages of one make, of which others are looked at in every light.
BOTH_ENDS = tuple(look for look in LOOKS if not look[2])
OF_ONE_MAKE = re.compile("^/admin/.+/(add|history|delete)/")
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
# Waits for colours, some of which change over a moment in another theme. Without copies of the
# style sheets: the policy forbids those, and no rule here asks for them. The size of targets is of
# WCAG 2.2, whose rules axe leaves out unless asked.
RUN = """async options => {
  if (!("axe" in window)) return null;
  for (let round = 0; round < 50; round += 1) {
    const moving = document.getAnimations().filter(it => it.playState === "running");
    if (moving.length === 0) break;
    await Promise.allSettled(moving.map(it => it.finished));
  }
  const found = await axe.run(document, {
    resultTypes: ["violations"], preload: false,
    rules: {"target-size": {enabled: true}, "label-content-name-mismatch": {enabled: true}},
    ...options,
  });
  return found.violations.map(rule =>
    [rule.id, rule.nodes.map(node => node.target.join(" "))]);
}"""
# For some frames style sheets may still answer for the width that was.
TOO_WIDE = """async () => {
  const root = document.documentElement;
  for (let frame = 0; frame < 60; frame += 1) {
    await new Promise(requestAnimationFrame);
    if (root.scrollWidth <= root.clientWidth) break;
  }
  return root.scrollWidth - root.clientWidth;
}"""


def too_wide(page: Page) -> int:
    """By how many pixels the page scrolls sideways."""
    return int(page.evaluate(TOO_WIDE))


def violations(page: Page, options: dict[str, Any] | None = None) -> list[str]:
    """What axe finds, of whatever weight, with the first places."""
    found = page.evaluate(RUN, options or {})
    if found is None:
        page.evaluate(AXE_SCRIPT)
        found = page.evaluate(RUN, options or {})
    return [f"{rule} at {', '.join(places[:3])} ({len(places)})" for rule, places in found]


def complaints(page: Page, paths: Iterable[str], *, statuses: frozenset[int]) -> list[str]:
    """What is wrong with the pages in any look, a line each.

    One that the admin refuses is no page, and is not looked at.
    """
    found = []
    for path in paths:
        is_one_of_many = bool(OF_ONE_MAKE.search(path))
        look(page, *LOOKS[0][:2])
        response = page.goto(path)
        status = response.status if response else None
        if status not in statuses:
            found.append(f"{path}: {status}")
        if response and response.request.redirected_from:
            found.append(f"{path}: leads to {page.url}")
        if status == 403:
            continue
        found += complaints_here(page, path, BOTH_ENDS if is_one_of_many else LOOKS)
    return found


def complaints_here(page: Page, path: str, looks: tuple[Look, ...] = LOOKS) -> list[str]:
    """Of the page that is open."""
    found = []
    for theme, width, colours_only in looks:
        look(page, theme, width)
        if (wide := too_wide(page)) > 0:
            found.append(f"{path} at {width}: {wide} px too wide")
        options = COLOURS if colours_only else None
        found += [f"{path} {theme} at {width}: {it}" for it in violations(page, options)]
    return found


def look(page: Page, theme: Theme, width: int) -> None:
    """Every call of the browser takes its time, so none asks for what is there."""
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    size: ViewportSize = {"width": width, "height": HEIGHTS[width]}
    if page.viewport_size != size:
        page.set_viewport_size(size)
