"""The plan: set up, look ahead, change; ticks stay as they are."""

import datetime
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from progress import timeline
from progress.models import Plan, PlanQuerySet, StepEvent, StepState, StepStatus
from progress.plan_forms import PlanForm
from progress.plan_preview import preview_of
from progress.plan_services import save_plan
from roadmap.models import Stage
from roles.models import SalaryLevel
from tests.factories import (
    EditionFactory,
    PlanFactory,
    RoleFactory,
    SalaryBandFactory,
    SpecialisationFactory,
    StageFactory,
    StepFactory,
    StepStateFactory,
    UserFactory,
)
from tests.pages import main, read

PLAN = reverse("progress:plan")
DASHBOARD = reverse("progress:dashboard")
TODAY = datetime.date(2026, 7, 22)
HTMX = {"HX-Request": "true"}

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def answers(**changes: Any) -> dict[str, Any]:
    return {"start_date": "2026-07-22", "hours_per_week": "10", **changes}


def problems(answered: dict[str, Any], plan: Plan | None = None) -> dict[str, list[str]]:
    """What the form says is wrong, by field."""
    form = PlanForm(answered, plan=plan, today=TODAY)
    return {name: [str(error) for error in errors] for name, errors in form.errors.items()}


def client_of(person: User) -> Client:
    client = Client()
    client.force_login(person, backend="accounts.backends.EmailBackend")
    return client


@pytest.fixture
def roadmap() -> list[Stage]:
    """Stages as the roadmap has them: four in a row, then an open one beside a closed one."""
    windows = [(0, 3), (3, 6), (6, 9), (9, 12), (12, None), (12, 15)]
    EditionFactory()
    return [
        StageFactory(number=number, start_month=start, end_month=end)
        for number, (start, end) in enumerate(windows, start=1)
    ]


# --- Set up and change ---------------------------------------------------------------------


def test_first_plan_is_made(learner: User, learner_client: Client) -> None:
    role, field = RoleFactory(), SpecialisationFactory()
    response = learner_client.post(
        PLAN,
        answers(
            target_role=role.slug,
            start_date="2026-08-03",
            hours_per_week="12",
            specialisation=field.slug,
        ),
    )
    assert response.headers["Location"] == DASHBOARD
    plan = Plan.objects.get()
    assert (
        plan.user,
        plan.target_role,
        plan.start_date,
        plan.hours_per_week,
        plan.specialisation,
        plan.archived_at,
    ) == (learner, role, datetime.date(2026, 8, 3), 12, field, None)


def test_plan_needs_neither_role_nor_field(learner_client: Client) -> None:
    learner_client.post(PLAN, answers(target_role="", specialisation=""))
    plan = Plan.objects.get()
    assert (plan.target_role, plan.specialisation) == (None, None)


def test_plan_is_changed_not_doubled(learner: User, learner_client: Client) -> None:
    plan = PlanFactory(user=learner, target_role=RoleFactory())
    learner_client.post(PLAN, answers(hours_per_week="5"))
    changed = Plan.objects.get()
    assert (changed.pk, changed.hours_per_week, changed.target_role, changed.start_date) == (
        plan.pk,
        5,
        None,
        TODAY,
    )


def test_plan_sent_twice_is_as_once(learner_client: Client) -> None:
    """Two tabs, or a double click, on the first plan."""
    tab, other = answers(hours_per_week="8"), answers(hours_per_week="12")
    statuses = [learner_client.post(PLAN, sent).status_code for sent in (tab, tab, other)]
    assert statuses == [302, 302, 302]
    assert [plan.hours_per_week for plan in Plan.objects.all()] == [12]


