"""Role fit from rows: what supplies a skill, the pages, another target, and what is next."""

import datetime
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from accounts.models import User
from progress.fit import FitBook, fit_book, suggestions_of
from progress.layers import Layer
from progress.models import CourseStatus, Plan, StepEvent, StepState, StepStatus
from progress.standing import standing_of
from roadmap.models import Stage, Step, StepKind
from roles.models import Importance, Role, RoleSkill
from skills.models import Skill
from tests.factories import (
    CourseFactory,
    CourseLogFactory,
    EvidenceFactory,
    PlanFactory,
    ProjectFactory,
    RoleFactory,
    RoleSkillFactory,
    SkillFactory,
    SpecialisationFactory,
    StageFactory,
    StepFactory,
    StepOptionFactory,
    StepStateFactory,
    UserFactory,
)
from tests.pages import main, read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

TODAY = datetime.date(2026, 7, 22)


@pytest.fixture
def stage() -> Stage:
    return StageFactory(number=1)


@pytest.fixture
def role(stage: Stage) -> Role:
    """Python and AWS are core, SQL is useful: 5 points."""
    role = RoleFactory(slug="mlops", title="MLOps Engineer")
    for slug, importance in (
        ("python", Importance.CORE),
        ("aws", Importance.CORE),
        ("sql", Importance.USEFUL),
    ):
        RoleSkillFactory(
            role=role, skill=SkillFactory(slug=slug, title=slug.upper()), importance=importance
        )
    return role


@pytest.fixture
def plan(learner: User, role: Role) -> Plan:
    return PlanFactory(user=learner, target_role=role)


def skill(slug: str) -> Skill:
    return Skill.objects.get(slug=slug)


def teach(slug: str, **values: Any) -> Step:
    step = StepFactory(stage=Stage.objects.get(number=1), **values)
    step.skills.add(skill(slug))
    return step


def book_of(plan: Plan) -> FitBook:
    return fit_book(standing_of(Plan.objects.get(pk=plan.pk), TODAY))


def layers_of(plan: Plan) -> dict[str, Layer]:
    target = book_of(plan).target
    assert target is not None
    return {
        row.skill.slug: row.layer
        for part in target.areas
        for row in part.rows
        if row.layer is not None
    }


def test_a_finished_step_claims_and_a_link_is_evidence(plan: Plan) -> None:
    step = teach("python")
    assert layers_of(plan) == {}
    StepStateFactory(user=plan.user, step=step)
    assert layers_of(plan) == {"python": Layer.CLAIMED}
    EvidenceFactory(user=plan.user, step=step)
    assert layers_of(plan) == {"python": Layer.EVIDENCED}


def test_a_project_linked_to_the_step_is_evidence(plan: Plan) -> None:
    step = teach("python")
    StepStateFactory(user=plan.user, step=step)
    ProjectFactory(user=plan.user).steps.add(step)
    assert layers_of(plan) == {"python": Layer.EVIDENCED}


@pytest.mark.parametrize("status", [StepStatus.TODO, StepStatus.DOING, StepStatus.SKIPPED])
def test_a_step_that_is_not_done_supplies_nothing(plan: Plan, status: StepStatus) -> None:
    step = teach("python")
    StepStateFactory(user=plan.user, step=step, status=status)
    EvidenceFactory(user=plan.user, step=step)
    assert layers_of(plan) == {}


def test_a_finished_step_counts_outside_the_plan_and_after_it_retires(plan: Plan) -> None:
    field = SpecialisationFactory(stage=Stage.objects.get(number=1))
    StepStateFactory(user=plan.user, step=teach("python", specialisation=field))
    StepStateFactory(user=plan.user, step=teach("sql", retired=True))
    assert layers_of(plan) == {"python": Layer.CLAIMED, "sql": Layer.CLAIMED}


@pytest.mark.parametrize(
    ("status", "certificate", "layers"),
    [
        (CourseStatus.STARTED, "https://example.com/c", {}),
        (CourseStatus.DROPPED, "", {}),
        (CourseStatus.FINISHED, "", {"sql": Layer.CLAIMED}),
        (CourseStatus.FINISHED, "https://example.com/c", {"sql": Layer.EVIDENCED}),
    ],
)
def test_courses(
    plan: Plan, status: CourseStatus, certificate: str, layers: dict[str, Layer]
) -> None:
    course = CourseFactory()
    course.skills.add(skill("sql"))
    CourseLogFactory(user=plan.user, course=course, status=status, certificate_url=certificate)
    assert layers_of(plan) == layers


