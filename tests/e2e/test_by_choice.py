"""What people set for themselves: zoom, larger text, the other direction, less motion, own colours.

One page load serves all of them; each check puts back what it changed.
"""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from progress import demo
from tests.e2e.addresses import LEARNER, MENTOR, VISITOR
from tests.e2e.conftest import sign_in
from tests.e2e.looks import COLOURS, HEIGHTS, Theme, too_wide, violations
from tests.e2e.world import Places, person

pytestmark = pytest.mark.usefixtures("roadmap_content")

# Of each kind of page one, for each kind of person.
OF_VISITORS = (
    *("landing", "about", "sign-in", "roles", "role", "compare", "skills", "courses", "course"),
    *("job-market", "search", "stage-visitor", "portfolio"),
)
OF_LEARNERS = (
    *("dashboard", "roadmap", "stage", "step", "step-either", "plan", "what-if", "pauses"),
    *("history", "role-fit", "role-fit-compare", "my-courses", "study", "week", "projects"),
    *("project", "project-form", "portfolio-edit", "reviews", "review-thread", "ask-project"),
    *("sharing", "settings", "notices", "mail-choices"),
)
OF_MENTORS = (
    *("mentor", "mentor-queue", "mentor-request", "mentor-review", "mentor-learner"),
    "mentor-cohort",
)

THEMES: tuple[Theme, ...] = ("light", "dark")

# What is cut off or lies beside the window. Boxes that scroll by themselves may be wider inside;
# what is there for screen readers alone is a pixel wide.
LOST = """() => {
  const found = [];
  const scrolls = it => it && (/auto|scroll/.test(getComputedStyle(it).overflowX)
    || scrolls(it.parentElement));
  for (const it of document.querySelectorAll("body *")) {
    if (it.closest("svg") || it.closest(".visually-hidden, .sprite, .skip-link")) continue;
    const box = it.getBoundingClientRect();
    if (box.width <= 1 || box.height <= 1) continue;
    const style = getComputedStyle(it);
    if (style.clipPath !== "none" || style.visibility === "hidden") continue;
    const cut = /hidden|clip/.test(style.overflowX) && it.scrollWidth > it.clientWidth + 1
      && style.textOverflow !== "ellipsis" && it.innerText;
    const beside = (box.right > innerWidth + 1 || box.left < -1)
      && it.innerText && !it.children.length && !scrolls(it.parentElement);
    if (cut || beside) found.push(`${it.tagName}.${it.className}: ${it.innerText.slice(0, 40)}`);
  }
  return found.slice(0, 3);
}"""
# Where words of drawings begin, within the drawing.
WORDS = """() => [...document.querySelectorAll(".chart > svg text, svg.fluid text")]
  .filter(it => it.getBoundingClientRect().width > 0)
  .map(it => Math.round(it.getBoundingClientRect().left
    - it.closest(".chart > svg, svg.fluid").getBoundingClientRect().left))"""
OVERLAPS = """() => {
  const parts = ["body > header", "main", "body > footer"].map(it => document.querySelector(it));
  const boxes = parts.filter(Boolean).map(it => it.getBoundingClientRect());
  return boxes.some((box, place) => place && box.top < boxes[place - 1].bottom - 1);
}"""
MOVES = """() => {
  const found = new Set();
  const seconds = text => Math.max(...text.split(",").map(it => parseFloat(it)));
  for (const it of document.querySelectorAll("*")) {
    for (const part of [null, "::before", "::after"]) {
      const style = getComputedStyle(it, part);
      if (seconds(style.transitionDuration) > 0.00001 || seconds(style.animationDuration) > 0.00001)
        found.add(`${it.tagName}.${it.className}${part || ""}`);
    }
  }
  return [...found].slice(0, 3);
}"""


def words_of_drawings(page: Page) -> list[int]:
    found: list[int] = page.evaluate(WORDS)
    return found


def widths(page: Page, *of: int) -> list[str]:
    found = []
    for width in of:
        page.set_viewport_size({"width": width, "height": HEIGHTS.get(width, 640)})
        if (wide := too_wide(page)) > 0:
            found.append(f"{wide} px too wide at {width}")
        found += [f"at {width} {it}" for it in page.evaluate(LOST)]
    return found


