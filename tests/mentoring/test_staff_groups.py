"""What “Content editors” and “Community managers” may do in the admin, and what they may not."""

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.models import MENTORS, User
from roadmap.models import Step
from tests.factories import (
    CohortFactory,
    MentorFactory,
    MentorshipFactory,
    SkillFactory,
    StageFactory,
    StepFactory,
    StepStateFactory,
    UserFactory,
)
from tests.mentoring.followed import client_of
from tests.mentoring.staff import EDITORS, MANAGERS, ROWS, make_groups, migration, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
KINDS = ("editor", "manager", "plain")
# View, add, change and delete by their letters: an editor's, a manager's. Plain staff have none.
MAY = {
    "account.EmailAddress": ("", ""),
    "accounts.User": ("", "v"),
    "auth.Group": ("", ""),
    "courses.Course": ("vacd", ""),
    "courses.Platform": ("vacd", ""),
    "courses.Provider": ("vacd", ""),
    "django_tasks_database.DBTaskResult": ("", ""),
    "mentoring.Block": ("", ""),
    "mentoring.Cohort": ("", "vacd"),
    "mentoring.MentorInvitation": ("", "vac"),
    "mentoring.Mentorship": ("", "vacd"),
    "mentoring.Report": ("", "vc"),
    "mentoring.Review": ("", ""),
    "mentoring.ReviewRequest": ("", "v"),
    "portfolio.Portfolio": ("", ""),
    "progress.Plan": ("", "v"),
    "progress.Project": ("", "v"),
    "progress.StepEvent": ("", "v"),
    "progress.StepState": ("", "v"),
    "roadmap.Edition": ("vacd", ""),
    "roadmap.Publication": ("v", ""),
    "roadmap.Specialisation": ("vacd", ""),
    "roadmap.Stage": ("vacd", ""),
    "roadmap.Step": ("vacd", ""),
    "roadmap.StepChange": ("vacd", ""),
    "roadmap.Strategy": ("vacd", ""),
    "roles.Industry": ("vacd", ""),
    "roles.Role": ("vacd", ""),
    "roles.SalaryBand": ("vacd", ""),
    "skills.SavedFilter": ("vacd", ""),
    "skills.Skill": ("vacd", ""),
    "skills.SkillArea": ("vacd", ""),
}
REGISTERED = {model._meta.label: pages for model, pages in admin.site._registry.items()}
CASES = [(label, kind) for label in MAY if label in REGISTERED for kind in KINDS]
WHOEVER = pytest.mark.parametrize(("label", "kind"), CASES)


@pytest.fixture(autouse=True)
def _groups(db: None) -> None:
    """The migration has made them, unless a test before has emptied the tables."""
    if Group.objects.filter(name__in=(EDITORS, MANAGERS)).count() < 2:
        make_groups()


def may(label: str, kind: str) -> str:
    return {"editor": MAY[label][0], "manager": MAY[label][1], "plain": ""}[kind]


def address(label: str, page: str, *args: Any) -> str:
    return reverse(f"admin:{label.replace('.', '_').lower()}_{page}", args=args)


def request_of(person: User) -> Any:
    request = RequestFactory().get("/admin/")
    request.user = person
    return request


def choices(client: Client, app: str, model: str, field: str, **more: str) -> Any:
    source = {"app_label": app, "model_name": model, "field_name": field}
    return client.get(reverse("admin:autocomplete"), source | more)


# --- The groups ----------------------------------------------------------------------------


def test_migrating_a_fresh_database_made_the_groups() -> None:
    assert {EDITORS, MANAGERS, MENTORS} <= set(Group.objects.values_list("name", flat=True))


def test_permissions_are_those_that_django_makes() -> None:
    before = set(Permission.objects.values_list("codename", "name", "content_type"))
    Permission.objects.filter(content_type__app_label__in=("skills", "progress")).delete()
    make_groups()
    call_command("migrate", verbosity=0)
    assert set(Permission.objects.values_list("codename", "name", "content_type")) == before