@pytest.mark.parametrize(
    ("values", "layers"),
    [
        ({}, {}),
        ({"repository_url": "https://example.com/r"}, {}),
        ({"finished_on": TODAY + datetime.timedelta(days=1)}, {}),
        ({"finished_on": TODAY}, {"sql": Layer.CLAIMED}),
        ({"life_cycle": ["training"]}, {"sql": Layer.CLAIMED}),
        (
            {"life_cycle": ["training"], "demo_url": "https://example.com/d"},
            {"sql": Layer.EVIDENCED},
        ),
    ],
)
def test_projects(plan: Plan, values: dict[str, Any], layers: dict[str, Layer]) -> None:
    ProjectFactory(user=plan.user, **values).skills.add(skill("sql"))
    assert layers_of(plan) == layers


def test_either_or_supplies_the_chosen_side(plan: Plan) -> None:
    SkillFactory(slug="azure", title="Azure")
    RoleSkillFactory(role=plan.target_role, skill=skill("azure"))
    step = teach("aws")
    step.skills.add(skill("azure"))
    StepOptionFactory(step=step, slug="aws", title="AWS")
    azure = StepOptionFactory(step=step, slug="azure", title="Azure")
    StepStateFactory(user=plan.user, step=step, option=azure)
    assert layers_of(plan) == {"azure": Layer.CLAIMED}
    target = book_of(plan).target
    assert target is not None
    passed_over = {row.skill.slug: row.instead for part in target.areas for row in part.passed_over}
    assert passed_over == {"aws": "Azure"}


def test_of_a_finished_either_or_one_side_is_enough_where_the_role_asks_for_both(
    plan: Plan,
) -> None:
    """Else nobody could reach all points of a role, however much they do."""
    azure = SkillFactory(slug="azure", title="Azure")
    asks_for_both = RoleSkillFactory(role=plan.target_role, skill=azure)
    step = teach("aws")
    step.skills.add(azure)
    aws = StepOptionFactory(step=step, slug="aws", title="AWS")
    StepOptionFactory(step=step, slug="azure", title="Azure")
    assert required_of(plan) == 7
    StepStateFactory(user=plan.user, step=step, option=aws)
    assert required_of(plan) == 5
    # A role that asks for the other side alone goes on asking for it.
    RoleSkill.objects.filter(role=plan.target_role).exclude(pk=asks_for_both.pk).delete()
    assert required_of(plan) == 2


def required_of(plan: Plan) -> int:
    target = book_of(plan).target
    assert target is not None
    return target.fit.required


def test_somebody_elses_work_supplies_nothing(plan: Plan) -> None:
    stranger = UserFactory()
    step = teach("python")
    StepStateFactory(user=stranger, step=step)
    EvidenceFactory(user=stranger, step=step)
    ProjectFactory(user=stranger, finished_on=TODAY).skills.add(skill("sql"))
    course = CourseFactory()
    course.skills.add(skill("aws"))
    CourseLogFactory(user=stranger, course=course, status=CourseStatus.FINISHED)
    assert layers_of(plan) == {}


def test_retired_skills_are_not_asked_for(plan: Plan) -> None:
    Skill.objects.filter(slug="sql").update(retired=True)
    target = book_of(plan).target
    assert target is not None
    assert [need.skill for need in target.fit.needs] == ["python", "aws"]


def test_page_says_points_gap_and_best_steps(learner_client: Client, plan: Plan) -> None:
    StepStateFactory(user=plan.user, step=teach("sql"))
    teach("python", title="Python basics", hours=8)
    response = learner_client.get("/role-fit/")
    page = main(response)
    assert page.one("h1").text == "You have 1 of 5 points for MLOps Engineer, 20%."
    assert page.facts()[-1] == (
        "Gap",
        "4 points 8 h of steps close the part that your plan teaches, 0.8 weeks at 10 h",
    )
    assert "Closes 2 of 4 missing points in 8 h: PYTHON" in page.text
    assert "No open step of your plan teaches it" in page.text


def test_a_step_is_named_once_for_all_that_it_teaches_in_an_area(
    learner_client: Client, plan: Plan
) -> None:
    area = skill("aws").area
    for slug in ("azure", "docker", "git"):
        RoleSkillFactory(
            role=plan.target_role, skill=SkillFactory(slug=slug, title=slug.title(), area=area)
        )
    clouds = teach("aws")
    clouds.skills.add(skill("azure"))
    teach("docker")
    target = book_of(plan).target
    assert target is not None
    part = next(part for part in target.areas if part.area == area)
    assert [[row.skill.slug for row in gap.rows] for gap in part.gaps] == [
        ["aws", "azure"],
        ["docker"],
        ["git"],
    ]
    assert (part.gaps[0].step, part.gaps[2].step) == (clouds, None)
    table = main(learner_client.get("/role-fit/")).one("table")
    links = [link.attributes["href"] for link in table.all("a")]
    assert links.count(clouds.get_absolute_url()) == 1


