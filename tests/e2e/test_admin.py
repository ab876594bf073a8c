"""The admin's own pages of content in a browser: they keep to the policy, at a desk's width."""

import pytest
from django.apps import apps
from django.urls import reverse
from playwright.sync_api import Page, expect

from roadmap.models import Stage, Step
from tests.e2e.conftest import sign_in
from tests.e2e.looks import too_wide
from tests.factories import StepFactory, UserFactory

pytestmark = pytest.mark.usefixtures("roadmap_content")


# How much of a list's table lies outside what is seen of it.
CUT_OFF = """(() => {
  const box = document.querySelector(".results");
  return box.scrollWidth - box.clientWidth;
})()"""


@pytest.fixture
def admin_page(page: Page, base_url: str) -> Page:
    sign_in(page, base_url, UserFactory(is_staff=True, is_superuser=True))
    page.set_viewport_size({"width": 1280, "height": 900})
    return page


def test_attention_filters_and_order(admin_page: Page) -> None:
    StepFactory(title="Half written", draft=True, retired=True, stage=Stage.objects.first())
    admin_page.goto("/admin/")
    admin_page.get_by_role("link", name="Drafts: 1").click()
    admin_page.get_by_label("Keep this filter as").fill("To finish")
    admin_page.get_by_role("button", name="Keep").click()
    expect(admin_page.get_by_role("link", name="To finish")).to_be_visible()
    admin_page.get_by_label("Order: Half written").fill("7")
    admin_page.get_by_role("button", name="Save").click()
    expect(admin_page.get_by_text("1 step was changed successfully.")).to_be_visible()
    admin_page.get_by_role("button", name="Remove To finish").click()
    expect(admin_page.get_by_text("“To finish” is removed.")).to_be_visible()
    admin_page.goto("/admin/roadmap/step/")
    assert too_wide(admin_page) <= 0
    assert admin_page.evaluate(CUT_OFF) <= 0


def test_preview_publish_history_and_the_way_back(admin_page: Page) -> None:
    step = Step.objects.current().order_by("pk")[0]
    admin_page.goto(reverse("admin:roadmap_step_change", args=[step.pk]))
    title = step.title
    admin_page.get_by_label("Title:", exact=True).first.fill("Another title")
    with admin_page.context.expect_page() as opened:
        admin_page.get_by_role("button", name="Preview", exact=True).click()
    preview = opened.value
    expect(preview.get_by_role("heading", name="Another title")).to_be_visible()
    expect(preview.get_by_text("Preview: nothing is saved.")).to_be_visible()
    preview.close()
    admin_page.get_by_label("Why, for the history").fill("Clearer")
    admin_page.get_by_role("button", name="Save", exact=True).click()

    admin_page.goto(reverse("admin:roadmap_step_history", args=[step.pk]))
    expect(admin_page.get_by_text("Clearer")).to_be_visible()
    admin_page.locator(".versions tbody tr").nth(1).get_by_role("link").click()
    admin_page.get_by_role("button", name="Bring this version back").click()
    expect(admin_page.get_by_text("Brought back the version of").first).to_be_visible()
    step.refresh_from_db()
    assert step.title == title


@pytest.mark.parametrize("kind", ["roadmap_stage", "roles_role", "roadmap_step", "courses_course"])
def test_forms_fit_a_desk(admin_page: Page, kind: str) -> None:
    model = apps.get_model(kind.replace("_", "."))
    key = model._default_manager.order_by("pk")[0].pk
    for address in (
        reverse(f"admin:{kind}_change", args=[key]),
        reverse(f"admin:{kind}_add"),
    ):
        admin_page.goto(address)
        assert too_wide(admin_page) <= 0
