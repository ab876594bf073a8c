"""History in the admin: who changed what and why, and the way back."""

import datetime
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from roadmap.models import Publication, Stage, Step, StepOption
from roadmap.publishing import publish
from roles.models import RoleSkill, RoleTransition, SalaryBand
from skills.versions import Piece, differences
from tests.factories import (
    CourseFactory,
    RoleFactory,
    RoleSkillFactory,
    SalaryBandFactory,
    SkillFactory,
    StageFactory,
    StepFactory,
    StepOptionFactory,
    UserFactory,
)
from tests.roadmap.test_admin import form_of, text, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def step(db: None) -> Step:
    step = StepFactory(title="Before", hours=10, slug="same")
    step.skills.add(SkillFactory(title="Python"))
    publish(now=datetime.datetime(2026, 7, 1, tzinfo=datetime.UTC))
    return step


def change(client: Client, step: Step, **more: Any) -> None:
    page = client.get(url("step", "change", step.pk))
    response = client.post(url("step", "change", step.pk), form_of(page) | more)
    assert response.status_code == 302


def first_version(row: Any) -> Any:
    """As it stood before the first change here."""
    return row.history.exclude(history_change_reason="Published").order_by("-history_id")[1]


def revert(client: Client, row: Any, version: Any, kind: str = "step") -> Any:
    return client.post(url("step", "revert", row.pk, kind, version.pk), follow=True)


# --- To read -------------------------------------------------------------------------------


def test_the_list_says_who_when_why_and_what(admin_client: Client, step: Step) -> None:
    other = SkillFactory(title="SQL")
    change(admin_client, step, title="After", hours=12, skills=[other.pk], _reason="Too short")

    page = admin_client.get(url("step", "history", step.pk))

    newest = page.context["page"].object_list[0]
    assert (newest.done, newest.who, newest.why) == (
        "Changed",
        str(User.objects.get(is_superuser=True)),
        "Too short",
    )
    assert {c.label: [(p.kind, p.text) for p in c.pieces] for c in newest.changes} == {
        "Title": [("gone", "Before"), ("new", "After")],
        "Effort in hours": [("gone", "10"), ("new", "12")],
        "Skills": [("gone", "Python"), ("new", "SQL")],
    }
    assert "<del>Before</del><ins>After</ins>" in page.content.decode()


def test_the_list_leaves_out_what_stayed_far_from_a_change() -> None:
    stayed = " ".join(f"word{number}" for number in range(40))
    (change,) = differences({"Text": f"Old {stayed} end"}, {"Text": f"New {stayed} stop"})

    said = "".join(piece.text for piece in change.glimpse)

    assert said == (
        "OldNew word0 word1 word2 word3 word4 word5 … "
        "word34 word35 word36 word37 word38 word39 endstop"
    )
    assert "".join(p.text for p in change.pieces if p.kind != "gone") == f"New {stayed} stop"


def test_a_version_says_what_would_change(admin_client: Client, step: Step) -> None:
    change(admin_client, step, title="<After>")

    page = admin_client.get(url("step", "version", step.pk, "step", first_version(step).pk))

    assert "<del>&lt;After&gt;</del><ins>Before</ins>" in page.content.decode()
    assert "Bring this version back" in page.content.decode()


def test_rows_in_the_form_stand_in_its_history(admin_client: Client, step: Step) -> None:
    option = StepOptionFactory(step=step, title="PyTorch", slug="pytorch")
    change(admin_client, step, **{"options-0-title": "Torch"})
    change(admin_client, step, **{"options-0-DELETE": "on"})

    found = admin_client.get(url("step", "history", step.pk)).context["page"].object_list

    assert [(v.done, v.kind, v.called) for v in found if v.kind == "stepoption"] == [
        ("Deleted", "stepoption", "step option pytorch"),
        ("Changed", "stepoption", "step option pytorch"),
        ("Added", "stepoption", "step option pytorch"),
    ]
    gone = option.history.model.objects.order_by("-history_id")[0]
    revert(admin_client, step, gone, "stepoption")
    assert StepOption.objects.get().title == "Torch"


def test_steps_have_a_history_of_their_own(admin_client: Client, step: Step) -> None:
    page = admin_client.get(url("stage", "history", step.stage.pk))
    assert {version.kind for version in page.context["page"].object_list} == {"stage"}


def test_the_words_of_a_text_are_compared() -> None:
    before = "One two three four five six."
    after = "One two 3 four five six. Seven."
    (changed,) = differences({"Text": before}, {"Text": after})
    assert changed.pieces == (
        Piece("same", "One two "),
        Piece("gone", "three"),
        Piece("new", "3"),
        Piece("same", " four five six."),
        Piece("new", " Seven."),
    )
    assert differences({"Text": before}, {"Text": before}) == ()
    long = "word " * 3_000
    assert len(differences({"Text": long}, {"Text": long + "x"})[0].pieces) == 2