def test_skipped_finished_and_career_steps_are_not_put_forward(plan: Plan) -> None:
    StepStateFactory(user=plan.user, step=teach("python"), status=StepStatus.SKIPPED)
    StepStateFactory(user=plan.user, step=teach("sql"))
    teach("python", kind=StepKind.CAREER)
    field = SpecialisationFactory(stage=Stage.objects.get(number=1))
    teach("aws", specialisation=field)
    target = book_of(plan).target
    assert target is not None
    assert target.best_steps == []


def test_page_without_plan_or_target(learner_client: Client, learner: User, role: Role) -> None:
    for path in ("/role-fit/", "/role-fit/?role=mlops", "/role-fit/compare/"):
        assertContains(learner_client.get(path), "Role fit starts with a plan.")
    PlanFactory(user=learner)
    assertContains(learner_client.get("/role-fit/"), "You have no target role yet.")


@pytest.mark.parametrize("path", ["/role-fit/", "/role-fit/compare/"])
def test_visitors_sign_in(client: Client, path: str) -> None:
    assertRedirects(
        client.get(path), f"/accounts/login/?next={path}", fetch_redirect_response=False
    )


def test_role_without_skills_says_so(learner_client: Client, plan: Plan) -> None:
    RoleSkill.objects.all().delete()
    assertContains(learner_client.get("/role-fit/"), "No skills are entered for MLOps Engineer")
    assertContains(learner_client.get("/role-fit/compare/"), "0 of 0")


def test_retired_target_stays_and_says_so(learner_client: Client, plan: Plan) -> None:
    Role.objects.update(retired=True)
    assertContains(learner_client.get("/role-fit/"), "This role has left the site.")
    assertContains(learner_client.get("/role-fit/compare/"), "No roles are entered yet.")


@pytest.fixture
def analyst(plan: Plan) -> Role:
    """Asks for SQL as the target does, and for Pandas; it drops Python and AWS."""
    analyst = RoleFactory(slug="analyst", title="Analyst", order=9)
    RoleSkillFactory(role=analyst, skill=skill("sql"))
    RoleSkillFactory(role=analyst, skill=SkillFactory(slug="pandas", title="Pandas"))
    return analyst


def test_another_role_is_a_what_if(learner_client: Client, plan: Plan, analyst: Role) -> None:
    StepStateFactory(user=plan.user, step=teach("sql"))
    teach("pandas", hours=15)
    teach("python", hours=4)
    response = learner_client.get("/role-fit/?role=analyst")
    page = main(response)
    assert page.one("h1").text == "For Analyst you have 2 of 4 points, 50%."
    assert page.facts()[4:] == [
        ("Covered already", "SQL"),
        ("Missing for both", "None"),
        ("New to learn", "Pandas"),
        ("No longer asked for", "PYTHON , AWS"),
        ("Steps that close it", "15 h, 1.5 weeks at 10 h a week"),
        ("Against MLOps Engineer", "11 h and 1.1 weeks more"),
    ]
    assert Plan.objects.get().target_role == plan.target_role


@pytest.mark.parametrize("query", ["", "?role=", "?role=mlops"])
def test_the_target_itself_is_no_what_if(learner_client: Client, plan: Plan, query: str) -> None:
    response = learner_client.get(f"/role-fit/{query}")
    assertContains(response, "You have 0 of 5 points")
    assertNotContains(response, "needs your attention")


def test_unknown_role_in_the_address_is_said(learner_client: Client, plan: Plan) -> None:
    response = learner_client.get("/role-fit/?role=astronaut")
    assertContains(response, "Choose one of the roles in the list.")
    assertContains(response, "You have 0 of 5 points")