def test_made_again_it_keeps_members_and_what_an_admin_gave() -> None:
    member = staff("manager")
    group = Group.objects.get(name=MANAGERS)
    extra = Permission.objects.get(codename="view_block")
    group.permissions.add(extra)
    group.permissions.remove(Permission.objects.get(codename="view_cohort"))
    before = set(group.permissions.all())

    make_groups()
    make_groups()

    after = set(group.permissions.all())
    assert after - before == {Permission.objects.get(codename="view_cohort")}
    assert extra in after
    assert list(member.groups.all()) == [group]


def test_taken_back_the_migration_leaves_the_groups() -> None:
    operation = migration.Migration.operations[0]
    operation.reverse_code(None, None)
    assert Group.objects.filter(name__in=(EDITORS, MANAGERS)).count() == 2


def test_no_group_may_touch_rights_or_accounts() -> None:
    held = Permission.objects.filter(group__name__in=(EDITORS, MANAGERS))
    people = held.filter(content_type__app_label__in=("accounts", "auth", "account", "admin"))
    assert set(people.values_list("codename", flat=True)) == {"view_user"}
    notes = ("mentornote", "studysession", "evidence", "message", "portfolio", "sharelink")
    assert not held.filter(content_type__model__in=notes).exists()


# --- Every page of the admin ---------------------------------------------------------------


def test_table_names_every_page() -> None:
    assert REGISTERED.keys() - MAY.keys() == set()
    assert MAY.keys() == ROWS.keys()


@WHOEVER
def test_what_the_pages_allow(label: str, kind: str) -> None:
    pages, request = REGISTERED[label], request_of(staff(kind))
    allowed = {
        "v": pages.has_view_permission(request),
        "a": pages.has_add_permission(request),
        "c": pages.has_change_permission(request),
        "d": pages.has_delete_permission(request),
    }
    assert "".join(letter for letter, yes in allowed.items() if yes) == may(label, kind)


@WHOEVER
def test_what_requests_get(label: str, kind: str) -> None:
    row, client, letters = ROWS[label](), client_of(staff(kind)), may(label, kind)
    change, delete = address(label, "change", row.pk), address(label, "delete", row.pk)
    assert client.get(address(label, "changelist")).status_code == (200 if "v" in letters else 403)
    assert client.get(change).status_code == (200 if "v" in letters else 403)
    assert client.get(address(label, "add")).status_code == (200 if "a" in letters else 403)
    assert client.post(address(label, "add"), {}).status_code == (200 if "a" in letters else 403)
    changed = client.post(change, {}).status_code
    assert changed in ({200, 302} if "c" in letters else {403})
    assert client.get(delete).status_code == (200 if "d" in letters else 403)
    looks = "v" in letters and label != "accounts.User"
    history = client.get(address(label, "history", row.pk)).status_code
    assert history == (200 if looks else 403)
    assert client.post(delete, {"post": "yes"}).status_code == (302 if "d" in letters else 403)
    assert type(row)._base_manager.filter(pk=row.pk).exists() is ("d" not in letters)


@WHOEVER
def test_actions_are_for_those_who_may_change(label: str, kind: str) -> None:
    actions = set(REGISTERED[label].get_actions(request_of(staff(kind))))
    letters = may(label, kind)
    if "c" not in letters:
        actions -= {"delete_selected"} if "d" in letters else set()
        assert actions == set()


@pytest.mark.parametrize("label", REGISTERED)
def test_looking_alone_offers_no_action(label: str) -> None:
    person = UserFactory(is_staff=True)
    person.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    assert set(REGISTERED[label].get_actions(request_of(person))) == set()


@pytest.mark.parametrize(("kind", "retired"), [("editor", True), ("manager", False)])
def test_retiring_several_is_for_editors(kind: str, retired: bool) -> None:
    step = StepFactory()
    sent = {"action": "retire", "_selected_action": [step.pk]}
    client_of(staff(kind)).post(address("roadmap.Step", "changelist"), sent)
    step.refresh_from_db()
    assert step.retired is retired


