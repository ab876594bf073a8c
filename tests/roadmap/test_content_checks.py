"""The rules put to the site's content: by command, on load, in the admin."""

import re
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from courses.models import Course, Provider
from roadmap.content_checks import broken_rules_about, broken_rules_now
from roadmap.models import Step
from roles.models import Importance, Role, RoleSkill
from skills.models import Skill, SkillArea
from tests.factories import (
    CourseFactory,
    RoleFactory,
    RoleSkillFactory,
    SalaryBandFactory,
    SkillFactory,
    SpecialisationFactory,
    StageFactory,
    StepFactory,
    StepOptionFactory,
    UserFactory,
)
from tests.roadmap.test_admin import form_of

pytestmark = pytest.mark.django_db
RULES = "content-admin:rules"


@pytest.fixture
def good(db: None) -> Step:
    """A small roadmap that keeps every rule."""
    skill = SkillFactory(title="Python")
    stage = StageFactory()
    course = CourseFactory(title="Course")
    steps = [StepFactory(stage=stage, hours=hours) for hours in (40, 40, 40, 10)]
    for step in steps:
        step.skills.add(skill)
        step.courses.add(course)
    role = RoleFactory(title="Engineer")
    RoleSkillFactory(role=role, skill=skill)
    SalaryBandFactory(role=role)
    return steps[0]


def rules() -> list[tuple[str, str]]:
    return [(finding.rule, finding.row.title) for finding in broken_rules_now()]


def test_the_shipped_content_keeps_all_rules(content: None) -> None:
    assert broken_rules_now() == []


def test_each_rule_reads_what_the_site_shows(good: Step) -> None:
    assert rules() == []
    StepOptionFactory(step=good)
    Course.objects.update(was=["before"])
    CourseFactory(slug="before", title="Unserving")
    RoleFactory(title="Bare")
    StageFactory(start_month=4, end_month=7)
    SpecialisationFactory(stage=good.stage, title="Empty field")
    Step.objects.exclude(pk=good.pk).first().skills.clear()  # type: ignore[union-attr]
    Step.objects.filter(hours=10).update(hours=20)

    found = [rule for rule, _ in rules()]

    assert found == [
        "stage-hours",
        "gap",
        "empty-stage",
        "empty-specialisation",
        "step-without-skills",
        "one-option",
        "role-without-core-skills",
        "role-without-pay",
        "course-without-steps",
        "former-slug-in-use",
    ]


def test_drafts_and_retired_rows_do_not_count(good: Step) -> None:
    for hidden in ({"retired": True}, {"retired": True, "draft": True}):
        StepFactory(stage=good.stage, **hidden)
        StageFactory(start_month=9, **hidden)
        SpecialisationFactory(stage=good.stage, **hidden)
        RoleFactory(**hidden)
        CourseFactory(**hidden)
    Course.objects.filter(title="Course").update(was=["gone"])
    CourseFactory(slug="gone", retired=True)

    assert rules() == []


@pytest.mark.parametrize("model", [Skill, SkillArea])
def test_what_is_retired_does_not_help(good: Step, model: type[Any]) -> None:
    model.objects.update(retired=True)

    assert {rule for rule, _ in rules()} == {"step-without-skills", "role-without-core-skills"}


def test_a_course_is_not_served_by_retired_steps(good: Step) -> None:
    Step.objects.update(retired=True)

    assert rules() == [
        ("empty-stage", good.stage.title),
        ("course-without-steps", "Course"),
    ]


def test_useful_skills_are_not_core(good: Step) -> None:
    RoleSkill.objects.update(importance=Importance.USEFUL)

    assert rules() == [("role-without-core-skills", "Engineer")]


