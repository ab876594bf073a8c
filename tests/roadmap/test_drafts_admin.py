"""Drafts in the admin, publishing, the editions that follow, and the history of each change."""

import datetime
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from roadmap.models import Publication, Stage, Step
from roadmap.publishing import publish
from tests.factories import SkillFactory, StageFactory, StepFactory, UserFactory
from tests.roadmap.test_admin import errors, form_of, text, url

pytestmark = pytest.mark.django_db
DRAFT = {"draft": True, "retired": True}


@pytest.fixture
def counted(db: None) -> Step:
    """A step that the newest edition counts."""
    step = StepFactory(title="Counted", slug="counted")
    step.skills.add(SkillFactory())
    publish_now()
    return step


def publish_now() -> None:
    publish(now=datetime.datetime(2026, 7, 1, tzinfo=datetime.UTC))


def new_step(client: Client, **more: Any) -> dict[str, Any]:
    return form_of(client.get(url("step", "add"))) | {
        "title": "New",
        "slug": "new",
        "stage": (Stage.objects.first() or StageFactory()).pk,
        "group": "Tools",
        "kind": "topic",
        "hours": 10,
        "summary": "What it is.",
        "done_when": "It runs.",
        "skills": [SkillFactory().pk],
        "order": 1,
        **more,
    }


def versions(step: Step) -> list[tuple[str, str, str | None, bool]]:
    """Kind, who, why and state, the oldest first."""
    return [
        (v.history_type, str(v.history_user or ""), v.history_change_reason, v.draft)
        for v in step.history.order_by("history_id")
    ]


def act(client: Client, action: str, *steps: Step) -> Any:
    sent = {"action": action, "_selected_action": [step.pk for step in steps]}
    return client.post(url("step", "changelist"), sent, follow=True)


def editions() -> list[tuple[int, str]]:
    return list(Publication.objects.order_by("number").values_list("number", "reason"))


# --- Forms ---------------------------------------------------------------------------------


def test_what_is_added_is_a_draft(admin_client: Client, counted: Step) -> None:
    response = admin_client.post(url("step", "add"), new_step(admin_client), follow=True)

    step = Step.objects.get(slug="new")
    assert (step.draft, step.retired) == (True, True)
    assert "It is a draft: nobody sees it until it is published." in text(response)
    assert len(editions()) == 1


def test_it_can_be_published_at_once(admin_client: Client, counted: Step) -> None:
    admin_client.post(url("step", "add"), new_step(admin_client, _publish="Publish"))

    step = Step.objects.get(slug="new")
    assert (step.draft, step.retired) == (False, False)
    assert editions()[-1] == (2, "Added: New")
    assert Publication.objects.get(number=2).published_by == User.objects.get(is_superuser=True)


def test_a_draft_is_saved_and_published_by_its_buttons(admin_client: Client, counted: Step) -> None:
    step = StepFactory(**DRAFT, title="Before", stage=counted.stage)
    step.skills.add(SkillFactory())
    page = admin_client.get(url("step", "change", step.pk))
    buttons = page.content.decode()
    assert 'name="_publish"' in buttons
    assert "Save as draft" in buttons
    assert "retired" not in page.context["adminform"].form.fields

    admin_client.post(url("step", "change", step.pk), form_of(page) | {"title": "After"})
    step.refresh_from_db()
    assert (step.title, step.state) == ("After", "Draft")

    sent = form_of(page) | {"title": "After", "_publish": "Publish"}
    admin_client.post(url("step", "change", step.pk), sent)
    step.refresh_from_db()
    assert step.state == "Live"
    assert editions()[-1] == (2, "Changed: After")


def test_a_published_row_has_plain_buttons(admin_client: Client, counted: Step) -> None:
    page = admin_client.get(url("step", "change", counted.pk)).content.decode()
    assert 'name="_publish"' not in page
    assert 'value="Save"' in page


def test_publishing_a_live_row_changes_no_state(admin_client: Client, counted: Step) -> None:
    page = admin_client.get(url("step", "change", counted.pk))
    sent = form_of(page) | {"retired": "on", "_publish": "Publish"}
    admin_client.post(url("step", "change", counted.pk), sent)
    counted.refresh_from_db()
    assert counted.state == "Retired"


def test_publishing_needs_the_right_to_change(client: Client) -> None:
    staff = UserFactory(is_staff=True)
    staff.user_permissions.set(
        Permission.objects.filter(
            codename__in=["add_step", "view_step", "view_skill", "view_stage", "view_course"]
        )
    )
    client.force_login(staff, backend="accounts.backends.EmailBackend")
    sent = new_step(client)
    assert 'name="_publish"' not in client.get(url("step", "add")).content.decode()

    assert client.post(url("step", "add"), sent | {"_publish": "Publish"}).status_code == 403
    assert not Step.objects.exists()

    assert client.post(url("step", "add"), sent).status_code == 302
    assert Step.objects.get().draft
    act(client, "publish", Step.objects.get())
    assert Step.objects.get().draft


def test_bad_input_publishes_nothing(admin_client: Client) -> None:
    step = StepFactory(**DRAFT)
    page = admin_client.get(url("step", "change", step.pk))
    sent = form_of(page) | {"hours": 100, "_publish": "Publish"}

    response = admin_client.post(url("step", "change", step.pk), sent)

    assert "hours" in errors(response)
    step.refresh_from_db()
    assert step.draft


# --- Lists ---------------------------------------------------------------------------------