def zoomed(page: Page) -> list[str]:
    """A window of 1280 px at 400 %."""
    return widths(page, 320)


def larger_text(page: Page) -> list[str]:
    """Twice the size in the browser's own settings."""
    session = page.context.new_cdp_session(page)
    session.send("Page.enable")
    session.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    size = page.evaluate("getComputedStyle(document.documentElement).fontSize")
    found = [] if size == "32px" else [f"text is {size}"]
    found += widths(page, 1280, 768, 390)
    session.send("Page.setFontSizes", {"fontSizes": {"standard": 16, "fixed": 13}})
    session.detach()
    return found


def right_to_left(page: Page) -> list[str]:
    found = []
    for width, height in HEIGHTS.items():
        page.set_viewport_size({"width": width, "height": height})
        before = words_of_drawings(page)
        page.evaluate("document.documentElement.dir = 'rtl'")
        found += widths(page, width)
        if page.evaluate(OVERLAPS):
            found.append(f"header, main and footer overlap at {width}")
        if words_of_drawings(page) != before:
            found.append(f"the words of a drawing have moved at {width}")
        page.evaluate("document.documentElement.dir = 'ltr'")
    return found


def less_motion(page: Page) -> list[str]:
    page.emulate_media(reduced_motion="reduce")
    return [f"moves: {it}" for it in page.evaluate(MOVES)]


CHOICES: tuple[Callable[[Page], list[str]], ...] = (
    zoomed,
    larger_text,
    right_to_left,
    less_motion,
)


def lost(page: Page, paths: list[str]) -> list[str]:
    found = []
    for path in paths:
        page.goto(path)
        for choice in CHOICES:
            found += [f"{path} {choice.__name__}: {it}" for it in choice(page)]
    return found


def test_visitors_may_choose(page: Page, places: Places) -> None:
    assert lost(page, [VISITOR[name] for name in OF_VISITORS]) == []


def test_learners_may_choose(page: Page, base_url: str, places: Places) -> None:
    sign_in(page, base_url, person(demo.LEARNER.email))
    assert lost(page, [LEARNER[name].format(**places) for name in OF_LEARNERS]) == []


def test_mentors_may_choose(page: Page, base_url: str, places: Places) -> None:
    sign_in(page, base_url, person(demo.MENTOR.email))
    assert lost(page, [MENTOR[name].format(**places) for name in OF_MENTORS]) == []


def test_losses_are_found(page: Page) -> None:
    """The other tests would pass if these were blind."""
    body = (
        "<html><body><header>H</header><main>M"
        "<div style='width: 90px; overflow: hidden; white-space: nowrap'>Words cut off here</div>"
        "<p style='transition: color 2s'>Slow</p>"
        "<p style='position: absolute; left: -50px; white-space: nowrap'>Beside it</p>"
        "<figure class='chart'><svg width='300'><text x='90'>Month</text></svg></figure>"
        "</main><footer style='margin-top: -40px'>F</footer></body></html>"
    )
    page.route("**/bad/", lambda route: route.fulfill(body=body, content_type="text/html"))
    said = " ".join(lost(page, ["/bad/"]))
    for words in ("Words cut", "Beside it", "overlap", "have moved", "moves: P."):
        assert words in said


# --- Colours of one's own ------------------------------------------------------------------