def test_the_number_of_queries_stays(
    good: Step, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """One a table with slugs, and one each for stages, fields, steps, roles, courses."""
    with django_assert_num_queries(16):
        broken_rules_now()
    for _ in range(3):
        step = StepFactory(stage=good.stage)
        step.skills.add(SkillFactory(), SkillFactory())
        RoleSkillFactory()
        CourseFactory()
        SpecialisationFactory(stage=good.stage)
    with django_assert_num_queries(16):
        broken_rules_now()


def test_what_concerns_a_row_is_found(good: Step) -> None:
    Step.objects.filter(hours=10).update(hours=40)
    CourseFactory(title="Unserving")
    other = StageFactory(start_month=3)

    # The step's stage holds too much; the course is another matter.
    assert [finding.rule for finding in broken_rules_about(good)] == ["stage-hours"]
    assert [finding.rule for finding in broken_rules_about(good.stage)] == ["stage-hours"]
    assert [finding.rule for finding in broken_rules_about(other)] == ["empty-stage"]
    assert broken_rules_about(Role.objects.get()) == []
    assert broken_rules_about(StepFactory(stage=good.stage, retired=True, draft=True)) == []


# --- Commands ------------------------------------------------------------------------------


def test_the_command_passes_good_content(good: Step) -> None:
    said = StringIO()
    call_command("check_content", stdout=said, no_color=True)

    assert said.getvalue() == "The content keeps all its rules.\n"


def test_the_command_fails_where_a_rule_is_broken(good: Step) -> None:
    good.skills.clear()
    said = StringIO()

    with pytest.raises(CommandError, match="1 rule is broken"):
        call_command("check_content", stdout=said, no_color=True)

    assert said.getvalue() == (
        f"step-without-skills: {good.title} (roadmap.step {good.pk}): The step teaches no skill "
        "that the site shows. Name its skills under “What it serves”. "
        f"/admin/roadmap/step/{good.pk}/change/\n"
    )


def test_loading_warns_of_broken_rules(content: None) -> None:
    Course.objects.first().steps.clear()  # type: ignore[union-attr]
    warned, quiet = StringIO(), StringIO()

    call_command("load_content", stdout=StringIO(), stderr=warned, no_color=True)
    call_command("load_content", stderr=quiet, verbosity=0)

    assert "Content rule broken: " in warned.getvalue()
    assert "The course serves no step" in warned.getvalue()
    assert quiet.getvalue() == ""


# --- Admin ---------------------------------------------------------------------------------


@pytest.fixture
def admin(db: None) -> User:
    return UserFactory(is_staff=True, is_superuser=True)


@pytest.fixture
def editor(client: Client, admin: User) -> Client:
    client.force_login(admin, backend="accounts.backends.EmailBackend")
    return client


def warnings(client: Client, model: str, row: Any, **changes: Any) -> list[str]:
    """Save a row's form with some changes; what the next page warns of."""
    url = reverse(f"admin:{model}_change", args=[row.pk])
    response = client.post(url, form_of(client.get(url)) | changes, follow=True)
    assert response.redirect_chain, response.context["errors"]
    return [
        re.sub(r"<[^>]+>", "", str(message))
        for message in response.context["messages"]
        if message.level_tag == "warning"
    ]


def test_saving_warns_of_what_it_breaks(editor: Client, good: Step) -> None:
    assert warnings(editor, "roadmap_step", good) == []
    assert warnings(editor, "roadmap_step", good, hours=20) == [
        f"{good.stage.title}: The steps in “{good.stage.title}” take 110 hours; 3 months hold "
        "124 to 136. Add about 20 hours, or change the months of the stage."
    ]
    good.refresh_from_db()
    assert good.hours == 20


def test_saving_warns_at_stages_roles_and_courses(editor: Client, good: Step) -> None:
    course = CourseFactory(title="Unserving")
    course.providers.add(Provider.objects.create(slug="school", title="School"))
    bare = RoleFactory(title="Bare")

    assert len(warnings(editor, "roadmap_stage", good.stage, end_month=4)) == 1
    assert len(warnings(editor, "roles_role", bare)) == 2
    assert warnings(editor, "roles_role", Role.objects.get(title="Engineer")) == []
    assert warnings(editor, "courses_course", course) == [
        "Unserving: The course serves no step that the site shows. Name it in the form of a "
        "step, or retire it."
    ]


def counted(client: Client, url: str, sent: dict[str, Any]) -> list[str]:
    """What the page after a change says of rules."""
    response = client.post(url, sent, follow=True)
    assert response.redirect_chain
    said = [str(message) for message in response.context["messages"]]
    return [message for message in said if "rule" in message]


ONE = '1 content rule is broken now: <a href="/admin/rules/">see which</a>.'


def test_changes_of_several_rows_say_how_many_rules_break(editor: Client, good: Step) -> None:
    steps, stages = (reverse(f"admin:roadmap_{model}_changelist") for model in ("step", "stage"))
    chosen = {"_selected_action": [good.pk]}

    assert counted(editor, steps, chosen | {"action": "retire"}) == [ONE]
    assert counted(editor, steps, chosen | {"action": "retire"}) == []
    assert counted(editor, steps, chosen | {"action": "bring_back"}) == []
    good.skills.clear()
    StageFactory(number=good.stage.number + 1, draft=True, retired=True)
    moved = {"_selected_action": [good.stage_id], "action": "move_down"}
    assert counted(editor, stages, moved) == [ONE]
    Step.objects.filter(pk=good.pk).update(draft=True, retired=True)
    assert counted(editor, steps, chosen | {"action": "publish"}) == [ONE]


def test_edits_in_a_list_say_it_once(editor: Client, good: Step) -> None:
    good.skills.clear()
    rows = list(Step.objects.all())
    sent: dict[str, Any] = {"form-TOTAL_FORMS": len(rows), "form-INITIAL_FORMS": len(rows)}
    for place, row in enumerate(rows):
        sent |= {f"form-{place}-id": row.pk, f"form-{place}-order": 50 + place}
    sent["_save"] = "Save"

    assert counted(editor, reverse("admin:roadmap_step_changelist"), sent) == [ONE]


def test_a_way_back_and_a_deletion_say_it(editor: Client, good: Step) -> None:
    version = good.history.order_by("history_id")[0]
    good.title = "Other"
    good.save()
    args = [good.pk, "step", version.pk]

    # Its first version had no skills.
    assert counted(editor, reverse("admin:roadmap_step_revert", args=args), {}) == [ONE]
    url = reverse("admin:roadmap_step_delete", args=[good.pk])
    assert counted(editor, url, {"post": "yes"}) == [ONE]


def test_a_warning_shows_titles_as_text(editor: Client, good: Step) -> None:
    role = RoleFactory(title="<b>Bold</b>")
    url = reverse("admin:roles_role_change", args=[role.pk])

    response = editor.post(url, form_of(editor.get(url)), follow=True)

    assert "&lt;b&gt;Bold&lt;/b&gt;</a>: The role has no salary band." in response.text


def test_the_page_lists_every_finding_with_its_form(editor: Client, good: Step) -> None:
    role = RoleFactory(title="Bare")
    response = editor.get(reverse(RULES))

    assert "2 rules are broken" in response.text
    assert response.text.count(reverse("admin:roles_role_change", args=[role.pk])) == 2
    Role.objects.filter(pk=role.pk).update(retired=True)
    assert "The content keeps all its rules." in editor.get(reverse(RULES)).text


def test_the_page_shows_what_one_may_mend(client: Client, good: Step) -> None:
    RoleFactory(title="Bare")
    CourseFactory(title="Unserving")
    person = UserFactory(is_staff=True)
    client.force_login(person, backend="accounts.backends.EmailBackend")

    assert client.get(reverse(RULES)).status_code == 403
    person.user_permissions.add(Permission.objects.get(codename="change_course"))
    text = client.get(reverse(RULES)).text

    assert "Unserving" in text
    assert "Bare" not in text
    assert client.post(reverse(RULES)).status_code == 405