def test_a_manager_who_also_sees_content_retires_nothing() -> None:
    person, step = staff("manager"), StepFactory()
    person.user_permissions.add(Permission.objects.get(codename="view_step"))
    for action in ("retire", "publish", "bring_back", "delete_selected"):
        sent = {"action": action, "_selected_action": [step.pk], "post": "yes"}
        client_of(person).post(address("roadmap.Step", "changelist"), sent)
    assert not Step.objects.get().retired


# --- The work itself -----------------------------------------------------------------------


def test_an_editor_writes_a_step_with_its_options() -> None:
    stage, skill, client = StageFactory(), SkillFactory(), client_of(staff("editor"))
    sent = {
        "title": "Serve it",
        "slug": "serve-it",
        "stage": stage.pk,
        "group": "Serving",
        "kind": "topic",
        "hours": 10,
        "summary": "What it is.",
        "done_when": "It answers.",
        "skills": [skill.pk],
        "order": 1,
        "options-INITIAL_FORMS": 0,
        "options-TOTAL_FORMS": 1,
        "options-0-title": "FastAPI",
        "options-0-slug": "fastapi",
        "options-0-summary": "One of two.",
        "options-0-order": 1,
    }
    response = client.post(address("roadmap.Step", "add"), sent)
    assert response.status_code == 302, response.context["adminform"].form.errors
    assert Step.objects.get().options.get().slug == "fastapi"


def test_an_editor_is_told_how_many_hold_a_step_and_not_who() -> None:
    state = StepStateFactory(user__email="ada@example.com", user__display_name="Ada Osei")
    client = client_of(staff("editor"))
    for page in ("change", "delete", "history"):
        body = client.get(address("roadmap.Step", page, state.step.pk)).content.decode()
        assert "Ada" not in body
        assert "ada@example.com" not in body
    sent = {"action": "delete_selected", "_selected_action": [state.step.pk]}
    body = client.post(address("roadmap.Step", "changelist"), sent).content.decode()
    assert "1 learner holds" in body
    assert "Ada" not in body


def test_a_manager_puts_a_learner_into_a_cohort_and_gives_a_mentor() -> None:
    learner: User = UserFactory(display_name="Ada")
    mentor, cohort, client = MentorFactory(), CohortFactory(), client_of(staff("manager"))
    found = choices(client, "mentoring", "mentorship", "learner", term="Ada")
    assert [row["id"] for row in found.json()["results"]] == [str(learner.pk)]

    sent = {"mentor": mentor.pk, "learner": learner.pk}
    assert client.post(address("mentoring.Mentorship", "add"), sent).status_code == 302
    sent = {
        "name": "Spring",
        "join_code": "SPRING26",
        "members-INITIAL_FORMS": 0,
        "members-TOTAL_FORMS": 1,
        "members-0-user": learner.pk,
        "members-0-cohort": cohort.pk,
    }
    change = address("mentoring.Cohort", "change", cohort.pk)
    assert client.post(change, sent).status_code == 302
    assert learner.cohort_places.get().cohort == cohort
    assert learner.learnerships.get().mentor == mentor


# --- Ways round the pages ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("app", "model", "field"),
    [
        ("mentoring", "mentorship", "learner"),
        ("mentoring", "cohortmember", "user"),
        ("progress", "stepstate", "user"),
        ("progress", "plan", "user"),
        ("roadmap", "publication", "published_by"),
        ("roadmap", "stepchange", "applied_by"),
        ("roles", "salaryband", "verified_by"),
        ("skills", "savedfilter", "made_by"),
    ],
)
def test_an_editor_finds_no_people_by_autocomplete(app: str, model: str, field: str) -> None:
    assert choices(client_of(staff("editor")), app, model, field).status_code == 403


def test_a_manager_is_offered_no_content_and_plain_staff_nothing() -> None:
    StepFactory()
    for kind in ("manager", "plain"):
        found = choices(client_of(staff(kind)), "roadmap", "step", "stage")
        assert found.status_code == 403
    assert (
        choices(client_of(staff("plain")), "mentoring", "mentorship", "learner").status_code == 403
    )