def test_comparison_puts_the_best_fit_first(
    learner_client: Client, plan: Plan, analyst: Role
) -> None:
    RoleFactory(slug="gone", title="Gone", retired=True)
    StepStateFactory(user=plan.user, step=teach("sql"))
    page = main(learner_client.get("/role-fit/compare/"))
    assert page.one("h1").text == "You are closest to Analyst, at 50%."
    rows = [row.texts("th") + row.texts("td") for row in page.one("tbody").all("tr")]
    assert rows == [
        ["Analyst", "50%", "0%", "0%", "2 of 4", "2", "0 h 1 skill not in your open steps"],
        [
            "MLOps Engineer Your target",
            "20%",
            "0%",
            "0%",
            "1 of 5",
            "4",
            "0 h 2 skills not in your open steps",
        ],
    ]


SWITCH = "/role-fit/target/"


def test_switch_saves_the_target_and_no_tick(
    learner_client: Client, plan: Plan, analyst: Role
) -> None:
    state = StepStateFactory(user=plan.user, step=teach("sql"))
    before = (list(StepState.objects.values()), StepEvent.objects.count())
    response = learner_client.post(SWITCH, {"role": "analyst"}, follow=True)
    assertRedirects(response, "/role-fit/")
    assertContains(response, "Your target is Analyst. Your ticks are as they were.")
    kept = Plan.objects.get()
    assert (kept.target_role, kept.start_date) == (analyst, plan.start_date)
    assert (list(StepState.objects.values()), StepEvent.objects.count()) == before
    assert state.status == StepStatus.DONE


def test_switch_refuses_get(learner_client: Client, plan: Plan) -> None:
    assert learner_client.get(SWITCH).status_code == 405


def test_switch_needs_sign_in(client: Client, plan: Plan, analyst: Role) -> None:
    assert client.post(SWITCH, {"role": "analyst"}).status_code == 302
    assert Plan.objects.get().target_role == plan.target_role


def test_switch_leaves_the_plans_of_others(
    learner_client: Client, plan: Plan, analyst: Role
) -> None:
    other = PlanFactory(target_role=plan.target_role)
    archived = PlanFactory(
        user=plan.user,
        target_role=plan.target_role,
        archived_at=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC),
    )
    learner_client.post(SWITCH, {"role": "analyst"})
    targets = Plan.objects.values_list("pk", "target_role__slug")
    assert dict(targets) == {plan.pk: "analyst", other.pk: "mlops", archived.pk: "mlops"}


@pytest.mark.parametrize("slug", ["", "astronaut", "retired"])
def test_switch_refuses_what_is_no_role(learner_client: Client, plan: Plan, slug: str) -> None:
    RoleFactory(slug="retired", retired=True)
    response = learner_client.post(SWITCH, {"role": slug})
    assert response.status_code == 422
    assertContains(response, "One thing needs your attention", status_code=422)
    assert Plan.objects.get().target_role == plan.target_role


def test_switch_twice_is_the_same(learner_client: Client, plan: Plan, analyst: Role) -> None:
    for _ in range(2):
        assertRedirects(learner_client.post(SWITCH, {"role": "analyst"}), "/role-fit/")
    assert Plan.objects.get().target_role == analyst


def test_switch_without_a_plan_leads_to_one(learner_client: Client, role: Role) -> None:
    response = learner_client.post(SWITCH, {"role": "mlops"}, follow=True)
    assertRedirects(response, "/plan/")
    assertContains(response, "You have no plan yet.")
    assert not Plan.objects.exists()


def panel(plan: Plan) -> str:
    return render_to_string(
        "progress/partials/_role_fit_panel.html", {"item": book_of(plan).target}
    )


def test_panel_counts_skills_by_area(plan: Plan) -> None:
    area = skill("python").area
    Skill.objects.update(area=area)
    StepStateFactory(user=plan.user, step=teach("sql"))
    step = teach("aws")
    StepStateFactory(user=plan.user, step=step)
    EvidenceFactory(user=plan.user, step=step)
    teach("python")
    page = read(panel(plan))
    assert [box.attributes.get("class") for box in page.all("i")] == ["on", "half", None]
    assert page.texts("li") == [f"{area.title} 2 of 3 Next: PYTHON, Stage 1"]
    assert "3 of 5 points, 60%" in page.text


def test_panel_without_target_leads_to_one(plan: Plan) -> None:
    Plan.objects.update(target_role=None)
    assert "/role-fit/" in read(panel(plan)).links()