def test_two_first_plans_at_once_become_one(learner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """This tab has looked for a plan before the other one saved its own."""
    PlanFactory(user=learner, hours_per_week=8)
    get = PlanQuerySet.get

    def too_early(plans: PlanQuerySet, **wanted: Any) -> Plan:
        monkeypatch.setattr(PlanQuerySet, "get", get)
        raise Plan.DoesNotExist

    monkeypatch.setattr(PlanQuerySet, "get", too_early)
    save_plan(
        user=learner, target_role=None, start_date=TODAY, hours_per_week=12, specialisation=None
    )
    assert [plan.hours_per_week for plan in Plan.objects.all()] == [12]


def test_database_allows_no_second_current_plan(learner: User) -> None:
    PlanFactory(user=learner, archived_at=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC))
    PlanFactory(user=learner)
    with pytest.raises(IntegrityError):
        PlanFactory(user=learner)


def test_archived_plan_is_left_alone(learner: User, learner_client: Client) -> None:
    archived = PlanFactory(
        user=learner, archived_at=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    )
    learner_client.post(PLAN, answers(hours_per_week="5"))
    archived.refresh_from_db()
    assert archived.hours_per_week == 10
    assert Plan.objects.current().get().hours_per_week == 5


def test_changing_the_plan_keeps_ticks(learner: User, learner_client: Client) -> None:
    PlanFactory(user=learner)
    state = StepStateFactory(user=learner)
    StepEvent.objects.create(
        user=learner,
        step=state.step,
        step_title="As it was",
        at=datetime.datetime(2026, 4, 1, tzinfo=datetime.UTC),
        from_status=StepStatus.TODO,
        to_status=StepStatus.DONE,
    )
    before = list(StepState.objects.values()), list(StepEvent.objects.values())
    sent = answers(
        target_role=RoleFactory().slug,
        start_date="2025-01-01",
        hours_per_week="60",
        specialisation=SpecialisationFactory().slug,
    )
    assert learner_client.post(PLAN, sent).status_code == 302
    assert (list(StepState.objects.values()), list(StepEvent.objects.values())) == before


def test_plan_sent_unchanged_is_fine(learner: User, learner_client: Client) -> None:
    plan = PlanFactory(user=learner, target_role=RoleFactory())
    sent = {
        name: value for name, value in PlanForm.answers_of(plan, TODAY).items() if value is not None
    }
    assert learner_client.post(PLAN, sent).status_code == 302
    before = plan.target_role, plan.start_date, plan.hours_per_week
    plan.refresh_from_db()
    assert (plan.target_role, plan.start_date, plan.hours_per_week) == before


# --- Who may -------------------------------------------------------------------------------


def test_visitor_is_sent_to_sign_in_and_back(client: Client) -> None:
    path = f"{PLAN}?hours_per_week=5"
    location = client.get(path).headers["Location"]
    assert location == f"{reverse('account_login')}?next=/plan/%3Fhours_per_week%3D5"


def test_visitor_makes_no_plan(client: Client) -> None:
    assert client.post(PLAN, answers()).headers["Location"].startswith(reverse("account_login"))
    assert not Plan.objects.exists()


@pytest.mark.parametrize("verb", ["put", "patch", "delete"])
def test_wrong_verb_is_refused(learner_client: Client, verb: str) -> None:
    assert getattr(learner_client, verb)(PLAN).status_code == 405