def test_a_state_and_what_is_gone_are_said(admin_client: Client, step: Step) -> None:
    course = CourseFactory(title="Gone course")
    step.courses.add(course)
    sent = {"action": "retire", "_selected_action": [step.pk]}
    admin_client.post(url("step", "changelist"), sent)
    step.courses.clear()
    course.delete()

    page = text(admin_client.get(url("step", "history", step.pk)))

    assert "State Live Retired" in page
    assert "a course that is gone" in page


# --- To bring back -------------------------------------------------------------------------


def test_a_version_is_brought_back_as_an_edition(admin_client: Client, step: Step) -> None:
    python = step.skills.get()
    change(admin_client, step, title="After", hours=12, skills=[SkillFactory().pk])

    response = revert(admin_client, step, first_version(step))

    step.refresh_from_db()
    assert (step.title, step.hours, list(step.skills.all())) == ("Before", 10, [python])
    assert "Brought back the version of" in text(response)
    assert Publication.objects.order_by("-number").values_list("number", "reason")[0] == (
        3,
        "Brought back: Before",
    )
    newest = step.history.order_by("-history_id")[0]
    assert str(newest.history_change_reason).startswith("Brought back from ")
    assert list(newest.skills.values_list("skill", flat=True)) == [python.pk]
    assert "Brought back the version of" in LogEntry.objects.first().change_message  # type: ignore[union-attr]


def test_twice_changes_nothing_more(admin_client: Client, step: Step) -> None:
    change(admin_client, step, title="After")
    version = first_version(step)
    revert(admin_client, step, version)
    count = step.history.count()

    response = revert(admin_client, step, version)

    assert "Nothing was changed: it is like that version." in text(response)
    assert step.history.count() == count


def test_address_and_state_stay(admin_client: Client, step: Step) -> None:
    Step.objects.filter(pk=step.pk).update(slug="other", was=["same"], retired=True)
    version = step.history.order_by("history_id")[0]
    step.refresh_from_db()
    change(admin_client, step, title="After")

    revert(admin_client, step, version)

    step.refresh_from_db()
    assert (step.slug, step.was, step.state, step.title) == ("other", ["same"], "Retired", "Before")


def test_reading_changes_nothing(admin_client: Client, step: Step) -> None:
    change(admin_client, step, title="After")
    version = first_version(step)
    assert admin_client.get(url("step", "revert", step.pk, "step", version.pk)).status_code == 405
    step.refresh_from_db()
    assert step.title == "After"


def test_it_needs_the_right_to_change(client: Client, admin_client: Client, step: Step) -> None:
    change(admin_client, step, title="After")
    version = first_version(step)
    address = url("step", "revert", step.pk, "step", version.pk)
    page = url("step", "version", step.pk, "step", version.pk)
    client.logout()
    assert "login" in client.post(address)["Location"]

    staff = UserFactory(is_staff=True)
    client.force_login(staff, backend="accounts.backends.EmailBackend")
    assert [client.get(page).status_code, client.post(address).status_code] == [403, 403]
    assert client.get(url("step", "history", step.pk)).status_code == 403

    staff.user_permissions.add(Permission.objects.get(codename="view_step"))
    assert "Bring this version back" not in client.get(page).content.decode()
    assert client.post(address).status_code == 403
    step.refresh_from_db()
    assert step.title == "After"


def test_a_part_needs_the_right_to_the_part(client: Client) -> None:
    band = SalaryBandFactory()
    band.maximum += 1
    band.save()
    version = band.history.order_by("history_id")[0]
    staff = UserFactory(is_staff=True)
    staff.user_permissions.add(
        *Permission.objects.filter(codename__in=["change_role", "view_salaryband"])
    )
    client.force_login(staff, backend="accounts.backends.EmailBackend")
    address = reverse("admin:roles_role_revert", args=[band.role.pk, "salaryband", version.pk])
    assert client.post(address).status_code == 403

    staff.user_permissions.add(Permission.objects.get(codename="change_salaryband"))
    assert client.post(address).status_code == 302
    assert SalaryBand.objects.get().maximum == 150_000