def test_suggestions_come_with_reasons(plan: Plan) -> None:
    StageFactory(number=2, start_month=12, end_month=15)
    first = teach("sql", hours=20)
    quick = teach("python", hours=4)
    plain = StepFactory(stage=Stage.objects.get(number=1))
    far = StepFactory(stage=Stage.objects.get(number=2))
    far.skills.add(skill("aws"))
    begun = StepFactory(stage=Stage.objects.get(number=1))
    StepStateFactory(user=plan.user, step=begun, status=StepStatus.DOING)
    StepStateFactory(user=plan.user, step=teach("sql"), status=StepStatus.SKIPPED)
    book = book_of(plan)
    found = suggestions_of(book.standing, book.target, 9)
    past = "Stage 1 was planned until 16 June"
    assert [(item.row.step, item.reasons) for item in found] == [
        (begun, ("You have begun it", past)),
        (quick, (past, "Teaches PYTHON for MLOps Engineer")),
        (first, (past, "Teaches SQL for MLOps Engineer")),
        (plain, (past,)),
        (far, ("Stage 2 opens on 16 March 2027", "Teaches AWS for MLOps Engineer")),
    ]
    assert suggestions_of(book.standing, book.target, 2) == found[:2]


def test_suggestions_of_an_open_choice_say_if(plan: Plan) -> None:
    step = teach("aws")
    StepOptionFactory(step=step, slug="aws")
    book = book_of(plan)
    (found,) = suggestions_of(book.standing, book.target, 9)
    assert found.reasons[-1] == "Teaches AWS (if you choose it) for MLOps Engineer"


def test_suggestions_without_a_target_are_in_the_roadmaps_order(plan: Plan) -> None:
    Plan.objects.update(target_role=None)
    first, second = teach("sql", hours=20), teach("python", hours=4)
    book = book_of(plan)
    found = suggestions_of(book.standing, book.target, 9)
    assert [item.row.step for item in found] == [first, second]
    assert all(len(item.reasons) == 1 for item in found)


def test_a_hidden_comparison_hides_lateness_here_too(plan: Plan) -> None:
    Plan.objects.update(hide_comparison=True)
    teach("sql")
    book = book_of(plan)
    (found,) = suggestions_of(book.standing, None, 1)
    assert found.reasons == ("Still to do in Stage 1",)


def fill(user: User, rows: int) -> None:
    for number in range(rows):
        need = RoleSkillFactory(role=Role.objects.get(slug="mlops"))
        RoleSkillFactory(role=RoleFactory(slug=f"r{number}"), skill=need.skill)
        done, open_step = teach("python"), teach("sql")
        done.skills.add(need.skill)
        option = StepOptionFactory(step=done)
        StepOptionFactory(step=open_step)
        StepStateFactory(user=user, step=done, option=option)
        EvidenceFactory(user=user, step=done)
        course = CourseFactory()
        course.skills.add(need.skill)
        CourseLogFactory(user=user, course=course, status=CourseStatus.FINISHED)
        ProjectFactory(user=user, finished_on=TODAY).skills.add(need.skill)


@pytest.mark.parametrize("rows", [1, 4])
@pytest.mark.parametrize(
    ("path", "queries"),
    [("/role-fit/", 21), ("/role-fit/?role=r0", 22), ("/role-fit/compare/", 20)],
)
def test_queries_do_not_grow(
    learner_client: Client,
    plan: Plan,
    django_assert_num_queries: Any,
    rows: int,
    path: str,
    queries: int,
) -> None:
    fill(plan.user, rows)
    with django_assert_num_queries(queries):
        assert learner_client.get(path).status_code == 200


# --- A role's own page ---------------------------------------------------------------------


def test_page_of_the_target_says_what_is_there_and_leads_to_the_gap(
    plan: Plan, learner_client: Client
) -> None:
    StepStateFactory(user=plan.user, step=teach("python"))
    page = main(learner_client.get("/roles/mlops/"))
    assert ("Your skills for it", "1 of 3 skills The gap to MLOps Engineer") in page.facts()
    assert "Your target" in page.text
    assert "Make it my target" not in page.text


def test_another_role_is_made_the_target_on_its_page(plan: Plan, learner_client: Client) -> None:
    RoleFactory(slug="other")
    assertContains(learner_client.get("/roles/other/"), "Make it my target")
    learner_client.post("/role-fit/target/", {"role": "other"})
    assertContains(learner_client.get("/roles/other/"), "Your target")
    assertNotContains(learner_client.get("/roles/other/"), "Make it my target")


@pytest.mark.usefixtures("role")
def test_page_of_a_role_leads_somebody_without_a_plan_to_one(
    client: Client, learner_client: Client
) -> None:
    for reader in (client, learner_client):
        response = reader.get("/roles/mlops/")
        assertContains(response, 'href="/plan/?target_role=mlops"')
        assertContains(response, "Skills it asks for")
