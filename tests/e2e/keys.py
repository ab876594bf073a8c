"""A person who has a keyboard and no mouse: at every stop the focus is somewhere, and is seen."""

from playwright.sync_api import Locator, Page, expect

# What shows the focus: the element, the label that is drawn for it, or the card that it fills.
STOP = """() => {
  const it = document.activeElement;
  const name = it.outerHTML.slice(0, 120);
  if (it === document.body || it === document.documentElement) return `${name}: nothing has it`;
  const drawn = [it, it.nextElementSibling, it.closest(".card-link")].filter(Boolean);
  const shown = drawn.some(part => {
    const style = getComputedStyle(part);
    return style.boxShadow !== "none"
      || (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1);
  });
  if (!shown) return `${name}: nothing shows the focus`;
  const box = it.getBoundingClientRect();
  const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return inside && box.width > 0 ? "" : `${name}: is outside the window`;
}"""
IS_FOCUSED = "it => it === document.activeElement"


def check_stop(page: Page) -> None:
    wrong = page.evaluate(STOP)
    assert not wrong, wrong


def tab_to(target: Locator, *, most: int = 120) -> None:
    """Presses Tab until the focus is there."""
    page = target.page
    expect(target).to_have_count(1)
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            # Past the last stop: the browser's own controls are next, then the first again.
            continue
        check_stop(page)
        if target.evaluate(IS_FOCUSED):
            return
    raise AssertionError(f"no way by Tab to {target} within {most} stops")


def go(target: Locator, key: str = "Enter") -> None:
    tab_to(target)
    target.page.keyboard.press(key)


def write(target: Locator, text: str) -> None:
    tab_to(target)
    target.page.keyboard.type(text)
