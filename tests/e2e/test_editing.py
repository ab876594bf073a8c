"""What editors do in a real browser: a text seen before it is saved, a page and its form."""

import pytest
from playwright.sync_api import Page, expect

from roadmap.models import Stage
from tests.e2e.conftest import sign_in
from tests.e2e.looks import complaints
from tests.factories import UserFactory

pytestmark = pytest.mark.usefixtures("roadmap_content")


def test_a_text_is_seen_before_it_is_saved(page: Page, base_url: str) -> None:
    sign_in(page, base_url, UserFactory(is_staff=True, is_superuser=True))
    stage = Stage.objects.get(number=1)
    page.goto(stage.get_absolute_url())
    page.get_by_role("link", name=f"Edit {stage}").click()

    page.get_by_role("textbox", name="Description:").fill(
        "*Much* of [it](https://example.org)\n\n- <b>one</b>"
    )
    page.get_by_role("button", name="Preview: Description").click()
    box = page.get_by_role("region", name="Preview of Description")
    expect(box.locator("em")).to_have_text("Much")
    expect(box.locator("li")).to_have_text("<b>one</b>")
    # It keeps up.
    page.get_by_role("textbox", name="Description:").fill("Less of it")
    expect(box).to_have_text("Less of it")
    page.get_by_role("button", name="Hide preview: Description").click()
    expect(box).to_be_hidden()

    stage.refresh_from_db()
    assert stage.description != "Less of it"


def test_rows_added_to_a_form_have_the_button_too(page: Page, base_url: str) -> None:
    sign_in(page, base_url, UserFactory(is_staff=True, is_superuser=True))
    page.goto("/admin/roles/role/add/")
    page.get_by_role("button", name="Add another Role transition").click()
    expect(page.locator("[aria-controls=id_moves_on-0-note_preview]")).to_be_visible()
    assert page.locator("[aria-controls*=__prefix__]").count() == 0


def test_figures_of_nobody_yet_are_read_by_everybody(page: Page, base_url: str) -> None:
    sign_in(page, base_url, UserFactory(is_staff=True, is_superuser=True))
    assert complaints(page, ["/admin/figures/"], statuses=frozenset({200})) == []
