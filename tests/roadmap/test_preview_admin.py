"""Preview: the real page with what the form says, and nothing kept of it."""

from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from roadmap.models import Step, Strategy
from tests.factories import (
    CourseFactory,
    RoleFactory,
    SalaryBandFactory,
    SkillAreaFactory,
    SkillFactory,
    StageFactory,
    StepFactory,
    UserFactory,
)
from tests.roadmap.test_admin import form_of, text, url
from tests.roadmap.test_drafts_admin import new_step

pytestmark = pytest.mark.django_db
DRAFT = {"draft": True, "retired": True}
BANNER = "Preview: nothing is saved."


def everything() -> dict[str, list[Any]]:
    """All rows of all tables but the sessions, which the test's own client writes."""
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values())
        for model in apps.get_models()
        if model._meta.label != "sessions.Session"
    }


def strategy(**more: Any) -> Strategy:
    return Strategy.objects.create(
        slug="network", title="Network", summary="Meet.", description="How.", **more
    )


MAKERS: dict[str, tuple[Any, str]] = {
    "roadmap_stage": (StageFactory, "progress/stage_detail.html"),
    "roadmap_step": (StepFactory, "progress/step_detail.html"),
    "roadmap_strategy": (strategy, "roadmap/job_market.html"),
    "roles_role": (RoleFactory, "roadmap/role_detail.html"),
    "skills_skill": (SkillFactory, "roadmap/skill_detail.html"),
    "skills_skillarea": (SkillAreaFactory, "skills/skill_list.html"),
    "courses_course": (CourseFactory, "roadmap/course_detail.html"),
}


@pytest.mark.parametrize("state", [{}, DRAFT, {"retired": True}])
@pytest.mark.parametrize("model", MAKERS)
def test_the_real_page_shows_the_form_and_nothing_is_written(
    admin_client: Client, model: str, state: dict[str, bool]
) -> None:
    make, template = MAKERS[model]
    row = make(**state)
    if model == "roadmap_step":
        row.skills.add(SkillFactory())
    if model == "courses_course":
        row.providers.create(slug="university", title="University")
    page = admin_client.get(reverse(f"admin:{model}_change", args=[row.pk]))
    address = reverse(f"admin:{model}_preview", args=[row.pk])
    assert f'formaction="{address}' in page.content.decode()
    sent = form_of(page) | {"title": "Seen <here>", "full_title": "Seen <here>"}
    before = everything()

    response = admin_client.post(address, sent)

    assert response.status_code == 200
    assert template in [part.name for part in response.templates]
    assert "Seen &lt;here&gt;" in response.content.decode()
    assert BANNER in text(response)
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert everything() == before
    # As a visitor: no name, no way to the admin.
    assert 'href="/admin/' not in response.content.decode()
    assert "Sign in" in text(response)


def test_a_new_row_is_previewed_with_its_rows(admin_client: Client) -> None:
    sent = new_step(admin_client) | {
        "options-TOTAL_FORMS": 1,
        "options-0-title": "PyTorch",
        "options-0-slug": "pytorch",
        "options-0-summary": "One of two.",
        "options-0-order": 1,
    }
    before = everything()

    response = admin_client.post(url("step", "add_preview"), sent)

    assert "What it is." in text(response)
    assert "PyTorch" in text(response)
    assert everything() == before


def test_pay_on_a_roles_form_is_previewed(admin_client: Client) -> None:
    band = SalaryBandFactory(minimum=100_000, maximum=150_000)
    page = admin_client.get(reverse("admin:roles_role_change", args=[band.role.pk]))
    address = reverse("admin:roles_role_preview", args=[band.role.pk])

    response = admin_client.post(address, form_of(page) | {"bands-0-maximum": 177_000})

    assert "177" in text(response)
    band.refresh_from_db()
    assert band.maximum == 150_000


def test_what_it_belongs_to_is_shown_too(admin_client: Client) -> None:
    step = StepFactory(stage=StageFactory(title="Hidden stage", **DRAFT), **DRAFT)
    step.skills.add(SkillFactory())
    sent = form_of(admin_client.get(url("step", "change", step.pk)))

    response = admin_client.post(url("step", "preview", step.pk), sent)

    assert response.status_code == 200
    assert "Shown as if published, too: 1 Hidden stage." in text(response)
    step.stage.refresh_from_db()
    assert step.stage.draft


def test_bad_input_comes_back_as_the_form(admin_client: Client) -> None:
    step = StepFactory()
    sent = form_of(admin_client.get(url("step", "change", step.pk))) | {"hours": 1000}
    before = everything()

    for address, form in (
        (url("step", "preview", step.pk), url("step", "change", step.pk)),
        (url("step", "add_preview"), url("step", "add")),
    ):
        response = admin_client.post(address, sent)
        assert response.status_code == 200
        assert BANNER not in text(response)
        assert "Ensure this value is less than or equal to 40." in text(response)
        assert f'action="{form}"' in response.content.decode()
    assert everything() == before


def test_it_is_no_page_to_read(admin_client: Client) -> None:
    step = StepFactory()
    assert admin_client.get(url("step", "preview", step.pk)).status_code == 405
    assert admin_client.get(url("step", "add_preview")).status_code == 405
    assert admin_client.post(url("step", "preview", 999), {}).status_code == 302


def test_a_preview_needs_the_right_to_write(client: Client) -> None:
    step = StepFactory()
    addresses = (url("step", "preview", step.pk), url("step", "add_preview"))
    assert all("login" in client.post(address)["Location"] for address in addresses)

    staff = UserFactory(is_staff=True)
    staff.user_permissions.add(Permission.objects.get(codename="view_step"))
    client.force_login(staff, backend="accounts.backends.EmailBackend")
    assert [client.post(address).status_code for address in addresses] == [403, 403]


def test_a_preview_twice_is_a_preview(admin_client: Client) -> None:
    sent = new_step(admin_client)
    for _ in range(2):
        assert BANNER in text(admin_client.post(url("step", "add_preview"), sent))
    assert not Step.objects.exists()


@pytest.mark.parametrize("model", ["courses_platform", "courses_provider", "roles_industry"])
def test_what_has_no_page_has_no_preview(admin_client: Client, model: str) -> None:
    page = admin_client.get(reverse(f"admin:{model}_add")).content.decode()
    assert "Preview" not in page


def test_a_popup_has_no_preview(admin_client: Client) -> None:
    page = admin_client.get(url("stage", "add"), {"_popup": "1"}).content.decode()
    assert 'value="Preview"' not in page


def test_pages_are_no_previews_otherwise(client: Client) -> None:
    response = client.get(StageFactory().get_absolute_url())
    assert BANNER not in response.content.decode()
    assert "noindex" not in response.content.decode()