def test_drafts_are_published_retired_and_brought_back_in_bulk(
    admin_client: Client, counted: Step
) -> None:
    drafts = [StepFactory(**DRAFT), StepFactory(**DRAFT)]

    done = act(admin_client, "publish", *drafts, counted)
    assert "Published: 2 steps." in text(done)
    assert "Edition 2 of the roadmap is published" in text(done)
    assert "Published: 0 steps." in text(act(admin_client, "publish", *drafts))
    act(admin_client, "retire", *drafts)
    act(admin_client, "bring_back", drafts[0])

    assert [reason for _, reason in editions()[1:]] == [
        f"Published: {drafts[0]}, {drafts[1]}",
        f"Retired: {drafts[0]}, {drafts[1]}",
        f"Brought back: {drafts[0]}",
    ]
    assert [step.state for step in Step.objects.order_by("pk")] == ["Live", "Live", "Retired"]
    assert LogEntry.objects.count() == 5


def test_retiring_and_bringing_back_leave_drafts_alone(admin_client: Client) -> None:
    draft = StepFactory(**DRAFT)
    act(admin_client, "retire", draft)
    act(admin_client, "bring_back", draft)
    draft.refresh_from_db()
    assert draft.draft
    assert not draft.history.filter(history_type="~").exists()


def test_a_draft_is_deleted(admin_client: Client) -> None:
    draft = StepFactory(**DRAFT)
    admin_client.post(url("step", "delete", draft.pk), {"post": "yes"})
    assert not Step.objects.exists()


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", {"Live", "Draft", "Retired"}),
        ("?state=live", {"Live"}),
        ("?state=draft", {"Draft"}),
        ("?state=retired", {"Retired"}),
        ("?state=odd", {"Live", "Draft", "Retired"}),
    ],
)
def test_the_list_is_filtered_by_state(admin_client: Client, query: str, titles: set[str]) -> None:
    StepFactory(title="Live")
    StepFactory(title="Draft", **DRAFT)
    StepFactory(title="Retired", retired=True)

    page = admin_client.get(url("step", "changelist") + query)

    assert {step.title for step in page.context["cl"].result_list} == titles
    assert all(f'field-state">{title}<' in page.content.decode() for title in titles)


# --- Editions ------------------------------------------------------------------------------


def test_a_change_that_plans_would_notice_is_an_edition(
    admin_client: Client, counted: Step
) -> None:
    page = admin_client.get(url("step", "change", counted.pk))
    admin_client.post(url("step", "change", counted.pk), form_of(page) | {"summary": "Else"})
    assert len(editions()) == 1

    admin_client.post(url("step", "change", counted.pk), form_of(page) | {"hours": 12})
    assert editions()[-1] == (2, "Changed: Counted")


def test_a_stages_form_and_its_steps_are_an_edition(admin_client: Client, counted: Step) -> None:
    page = admin_client.get(url("stage", "change", counted.stage.pk))
    sent = form_of(page) | {"end_month": 9, "steps-0-hours": 20}
    admin_client.post(url("stage", "change", counted.stage.pk), sent)
    assert len(editions()) == 2
    assert Publication.objects.newest().steps[0]["hours"] == 20  # type: ignore[union-attr]


def test_deleting_is_an_edition(admin_client: Client, counted: Step) -> None:
    others = [StepFactory(), StepFactory()]
    publish_now()
    admin_client.post(url("step", "delete", counted.pk), {"post": "yes"})
    assert editions()[-1] == (3, "Deleted: Counted")
    sent = {"action": "delete_selected", "_selected_action": [s.pk for s in others], "post": "yes"}
    admin_client.post(url("step", "changelist"), sent)
    assert editions()[-1] == (4, "Deleted: 2 steps")


# --- History -------------------------------------------------------------------------------


def test_each_change_is_one_version(admin_client: Client) -> None:
    admin_client.post(url("step", "add"), new_step(admin_client, _reason=" Missing  so far "))
    step = Step.objects.get()
    page = admin_client.get(url("step", "change", step.pk))
    sent = form_of(page) | {"title": "Else", "skills": [SkillFactory().pk, SkillFactory().pk]}
    admin_client.post(url("step", "change", step.pk), sent | {"_publish": "1", "_reason": "Ready"})
    act(admin_client, "retire", step)

    who = str(User.objects.get(is_superuser=True))
    assert versions(step) == [
        ("+", who, "Missing so far", True),
        ("~", who, "Published: Ready", False),
        ("~", who, "Retired", False),
    ]
    assert [v.skills.count() for v in step.history.order_by("history_id")] == [1, 2, 2]


def test_what_a_load_changed_is_nobodys(admin_client: Client, counted: Step) -> None:
    Step.objects.filter(pk=counted.pk).update(title="Loaded")
    page = admin_client.get(url("step", "change", counted.pk))
    admin_client.post(url("step", "change", counted.pk), form_of(page) | {"title": "Edited"})

    kept = list(counted.history.order_by("-history_id")[:2])
    assert [v.title for v in kept] == ["Edited", "Loaded"]
    assert (kept[1].history_user, kept[1].history_change_reason) == (
        None,
        "As it stood before the next change",
    )


def test_an_unchanged_form_leaves_no_version(admin_client: Client, counted: Step) -> None:
    before = counted.history.count()
    page = admin_client.get(url("step", "change", counted.pk))
    admin_client.post(url("step", "change", counted.pk), form_of(page))
    page = admin_client.get(url("stage", "change", counted.stage.pk))
    admin_client.post(url("stage", "change", counted.stage.pk), form_of(page))
    assert counted.history.count() == before
    assert Stage.objects.get().history.count() == 1


def test_bulk_changes_cost_the_same_for_many(
    admin_client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    StageFactory()
    act(admin_client, "publish", StepFactory(**DRAFT))
    for count in (1, 3):
        sent = {
            "action": "publish",
            "_selected_action": [StepFactory(**DRAFT).pk for _ in range(count)],
        }
        with django_assert_num_queries(59):
            admin_client.post(url("step", "changelist"), sent)