# How far a drawn part stands out from the page behind it, by the formula of the guidelines.
STANDS_OUT = """([selector, property]) => {
  const lights = colour => {
    const canvas = document.createElement("canvas").getContext("2d");
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const part = [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3).map(it => it / 255)
      .map(it => it <= 0.04045 ? it / 12.92 : ((it + 0.055) / 1.055) ** 2.4);
    return 0.2126 * part[0] + 0.7152 * part[1] + 0.0722 * part[2];
  };
  const probe = document.body.appendChild(document.createElement("i"));
  probe.style.setProperty("color", "Canvas");
  const page = lights(getComputedStyle(probe).color);
  probe.remove();
  const it = document.querySelector(selector);
  if (!it) return `${selector}: is not there`;
  const own = lights(getComputedStyle(it)[property]);
  const ratio = (Math.max(own, page) + 0.05) / (Math.min(own, page) + 0.05);
  return ratio >= 3 ? "" : `${selector}: ${property} ${ratio.toFixed(2)}`;
}"""
DRAWN = {
    "dashboard": (
        (".chart > svg .tl-stem", "stroke"),
        (".chart > svg .tl-earned", "fill"),
        (".chart > svg .tl-tick", "stroke"),
        (".chart > svg text", "fill"),
        (".b-done", "stroke"),
        (".b-plan", "stroke"),
        (".step.is-todo .tick .ring, .step.is-doing .tick .ring", "stroke"),
    ),
    "roadmap": (
        (".meter", "borderTopColor"),
        (".chart > svg .tl-tick", "stroke"),
        (".chart > svg .tl-earned", "fill"),
    ),
    "stage": (
        (".step.is-done .tick .ring", "fill"),
        (".step.is-doing .tick .pie", "fill"),
        (".step.is-todo .tick .ring", "stroke"),
        (".stage-num, .stage-figure", "color"),
    ),
}


def test_own_colours_leave_every_state_to_be_seen(
    page: Page, base_url: str, places: Places
) -> None:
    sign_in(page, base_url, person(demo.LEARNER.email))
    found = []
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    for name, parts in DRAWN.items():
        page.goto(LEARNER[name])
        for theme in THEMES:
            page.emulate_media(color_scheme=theme)
            found += [page.evaluate(STANDS_OUT, part) for part in parts]
    assert [line for line in found if line] == []
    # A tick is a shape on its disc; the disc is no mark by itself.
    done = page.locator(".step.is-done .tick").first
    colours = done.evaluate(
        "it => [getComputedStyle(it.querySelector('.mark')).stroke,"
        " getComputedStyle(it.querySelector('.ring')).fill]"
    )
    assert colours[0] != colours[1]
    # What is chosen is outlined, since its background is taken over.
    page.goto("/plan/")
    chosen = page.locator(".form-check-input:checked + .form-check-label").first
    expect(chosen).not_to_have_css("outline-style", "none")


# --- Paper ---------------------------------------------------------------------------------

# A4 less the margins that the theme asks for, at 96 pixels an inch.
PAPER = {"width": 680, "height": 1020}
CONTROLS = (
    "body > header, body > footer, nav, input:not([type=hidden]), select, textarea, button,"
    " summary, .btn"
)


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def test_printed_page_is_words_on_one_sheet(page: Page, base_url: str, places: Places) -> None:
    sign_in(page, base_url, person(demo.LEARNER.email))
    page.set_viewport_size({"width": PAPER["width"], "height": PAPER["height"]})
    page.emulate_media(media="print", reduced_motion="reduce")
    for path, says in ((VISITOR["portfolio"], "Repository"), (LEARNER["plan"], "Foundations")):
        page.goto(path)
        expect(page.locator("main")).to_contain_text(says)
        for theme in THEMES:
            page.emulate_media(color_scheme=theme)
            check_sheet(page)


def check_sheet(page: Page) -> None:
    assert page.locator(CONTROLS).filter(visible=True).count() == 0
    assert too_wide(page) <= 0
    # White paper, whatever the screen is.
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    ink = page.locator("h1").evaluate("it => getComputedStyle(it).color")
    assert max(int(part) for part in re.findall(r"\d+", ink)) < 60
    assert violations(page, COLOURS) == []
    assert pages_of(page.pdf(prefer_css_page_size=True)) == 1


def test_printed_portfolio_says_where_its_links_lead(page: Page, places: Places) -> None:
    page.emulate_media(media="print")
    page.goto(VISITOR["portfolio"])
    outside = page.locator("main a[href^=http]").filter(visible=True)
    assert outside.count() >= 2
    for link in outside.all():
        address = (link.get_attribute("href") or "").removeprefix("https://").rstrip("/")
        expect(link.locator("xpath=..")).to_contain_text(address)