def test_post_without_token_is_refused(learner: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(learner, backend="accounts.backends.EmailBackend")
    assert strict.post(PLAN, answers()).status_code == 403
    assert not Plan.objects.exists()


def test_token_rides_on_the_button_that_saves(learner: User) -> None:
    """Looking at the dates sends the form by GET, so it must hold no token."""
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(learner, backend="accounts.backends.EmailBackend")
    page = strict.get(PLAN).content.decode()
    form = page[page.index('<form class="split') : page.index("</form>", page.index("Show these"))]
    assert '<input type="hidden" name="csrfmiddlewaretoken"' not in form
    button = form[form.index('formmethod="post" name="csrfmiddlewaretoken" value="') :]
    token = button.split('"')[5]
    assert strict.post(PLAN, answers(csrfmiddlewaretoken=token)).status_code == 302


def test_another_persons_plan_is_neither_shown_nor_changed(
    learner: User, learner_client: Client
) -> None:
    other = PlanFactory(hours_per_week=37, start_date=datetime.date(2026, 1, 5))
    page = learner_client.get(PLAN).content.decode()
    assert 'value="37"' not in page
    assert 'value="2026-01-05"' not in page
    learner_client.post(PLAN, answers(user=other.user.pk, pk=other.pk))
    other.refresh_from_db()
    assert other.hours_per_week == 37
    assert Plan.objects.get(user=learner).hours_per_week == 10


# --- Bad input -----------------------------------------------------------------------------


HOURS = "Enter a whole number of hours from 1 to 60."
CALENDAR = "Enter a day that the calendar has, such as 2026-07-22."
IN_REACH = "Choose a day from 22 July 2021 to 22 July 2027."
BAD = [
    *(
        ({"hours_per_week": hours}, {"hours_per_week": [HOURS]})
        for hours in ("", "0", "-5", "61", "200", "3.5", "ten", "9" * 5_000, "1\x00", "⏳", "1e1")
    ),
    ({"start_date": ""}, {"start_date": ["Choose the day you start."]}),
    *(
        ({"start_date": day}, {"start_date": [CALENDAR]})
        for day in ("0000-00-00", "2026-02-30", "soon", "2026-07-22\x00", "x" * 10_000, "🗓")
    ),
    *(
        ({"start_date": day}, {"start_date": [IN_REACH]})
        for day in ("2021-07-21", "2027-07-23", "9999-12-31", "0001-01-01")
    ),
    *(
        ({"target_role": slug}, {"target_role": ["Choose one of the roles in the list."]})
        for slug in ("nope", "1", "9" * 30, "x" * 10_000, "🧑")
    ),
    ({"target_role": "a\x00"}, {"target_role": ["Null characters are not allowed."]}),
    ({"specialisation": "nope"}, {"specialisation": ["Choose one of the fields in the list."]}),
    ({"specialisation": "a\x00"}, {"specialisation": ["Null characters are not allowed."]}),
]


@pytest.mark.parametrize(("changes", "wrong"), BAD)
def test_bad_answer_is_refused_with_its_reason(
    changes: dict[str, str], wrong: dict[str, list[str]]
) -> None:
    assert problems(answers(**changes)) == wrong


@pytest.mark.parametrize(("changes", "wrong"), BAD)
def test_nonsense_in_the_address_is_said_beside_the_field(
    learner_client: Client, roadmap: list[Stage], changes: dict[str, str], wrong: dict[str, Any]
) -> None:
    response = learner_client.get(PLAN, answers(**changes))
    page = response.content.decode()
    ((field, (said,)),) = wrong.items()
    assert response.status_code == 200
    assert f'id="id_{field}_error"' in page
    assert page.count(said) == 3  # in the summary, beside the field, and instead of the dates
    assert response.context["preview"] is None


def test_other_parameters_change_nothing(learner_client: Client, roadmap: list[Stage]) -> None:
    response = learner_client.get(PLAN, {"utm": "\x00", "page": "9" * 99})
    assert not response.context["form"].is_bound


@pytest.mark.parametrize(
    "changes",
    [
        {"hours_per_week": "1"},
        {"hours_per_week": "60"},
        {"hours_per_week": " 7 "},
        {"start_date": "2021-07-22"},
        {"start_date": "2027-07-22"},
    ],
)
def test_answer_on_the_edge_is_taken(changes: dict[str, str]) -> None:
    assert problems(answers(**changes)) == {}


def test_post_keeps_what_was_typed_when_something_is_wrong(
    learner_client: Client, roadmap: list[Stage]
) -> None:
    role = RoleFactory()
    response = learner_client.post(
        PLAN, answers(target_role=role.slug, start_date="2026-02-30", hours_per_week="200")
    )
    page = response.content.decode()
    assert response.status_code == 422
    assert page.startswith("<!doctype html>")
    assert not Plan.objects.exists()
    assert 'value="2026-02-30"' in page
    assert 'value="200"' in page
    assert f'value="{role.slug}" id="id_target_role_1" checked' in page
    assert 'href="#id_hours_per_week"' in page


def test_old_plan_may_keep_its_start(learner: User) -> None:
    plan = PlanFactory(user=learner, start_date=datetime.date(2019, 1, 1))
    assert problems(answers(start_date="2019-01-01"), plan) == {}
    assert problems(answers(start_date="2019-01-02"), plan) == {"start_date": [IN_REACH]}


@pytest.mark.parametrize(
    ("zone", "today"), [("Pacific/Auckland", "2026-07-23"), ("Pacific/Honolulu", "2026-07-22")]
)
def test_today_is_the_persons_own(zone: str, today: str) -> None:
    client = client_of(UserFactory(time_zone=zone))
    with time_machine.travel(datetime.datetime(2026, 7, 22, 23, 30, tzinfo=datetime.UTC)):
        form = client.get(PLAN).context["form"]
        latest = datetime.date.fromisoformat(today).replace(year=2027)
        refused = client.post(PLAN, answers(start_date=f"{latest + datetime.timedelta(1)}"))
        taken = client.post(PLAN, answers(start_date=f"{latest}"))
    assert f"{form['start_date'].value()}" == today
    assert (refused.status_code, taken.status_code) == (422, 302)


# --- Choices -------------------------------------------------------------------------------


def values(form: PlanForm, name: str) -> list[str]:
    field: Any = form.fields[name]
    return [str(value) for value, _ in field.choices]


def test_retired_choices_are_not_offered() -> None:
    RoleFactory(slug="current")
    RoleFactory(slug="retired", retired=True)
    SpecialisationFactory(slug="open")
    SpecialisationFactory(slug="closed", retired=True)
    form = PlanForm(plan=None, today=TODAY)
    assert values(form, "target_role") == ["", "current"]
    assert values(form, "specialisation") == ["", "open"]
    assert list(problems(answers(target_role="retired", specialisation="closed"))) == [
        "target_role",
        "specialisation",
    ]


def test_plan_keeps_its_retired_role_and_field(learner: User, learner_client: Client) -> None:
    role, field = RoleFactory(retired=True), SpecialisationFactory(retired=True)
    plan = PlanFactory(user=learner, target_role=role, specialisation=field)
    page = learner_client.get(PLAN).content.decode()
    assert page.count("No longer in the list: yours until you choose another") == 2
    sent = answers(target_role=role.slug, specialisation=field.slug, hours_per_week="6")
    assert learner_client.post(PLAN, sent).status_code == 302
    plan.refresh_from_db()
    assert (plan.target_role, plan.specialisation, plan.hours_per_week) == (role, field, 6)


def test_role_shows_what_it_pays(learner_client: Client) -> None:
    role = RoleFactory(title="R&D engineer")
    SalaryBandFactory(role=role, minimum=120_000, maximum=190_000)
    SalaryBandFactory(
        role=role,
        level=SalaryLevel.SENIOR,
        minimum=190_000,
        maximum=250_000,
        open_ended=True,
    )
    page = learner_client.get(PLAN).content.decode()
    assert "R&amp;D engineer<small>$120k–190k, senior $190k–250k+</small>" in page


@pytest.mark.parametrize("rows", [1, 3])
def test_page_asks_as_much_for_many_rows_as_for_one(
    learner: User,
    learner_client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    rows: int,
) -> None:
    EditionFactory()
    for _ in range(rows):
        SalaryBandFactory(role=RoleFactory())
        SpecialisationFactory()
    plan = PlanFactory(user=learner)
    for month in range(1, rows + 1):
        plan.pauses.create(start=datetime.date(2026, month, 1), until=datetime.date(2026, month, 8))
    # Session, person, plan, pauses, stages, edition, roles, bands, specialisations.
    with django_assert_num_queries(10):
        learner_client.get(PLAN)


# --- Looking ahead -------------------------------------------------------------------------


def test_new_learner_sees_the_dates_of_the_usual_pace(
    learner_client: Client, roadmap: list[Stage]
) -> None:
    response = learner_client.get(PLAN)
    preview = response.context["preview"]
    assert preview.finish == datetime.date(2027, 10, 22)
    assert preview.finish_now is None
    assert [(item.stage.number, item.opens_on, item.closes_on) for item in preview.stages] == [
        (1, datetime.date(2026, 7, 22), datetime.date(2026, 10, 22)),
        (2, datetime.date(2026, 10, 22), datetime.date(2027, 1, 22)),
        (3, datetime.date(2027, 1, 22), datetime.date(2027, 4, 22)),
        (4, datetime.date(2027, 4, 22), datetime.date(2027, 7, 22)),
        (5, datetime.date(2027, 7, 22), None),
        (6, datetime.date(2027, 7, 22), datetime.date(2027, 10, 22)),
    ]
    assert preview.first_role == (datetime.date(2027, 4, 22), datetime.date(2027, 7, 22))
    page = response.content.decode()
    assert "Planned finish" in page
    assert "22 October 2027" in page
    assert "Start this plan" in page


def test_preview_by_address_saves_nothing(learner_client: Client, roadmap: list[Stage]) -> None:
    response = learner_client.get(PLAN, answers(start_date="2026-08-03", hours_per_week="5"))
    assert response.context["preview"].finish == datetime.date(2029, 2, 3)
    assert b'value="2026-08-03"' in response.content
    assert not Plan.objects.exists()


def test_address_may_say_only_what_changes(
    learner: User, learner_client: Client, roadmap: list[Stage]
) -> None:
    role = RoleFactory()
    PlanFactory(user=learner, hours_per_week=20)
    form = learner_client.get(PLAN, {"target_role": role.slug}).context["form"]
    assert form.is_valid()
    assert form.cleaned_data == {
        "target_role": role,
        "start_date": datetime.date(2026, 3, 16),
        "hours_per_week": 20,
        "specialisation": None,
    }


@pytest.mark.parametrize(
    ("hours", "finish", "said"),
    [
        ("5", datetime.date(2028, 9, 16), "458 days later"),
        ("15", datetime.date(2027, 1, 16), "151 days earlier"),
    ],
)
def test_change_shows_old_and_new_finish_before_it_is_saved(
    learner: User,
    learner_client: Client,
    roadmap: list[Stage],
    hours: str,
    finish: datetime.date,
    said: str,
) -> None:
    plan = PlanFactory(user=learner)  # from 16 March 2026 at 10 hours a week
    response = learner_client.get(PLAN, {"hours_per_week": hours})
    preview = response.context["preview"]
    assert (preview.finish_now, preview.finish) == (datetime.date(2027, 6, 16), finish)
    page = response.content.decode()
    assert "16 June 2027" in page
    assert said in page
    plan.refresh_from_db()
    assert plan.hours_per_week == 10


def test_unchanged_plan_has_no_old_and_new(
    learner: User, learner_client: Client, roadmap: list[Stage]
) -> None:
    PlanFactory(user=learner)
    page = learner_client.get(PLAN).content.decode()
    assert "Planned finish" in page
    assert "Your plan so far" not in page


def test_pauses_count_in_the_dates(
    learner: User, learner_client: Client, roadmap: list[Stage]
) -> None:
    plan = PlanFactory(user=learner)
    plan.pauses.create(start=datetime.date(2026, 5, 1), until=datetime.date(2026, 5, 11))
    plan.pauses.create(start=datetime.date(2026, 7, 20))  # still open: three days so far
    response = learner_client.get(PLAN)
    assert response.context["preview"].finish == datetime.date(2027, 6, 29)
    assert b"Your pauses are counted in." in response.content


def test_htmx_gets_the_dates_alone(learner_client: Client, roadmap: list[Stage]) -> None:
    response = learner_client.get(PLAN, answers(hours_per_week="5"), headers=HTMX)
    page = response.content.decode()
    assert "<html" not in page
    assert "22 January 2029" in page
    assert page.count("hx-swap-oob") == 2  # the line on phones and the announcement
    assert "HX-Request" in response.headers["Vary"]


def test_htmx_hears_what_is_wrong(learner_client: Client, roadmap: list[Stage]) -> None:
    response = learner_client.get(PLAN, answers(hours_per_week="200"), headers=HTMX)
    page = response.content.decode()
    assert response.status_code == 200
    assert "<html" not in page
    assert HOURS in page


@pytest.mark.parametrize("path", [PLAN, f"{PLAN}?hours_per_week=60", f"{PLAN}?hours_per_week=0"])
def test_page_stands_without_content(learner_client: Client, path: str) -> None:
    response = learner_client.get(path)
    assert response.status_code == 200
    assert b"No dates yet" in response.content


def test_paces_hold_the_chosen_one_among_the_others(roadmap: list[Stage]) -> None:
    plan = timeline.Plan(start_date=TODAY, hours_per_week=12)
    preview = preview_of(plan, stages=roadmap, edition=None, today=TODAY)
    assert preview is not None
    assert [(pace.hours, pace.months, pace.chosen) for pace in preview.paces] == [
        (5, 30, False),
        (8, 19, False),
        (10, 15, False),
        (12, 13, True),
        (15, 10, False),
    ]
    assert preview.first_role is None
    assert preview.paces[3].finish == preview.finish == datetime.date(2027, 8, 6)


@pytest.mark.parametrize("hours", [1, 60])
def test_slowest_and_fastest_pace_have_dates(roadmap: list[Stage], hours: int) -> None:
    last = datetime.date(2027, 7, 22)
    plan = timeline.Plan(start_date=last, hours_per_week=hours)
    preview = preview_of(plan, stages=roadmap, edition=None, today=TODAY)
    assert preview is not None
    assert preview.finish == {1: datetime.date(2040, 1, 22), 60: datetime.date(2027, 10, 7)}[hours]


# --- Somebody new --------------------------------------------------------------------------


def test_newcomer_sees_what_the_dates_are_made_of(learner_client: Client) -> None:
    stage = StageFactory(number=1)
    StepFactory(stage=stage, title="Python syntax", hours=8)
    field = SpecialisationFactory(stage=stage)
    StepFactory(stage=stage, hours=40, specialisation=field)
    RoleFactory(slug="data-scientist", short_title="Data Scientist")
    facts = dict(main(learner_client.get(PLAN)).facts())
    assert facts["Work in this plan"] == "8 h"
    assert facts["Your first step"] == "Python syntax, 8 h"
    assert "Target role" not in facts
    asked = answers(target_role="data-scientist", specialisation=field.slug)
    facts = dict(read(learner_client.get(PLAN, asked, headers=HTMX).content.decode()).facts())
    assert facts["Work in this plan"] == "48 h"
    assert facts["Target role"] == "Data Scientist"


def test_newcomer_needs_no_answer_to_get_to_the_first_tick(
    learner: User, learner_client: Client
) -> None:
    """The form as it is made is a plan; its home has a step to tick and says how."""
    step = StepFactory(stage=StageFactory(number=1))
    form = main(learner_client.get(PLAN))
    sent = {
        box.attributes["name"]: box.attributes.get("value") or ""
        for box in form.all("input")
        if box.attributes.get("type") != "radio" or "checked" in box.attributes
        if box.attributes.get("name")
    }
    response = learner_client.post(PLAN, sent, follow=True)
    assert response.redirect_chain == [(DASHBOARD, 302)]
    text = main(response).text
    assert f"Mark as done: {step.title}" in " ".join(text.split())
    assert "Tick what is done." in text
    learner_client.post(f"/steps/{step.slug}/finish/", {"next": DASHBOARD})
    assert StepState.objects.get().status == StepStatus.DONE