@pytest.mark.parametrize(
    "query",
    [
        "?states=1",
        "?states__isnull=0",
        "?states__note__startswith=a",
        "?states__user__email__startswith=a",
        "?events__user=1",
        "?study_sessions__isnull=0",
        "?projects_of_learners__title__startswith=a",
        "?evidence=1",
    ],
)
def test_lists_of_content_tell_nothing_of_learners_by_their_address(query: str) -> None:
    StepStateFactory(note="a secret")
    client = client_of(staff("editor"))
    assert client.get(address("roadmap.Step", "changelist") + query).status_code == 400
    assert client.get(address("roadmap.Step", "changelist") + "?kind=topic").status_code == 200


@pytest.mark.parametrize(
    ("label", "query"),
    [
        ("progress.StepState", "?note__startswith=a"),
        ("mentoring.ReviewRequest", "?question__startswith=a"),
        ("mentoring.ReviewRequest", "?learner__password__startswith=a"),
        ("progress.Plan", "?user__password__startswith=a"),
        ("progress.Plan", "?user__step_states__note__startswith=a"),
        ("accounts.User", "?is_superuser=1"),
        ("accounts.User", "?groups=1"),
        ("accounts.User", "?last_login__isnull=0"),
        ("accounts.User", "?password__startswith=a"),
        ("accounts.User", "?step_states__note__startswith=a"),
        ("accounts.User", "?blocks_had=1"),
        ("mentoring.Cohort", "?members__user__step_states__note__startswith=a"),
    ],
)
def test_a_manager_guesses_nothing_hidden_by_address(label: str, query: str) -> None:
    client = client_of(staff("manager"))
    assert client.get(address(label, "changelist") + query).status_code == 400


@pytest.mark.parametrize("kind", ["editor", "manager"])
@pytest.mark.parametrize("name", ["password", "email", "states", "note", "nonsense"])
def test_a_chosen_row_is_named_by_its_key_alone(kind: str, name: str) -> None:
    client = client_of(staff(kind))
    for label in ("roadmap.Step", "accounts.User", "progress.StepState"):
        if "v" in may(label, kind):
            page = address(label, "changelist") + f"?_to_field={name}&_popup=1"
            assert client.get(page).status_code == 400


def test_a_manager_sees_whose_account_it_is_and_not_what_it_may_do() -> None:
    person: User = UserFactory(email="ada@example.com", is_staff=True, is_superuser=True)
    client = client_of(staff("manager"))
    page = client.get(address("accounts.User", "change", person.pk))
    listed = client.get(address("accounts.User", "changelist"))
    for body in (page.content.decode(), listed.content.decode()):
        assert "ada@example.com" in body
        for hidden in ("uperuser", "ermissions", "assword</label>", "Last login", "md5"):
            assert hidden not in body


def test_learners_notes_stay_theirs() -> None:
    state = StepStateFactory(note="a private thought")
    MentorshipFactory(learner=state.user)
    client = client_of(staff("manager"))
    for label, row in (("progress.StepState", state), ("accounts.User", state.user)):
        for page in (address(label, "changelist"), address(label, "change", row.pk)):
            assert "a private thought" not in client.get(page).content.decode()
    search = address("progress.StepState", "changelist") + "?q=private"
    assert client.get(search).context["cl"].result_count == 0


def test_a_key_that_is_none_is_no_way_in() -> None:
    step, client = StepFactory(), client_of(staff("editor"))
    for key in ("0", "abc", "1_2F", "99999999999999999999"):
        assert client.get(address("roadmap.Step", "change", key)).status_code == 302
    sent = {"stage": "7 OR 1=1", "skills": ["x"], "_selected_action": "x", "action": "retire"}
    assert client.post(address("roadmap.Step", "changelist"), sent).status_code == 400
    assert client.post(address("roadmap.Step", "change", step.pk), sent).status_code == 200
