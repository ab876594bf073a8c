"""An editor's whole day: a new step, a preview, a slip, an order, a step that learners hold leaves
and comes back. With scripts and without."""

import datetime

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.models import User
from progress.models import StepState
from roadmap.models import Publication, Stage, Step
from roadmap.publishing import publish
from skills.models import Skill
from tests.e2e.conftest import BOTH_WAYS, sign_in
from tests.factories import PlanFactory, StepStateFactory, UserFactory

pytestmark = pytest.mark.usefixtures("roadmap_content")

NOW = datetime.datetime(2026, 7, 22, 12, tzinfo=datetime.UTC)


@pytest.fixture
def learner(roadmap_content: None) -> User:
    """Has finished the step that the editor retires."""
    publish(now=NOW)
    user: User = PlanFactory(seen=Publication.objects.newest()).user
    StepStateFactory(user=user, step=Step.objects.get(slug="docker-image"))
    return user


@BOTH_WAYS
def test_an_editors_day(page: Page, base_url: str, learner: User, scripts: str) -> None:
    sign_in(page, base_url, UserFactory(is_staff=True, is_superuser=True))
    step = write_a_step(page, scripts == "with scripts")
    publish_it(page, step)
    slip_and_mend(page, step)
    reorder(page, step)
    retire_a_held_step(page)
    bring_it_back_by_history(page)
    told(page, base_url, learner)


def save(page: Page, name: str = "Save") -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def write_a_step(page: Page, scripts: bool) -> Step:
    """Every field by its label; seen on the real page before anything is saved."""
    stage, skill = Stage.objects.get(number=1), Skill.objects.get(slug="python")
    page.goto("/admin/roadmap/step/add/")
    page.get_by_label("Title:", exact=True).fill("Virtual environments")
    # The slug is made of the title.
    page.keyboard.press("Tab")
    page.get_by_label("Group:").fill("Python")
    page.get_by_label("Kind:").select_option("topic")
    page.get_by_label("Effort in hours:").fill("6")
    page.get_by_label("What it is about:").fill("Packages of *one* project, apart from the rest.")
    page.get_by_label("Done when:").fill("You can make one.")
    if scripts:
        choose(page, "stage", stage.title, str(stage))
        choose(page, "skills", skill.title, str(skill))
    else:
        # Django's autocomplete offers nothing to choose then: a colleague has begun the draft.
        return made_without_scripts(stage, skill)
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Preview", exact=True).click()
    preview = opened.value
    expect(preview.get_by_role("heading", name="Virtual environments")).to_be_visible()
    expect(preview.locator("em", has_text="one")).to_be_visible()
    preview.close()
    assert not Step.objects.filter(slug="virtual-environments").exists()
    save(page, "Save as draft")
    expect(page.get_by_text("It is a draft: nobody sees it until it is published.")).to_be_visible()
    step = Step.objects.get(title="Virtual environments")
    assert (step.slug, step.state) == ("virtual-environments", "Draft")
    return step


def choose(page: Page, field: str, typed: str, shown: str) -> None:
    page.locator(f".field-{field} .select2-selection").click()
    page.keyboard.type(typed[:12])
    page.locator(".select2-results__option", has_text=shown).first.click()


def made_without_scripts(stage: Stage, skill: Skill) -> Step:
    step = Step.objects.create(
        slug="virtual-environments",
        title="Virtual environments",
        stage=stage,
        group="Python",
        kind="topic",
        hours=6,
        summary="Packages of *one* project, apart from the rest.",
        done_when="You can make one.",
        draft=True,
        retired=True,
    )
    step.skills.add(skill)
    return step


def form_of(page: Page, step: Step) -> None:
    page.goto(reverse("admin:roadmap_step_change", args=[step.pk]))


def publish_it(page: Page, step: Step) -> None:
    """Plans would count it: so the admin asks first."""
    form_of(page, step)
    save(page, "Publish")
    expect(page.get_by_text("Nothing is saved yet.")).to_be_visible()
    expect(
        page.get_by_text("comes into the plans, with 6 hours. It concerns 1 plan.")
    ).to_be_visible()
    assert Step.objects.get(pk=step.pk).draft
    save(page, "Save and tell them")
    assert Step.objects.get(pk=step.pk).state == "Live"
    page.goto(step.get_absolute_url())
    expect(page.get_by_role("heading", name="Virtual environments")).to_be_visible()


def slip_and_mend(page: Page, step: Step) -> None:
    """A wrong value is told beside its field, and nothing typed is lost."""
    form_of(page, step)
    page.get_by_label("Effort in hours:").fill("60")
    page.get_by_label("Done when:").fill("You can make one and leave it.")
    save(page)
    expect(page.get_by_text("less than or equal to 40")).to_be_visible()
    expect(page.get_by_label("Done when:")).to_have_value("You can make one and leave it.")
    page.get_by_label("Effort in hours:").fill("6")
    save(page)
    assert Step.objects.get(pk=step.pk).done_when == "You can make one and leave it."


def reorder(page: Page, step: Step) -> None:
    page.goto(f"/admin/roadmap/step/?q={step.slug}")
    page.get_by_label(f"Order: {step.title}").fill("15")
    save(page)
    assert Step.objects.get(pk=step.pk).order == 15


def retire_a_held_step(page: Page) -> None:
    held = Step.objects.get(slug="docker-image")
    form_of(page, held)
    page.get_by_label("Retired", exact=True).check()
    page.get_by_label("Why, for the history").fill("Merged into deployment")
    save(page)
    expect(page.get_by_text(f"“{held.title}” leaves the plans")).to_be_visible()
    expect(
        page.get_by_text(f"Stays in their history, {held.hours} earned hours fewer")
    ).to_be_visible()
    save(page, "Save and tell them")
    assert Step.objects.get(slug="docker-image").retired
    assert StepState.objects.get(step=held).status == "done"


def bring_it_back_by_history(page: Page) -> None:
    held = Step.objects.get(slug="docker-image")
    page.goto(reverse("admin:roadmap_step_history", args=[held.pk]))
    expect(page.get_by_text("Merged into deployment").first).to_be_visible()
    form_of(page, held)
    page.get_by_label("Retired", exact=True).uncheck()
    save(page)
    save(page, "Save and tell them")
    assert not Step.objects.get(slug="docker-image").retired
    step = Step.objects.get(slug="virtual-environments")
    page.goto(reverse("admin:roadmap_step_history", args=[step.pk]))
    page.locator(".versions tbody tr").last.get_by_role("link").first.click()
    page.get_by_role("button", name="Bring this version back").click()
    assert Step.objects.get(pk=step.pk).done_when == "You can make one."
    assert Step.objects.get(pk=step.pk).state == "Live"


def told(page: Page, base_url: str, learner: User) -> None:
    """The learner keeps the tick and reads what changed, once."""
    page.context.clear_cookies()
    sign_in(page, base_url, learner)
    page.goto("/dashboard/")
    expect(page.get_by_text("New in your plan: “Virtual environments”, 6 hours.")).to_be_visible()
    page.get_by_role("button", name="Got it").click()
    expect(page.get_by_text("New in your plan")).to_have_count(0)
    assert StepState.objects.get(user=learner).status == "done"