def test_only_a_rows_own_versions_are_its_past(admin_client: Client, step: Step) -> None:
    other = StepFactory(title="Other")
    theirs = other.history.order_by("history_id")[0]
    option = StepOptionFactory(step=other).history.get()
    for key, kind, version in (
        (step.pk, "step", theirs.pk),
        (step.pk, "stepoption", option.pk),
        (step.pk, "user", 1),
        (step.pk, "step", 999),
        (step.pk, "step", 10**20),
        (999, "step", theirs.pk),
        ("abc", "step", theirs.pk),
    ):
        assert admin_client.get(url("step", "version", key, kind, version)).status_code == 404
        assert admin_client.post(url("step", "revert", key, kind, version)).status_code == 404
    step.refresh_from_db()
    assert step.title == "Before"


def test_what_it_belonged_to_may_be_gone(admin_client: Client, step: Step) -> None:
    version = step.history.order_by("-history_id")[0]
    old = step.stage
    change(admin_client, step, stage=StageFactory().pk)
    old.delete()

    response = revert(admin_client, step, version)

    assert "Nothing was changed. The stage that it had is gone." in text(response)


def test_a_place_may_be_taken(admin_client: Client) -> None:
    stage = StageFactory(number=1)
    version = stage.history.get()
    Stage.objects.update(number=5)
    StageFactory(number=1, slug="new")

    response = admin_client.post(url("stage", "revert", stage.pk, "stage", version.pk), follow=True)

    assert "Nothing was changed. Stage with this Number already exists." in text(response)
    assert Stage.objects.get(pk=stage.pk).number == 5


def test_a_deleted_skill_of_a_role_comes_back(admin_client: Client) -> None:
    row = RoleSkillFactory()
    version, role = row.history.get(), row.role
    row.delete()
    address = reverse("admin:roles_role_version", args=[role.pk, "roleskill", version.pk])
    assert "It was deleted." in text(admin_client.get(address))

    admin_client.post(reverse("admin:roles_role_revert", args=[role.pk, "roleskill", version.pk]))

    assert RoleSkill.objects.get().skill == row.skill


# --- Size ----------------------------------------------------------------------------------


def test_a_history_asks_the_same_however_long(
    admin_client: Client, step: Step, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    StepOptionFactory(step=step)
    for number in range(3):
        step.title = f"Title {number}"
        step.save()
        step.skills.add(SkillFactory())
        StepOptionFactory(step=step)
        with django_assert_num_queries(10):
            admin_client.get(url("step", "history", step.pk))


def test_a_long_history_has_pages(admin_client: Client, step: Step) -> None:
    for number in range(40):
        step.title = f"Title {number}"
        step.save()
    page = admin_client.get(url("step", "history", step.pk), {"p": 2})
    assert "Page 2 of 2" in text(page)
    assert admin_client.get(url("step", "history", step.pk), {"p": "x"}).status_code == 200


@pytest.mark.parametrize("gone", ["skill", "role"])
def test_what_a_part_referred_to_may_be_gone(admin_client: Client, gone: str) -> None:
    """An old version is named from its own values."""
    part: Any
    if gone == "skill":
        part = RoleSkillFactory()
        role, other = part.role, part.skill
    else:
        role, other = RoleFactory(), RoleFactory()
        part = RoleTransition.objects.create(origin=role, destination=other, note="Easy.")
    version = part.history.get()
    part.delete()
    other.delete()
    kind = part._meta.model_name
    address = reverse("admin:roles_role_version", args=[role.pk, kind, version.pk])

    page = admin_client.get(address)

    assert page.status_code == 200
    assert f"{part._meta.verbose_name.capitalize()} a {gone} that is gone, " in text(page)
    assert admin_client.get(reverse("admin:roles_role_history", args=[role.pk])).status_code == 200
    assert "that it had is gone" in text(
        admin_client.post(
            reverse("admin:roles_role_revert", args=[role.pk, kind, version.pk]), follow=True
        )
    )


# --- Languages -----------------------------------------------------------------------------


def test_what_is_kept_is_in_one_language_whoever_writes(admin_client: Client, step: Step) -> None:
    change(admin_client, step, title="After")
    step.history.update(history_date=datetime.datetime(2026, 3, 3, 12, tzinfo=datetime.UTC))
    address = url("step", "revert", step.pk, "step", first_version(step).pk)

    admin_client.post(address, headers={"Accept-Language": "de"})

    assert step.history.latest().history_change_reason == "Brought back from 3 March 2026, 12:00"
    assert LogEntry.objects.latest("pk").change_message == (
        "Brought back the version of 3 March 2026, 12:00: Before."
    )


def test_days_are_written_as_the_reader_writes_them(admin_client: Client, step: Step) -> None:
    change(admin_client, step, title="After")
    step.history.update(history_date=datetime.datetime(2026, 3, 3, 12, tzinfo=datetime.UTC))

    page = admin_client.get(url("step", "history", step.pk), headers={"Accept-Language": "de"})

    assert "3. März 2026, 12:00" in page.content.decode()
