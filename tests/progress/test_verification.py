"""A mentor's word: what it gives, what it takes nothing of, and how it is taken back."""

import datetime
import uuid
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains

from accounts.models import User
from progress import services
from progress.badges import Badge, badge_of, badges_of
from progress.fit import fit_book
from progress.layers import Layer, LayerTally, Proof, proof_of, proofs_of
from progress.models import (
    Plan,
    Project,
    StepEvent,
    StepState,
    StepStatus,
    Verification,
    VerifiedStep,
)
from progress.project_services import delete_project
from progress.snapshots import fingerprint_of
from progress.standing import standing_of
from progress.verification_services import verify, withdraw_verification
from roadmap.models import Step
from tests.factories import (
    EvidenceFactory,
    MentorFactory,
    PlanFactory,
    ProjectFactory,
    RoleFactory,
    RoleSkillFactory,
    SkillFactory,
    StepFactory,
    StepStateFactory,
    UserFactory,
    VerificationFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
TODAY = datetime.date(2026, 7, 22)
AT = datetime.datetime(2026, 7, 21, 9, tzinfo=datetime.UTC)
LATER = AT + datetime.timedelta(hours=3)


@pytest.fixture
def mentor(db: None) -> User:
    return MentorFactory(display_name="Hannah Lindqvist")


@pytest.fixture
def step(db: None) -> Step:
    return StepFactory(title="Cross-validation", hours=12)


@pytest.fixture
def project(learner: User, step: Step) -> Project:
    found: Project = ProjectFactory(user=learner, title="House prices in Leeds")
    found.steps.add(step)
    found.skills.add(SkillFactory(slug="python", title="Python"))
    return found


def approve(work: Project, *steps: Step, **changes: Any) -> Verification:
    """As publishing a review does it."""
    values: dict[str, Any] = {
        "user": work.user,
        "subject": Verification.Subject.PROJECT,
        "project": work,
        "fingerprint": fingerprint_of(work),
        "steps": steps,
        "mentor": None,
        "score": Decimal("3.8"),
        "source": uuid.uuid4(),
        "at": AT,
    }
    return verify(**(values | changes))


def learned(user: User) -> list[Any]:
    """All that the learner did: nothing else may write it."""
    states = StepState.objects.filter(user=user).order_by("pk").values()
    return [*states, *StepEvent.objects.filter(user=user).order_by("pk").values()]


def tick(user: User, step: Step, to: StepStatus = StepStatus.DONE) -> None:
    services.set_status(user=user, step=step, to=to, today=TODAY, now=AT)


# --- Writing it down and taking it back ----------------------------------------------------


def test_word_is_written_down(project: Project, step: Step, mentor: User) -> None:
    source = uuid.uuid4()
    made = approve(project, step, mentor=mentor, source=source)
    assert Verification.objects.filter(pk=made.pk).values().get() == {
        "id": made.pk,
        "user_id": project.user_id,
        "subject": "project",
        "project_id": project.pk,
        "fingerprint": fingerprint_of(project),
        "mentor_id": mentor.pk,
        "score": Decimal("3.8"),
        "verified_at": AT,
        "withdrawn_at": None,
        "source": source,
    }
    assert list(made.verified_steps.values_list("step", flat=True)) == [step.pk]


def test_one_review_is_one_word(project: Project, step: Step) -> None:
    source = uuid.uuid4()
    first = approve(project, step, step, source=source)
    again = approve(project, StepFactory(), source=source, at=LATER, score=Decimal("1.0"))
    assert again == first
    assert (again.verified_at, again.score) == (AT, Decimal("3.8"))
    assert VerifiedStep.objects.get().step == step


def test_word_is_taken_back_once(project: Project, step: Step) -> None:
    given = approve(project, step)
    assert withdraw_verification(source=given.source, at=AT)
    assert not withdraw_verification(source=given.source, at=LATER)
    given.refresh_from_db()
    assert given.withdrawn_at == AT
    # Nothing is deleted, and saying it once more brings nothing back.
    assert given.verified_steps.count() == 1
    assert approve(project, step, source=given.source).withdrawn_at == AT
    assert proof_of(project.user_id).verified == frozenset()


def test_unknown_word_is_not_taken_back(project: Project, step: Step) -> None:
    approve(project, step)
    assert not withdraw_verification(source=uuid.uuid4(), at=AT)
    assert proof_of(project.user_id).verified == {step.pk}


def test_approved_work_that_was_deleted_meanwhile_is_approved(project: Project, step: Step) -> None:
    gone = Project.objects.get()
    fingerprint = fingerprint_of(project)
    delete_project(project=project)
    made = approve(gone, step, fingerprint=fingerprint)
    assert made.project is None
    assert proof_of(gone.user_id).verified == {step.pk}


@pytest.mark.parametrize("status", [None, *StepStatus])
def test_word_changes_nothing_that_the_learner_did(
    learner: User, project: Project, step: Step, status: StepStatus | None
) -> None:
    if status:
        tick(learner, step)
        tick(learner, step, status)
    before = learned(learner)
    given = approve(project, step)
    approve(project, step, source=given.source)
    withdraw_verification(source=given.source, at=LATER)
    withdraw_verification(source=given.source, at=LATER)
    approve(project, step)
    assert learned(learner) == before


# --- Layers --------------------------------------------------------------------------------


def test_verified_step_is_evidenced_too(learner: User, step: Step) -> None:
    approve(ProjectFactory(user=learner), step)
    both = frozenset({step.pk})
    assert proof_of(learner.pk) == Proof(evidenced=both, verified=both)


def test_somebody_elses_word_gives_nothing(learner: User, step: Step) -> None:
    approve(ProjectFactory(), step)
    withdrawn = approve(ProjectFactory(user=learner), step)
    withdraw_verification(source=withdrawn.source, at=LATER)
    assert proof_of(learner.pk) == Proof()


def test_one_of_two_words_taken_back_leaves_the_other(project: Project, step: Step) -> None:
    first, _ = approve(project, step), approve(project, step, at=LATER)
    withdraw_verification(source=first.source, at=LATER)
    assert proof_of(project.user_id).verified == {step.pk}


def test_layer_waits_until_the_step_is_done(learner: User, project: Project, step: Step) -> None:
    plan = PlanFactory(user=learner)

    def layer() -> Layer | None:
        return standing_of(plan, TODAY).rows[0].layer

    approve(project, step)
    assert layer() is None
    tick(learner, step)
    assert layer() is Layer.VERIFIED
    tick(learner, step, StepStatus.TODO)
    assert layer() is None
    tick(learner, step)
    assert layer() is Layer.VERIFIED
    tick(learner, step, StepStatus.SKIPPED)
    assert layer() is None


def test_bars_hold_the_finished_hours_by_layer(learner: User, project: Project) -> None:
    plan, stage = PlanFactory(user=learner), StepFactory(hours=40).stage
    claimed, shown, approved, skipped = StepFactory.create_batch(4, stage=stage, hours=10)
    waiting = StepFactory(stage=stage, hours=7)
    for step in (claimed, shown, approved):
        StepStateFactory(user=learner, step=step)
    StepStateFactory(user=learner, step=skipped, status=StepStatus.SKIPPED)
    EvidenceFactory(user=learner, step=shown)
    approve(project, approved, skipped, waiting)
    standing = standing_of(plan, TODAY)
    expected = LayerTally(claimed=10, evidenced=10, verified=10, total=77 + 12)
    assert standing.layers == expected
    assert standing.layers.done == standing.tally.done_hours == 30
    assert sum(stage.layers.verified for stage in standing.stages) == 10


def test_step_stays_verified_when_the_project_changes_or_goes(project: Project, step: Step) -> None:
    approve(project, step)
    project.steps.clear()
    assert proof_of(project.user_id).verified == {step.pk}
    delete_project(project=project)
    assert proof_of(project.user_id).verified == {step.pk}
    assert Verification.objects.get().project is None


def test_mentor_who_left_has_still_said_it(project: Project, step: Step, mentor: User) -> None:
    approve(project, step, mentor=mentor)
    mentor.delete()
    badge = badge_of(project)
    assert badge == Badge(AT, "Former member", Decimal("3.8"), is_current=True)
    assert proof_of(project.user_id).verified == {step.pk}


@pytest.mark.parametrize("people", [1, 20])
def test_proofs_of_many_people_are_one_query(
    people: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    steps = StepFactory.create_batch(3)
    users = UserFactory.create_batch(people)
    for user in users:
        EvidenceFactory(user=user, step=steps[0])
        approve(ProjectFactory(user=user), steps[1])
    with django_assert_num_queries(2):
        found = proofs_of([user.pk for user in users])
    assert {(proof.evidenced, proof.verified) for proof in found.values()} == {
        (frozenset({steps[0].pk, steps[1].pk}), frozenset({steps[1].pk}))
    }


# --- Badges --------------------------------------------------------------------------------


def test_badge_is_of_the_present_version_until_it_changes(project: Project, mentor: User) -> None:
    assert badge_of(project) is None
    approve(project, mentor=mentor)
    badge = Badge(AT, "Hannah Lindqvist", Decimal("3.8"), is_current=True)
    assert badge_of(project) == badge
    Project.objects.update(summary="Something else.")
    changed = Project.objects.get()
    assert badge_of(changed) == Badge(AT, "Hannah Lindqvist", Decimal("3.8"), is_current=False)
    approve(changed, at=LATER, score=None)
    assert badge_of(changed) == Badge(LATER, "Former member", None, is_current=True)
    # Back to what was approved first: that word is about this version.
    Project.objects.update(summary=project.summary)
    assert badge_of(Project.objects.get()) == badge


def test_who_may_see_it_makes_no_new_version(project: Project) -> None:
    approve(project)
    Project.objects.update(visibility="public")
    badge = badge_of(Project.objects.get())
    assert badge is not None
    assert badge.is_current


def test_withdrawn_word_gives_no_badge(project: Project) -> None:
    given = approve(project)
    withdraw_verification(source=given.source, at=LATER)
    assert badge_of(project) is None


def test_portfolios_word_gives_its_projects_no_badge(project: Project) -> None:
    approve(project, subject=Verification.Subject.PORTFOLIO, project=None)
    assert badge_of(project) is None


def test_badges_are_keyed_by_project(learner: User) -> None:
    plain, shown = ProjectFactory.create_batch(2, user=learner)
    approve(shown)
    assert badges_of([plain, shown]).keys() == {shown.pk}
    assert badges_of([]) == {}


@pytest.mark.parametrize("rows", [1, 5])
def test_badges_ask_as_much_for_many_as_for_one(
    rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(rows):
        VerificationFactory()
    projects = list(Project.objects.all())
    with django_assert_num_queries(4):
        assert len(badges_of(projects)) == rows
    loaded = list(Project.objects.prefetch_related("skills", "steps", "images"))
    with django_assert_num_queries(1):
        badges_of(loaded)


# --- Role fit ------------------------------------------------------------------------------


def skill_layers(user: User) -> dict[str, Layer | None]:
    plan = Plan.objects.of(user)
    assert plan is not None
    found = fit_book(standing_of(plan, TODAY)).target
    assert found is not None
    return {row.skill.slug: row.layer for area in found.areas for row in area.rows}


@pytest.fixture
def role(learner: User, project: Project) -> None:
    """A role that asks for what the project shows, and for what the step teaches."""
    role = RoleFactory()
    RoleSkillFactory(role=role, skill=project.skills.get())
    RoleSkillFactory(role=role, skill=SkillFactory(slug="validation"))
    step = project.steps.get()
    step.skills.add(role.role_skills.get(skill__slug="validation").skill)
    PlanFactory(user=learner, target_role=role)


@pytest.mark.usefixtures("role")
def test_approved_project_supplies_its_skills_as_verified(
    learner: User, project: Project, step: Step
) -> None:
    assert skill_layers(learner) == {"python": None, "validation": None}
    approve(project, step)
    # The step itself is not ticked: a word does not do that.
    assert skill_layers(learner) == {"python": Layer.VERIFIED, "validation": None}
    tick(learner, step)
    assert skill_layers(learner) == {"python": Layer.VERIFIED, "validation": Layer.VERIFIED}


@pytest.mark.usefixtures("role")
def test_changed_project_supplies_as_before_and_its_steps_stay_verified(
    learner: User, project: Project, step: Step
) -> None:
    Project.objects.update(repository_url="https://example.com/r", finished_on=TODAY)
    tick(learner, step)
    given = approve(Project.objects.get(), step)
    Project.objects.update(metric="Recall")
    assert skill_layers(learner) == {"python": Layer.EVIDENCED, "validation": Layer.VERIFIED}
    withdraw_verification(source=given.source, at=LATER)
    # The project still names the step.
    assert skill_layers(learner) == {"python": Layer.EVIDENCED, "validation": Layer.EVIDENCED}


@pytest.mark.usefixtures("role")
def test_skill_added_after_the_approval_is_not_verified(learner: User, project: Project) -> None:
    approve(project)
    extra = SkillFactory(slug="sql")
    plan = Plan.objects.get()
    RoleSkillFactory(role=plan.target_role, skill=extra)
    project.skills.add(extra)
    assert skill_layers(learner) == {"python": None, "validation": None, "sql": None}


# --- Pages ---------------------------------------------------------------------------------


def test_steps_page_says_who_and_when(
    learner_client: Client, learner: User, project: Project, step: Step, mentor: User
) -> None:
    page = step.get_absolute_url()
    assertContains(learner_client.get(page), "A mentor approves work that shows it")
    given = approve(project, step, mentor=mentor)
    response = learner_client.get(page)
    assertContains(response, "Verified by Hannah Lindqvist on 21 July 2026")
    assertContains(response, f'Through the project <a href="/projects/{project.pk}/">')
    assertContains(response, "A mentor’s word is here; it counts once you tick the step")
    tick(learner, step)
    assertContains(learner_client.get(page), "Hannah Lindqvist, 21 July 2026")
    mentor.delete()
    delete_project(project=project)
    response = learner_client.get(page)
    assertContains(response, "Verified by Former member on 21 July 2026")
    assertContains(response, "Through a project that you have deleted")
    withdraw_verification(source=given.source, at=LATER)
    assertNotContains(learner_client.get(page), "Verified by")


def test_steps_page_shows_nobody_elses_word(
    learner_client: Client, step: Step, mentor: User
) -> None:
    approve(ProjectFactory(), step, mentor=mentor)
    page = learner_client.get(step.get_absolute_url())
    assertNotContains(page, "Hannah")
    assertNotContains(page, "Verified by")


def test_retired_step_that_was_verified_is_still_found(
    learner_client: Client, learner: User, step: Step
) -> None:
    approve(ProjectFactory(user=learner), step)
    Step.objects.update(retired=True)
    assert learner_client.get(step.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("rows", [1, 4])
def test_queries_of_the_steps_page_do_not_grow(
    learner_client: Client,
    learner: User,
    step: Step,
    mentor: User,
    django_assert_num_queries: DjangoAssertNumQueries,
    rows: int,
) -> None:
    for _ in range(rows):
        approve(ProjectFactory(user=learner), step, mentor=mentor)
    # One more than without a word, and one for the frame.
    with django_assert_num_queries(18):
        learner_client.get(step.get_absolute_url())


def test_stage_page_and_dashboard_show_the_layer(
    learner_client: Client, learner: User, project: Project, step: Step
) -> None:
    PlanFactory(user=learner)
    tick(learner, step)
    stage = step.stage.get_absolute_url()
    assertNotContains(learner_client.get(stage), "verified")
    approve(project, step)
    response = learner_client.get(stage)
    assertContains(response, "Done, verified")
    for page in (response, learner_client.get("/dashboard/")):
        assertContains(page, "12 h verified")
        assertNotContains(page, "h claimed")
        assertContains(page, 'class="f-ink"')


@pytest.mark.usefixtures("role")
def test_role_fit_shows_what_is_verified(
    learner_client: Client, project: Project, step: Step
) -> None:
    approve(project, step)
    response = learner_client.get("/role-fit/")
    assertContains(response, '<th scope="col" role="columnheader">Verified</th>', html=True)
    assertNotContains(response, "not open yet")
    assertContains(learner_client.get("/dashboard/"), "1 verified by a mentor.")


def test_projects_pages_show_the_badge(
    learner_client: Client, project: Project, mentor: User
) -> None:
    pages = [reverse("progress:projects"), project.get_absolute_url()]
    for page in pages:
        assertNotContains(learner_client.get(page), "Verified")
    given = approve(project, mentor=mentor)
    for page in pages:
        assertContains(
            learner_client.get(page), "Verified by a mentor, 3.8 of 4, 21 July 2026", count=1
        )
    Project.objects.update(summary="Something else.")
    for page in pages:
        response = learner_client.get(page)
        assertContains(response, "Verified on an earlier version, 21 July 2026", count=1)
        assertNotContains(response, "Verified by a mentor")
    withdraw_verification(source=given.source, at=LATER)
    for page in pages:
        assertNotContains(learner_client.get(page), "Verified")


def test_changed_project_offers_to_ask_again(learner_client: Client, project: Project) -> None:
    ask = reverse("mentoring:ask-project", args=[project.pk])
    page = project.get_absolute_url()
    assertContains(learner_client.get(page), f'<a class="btn btn-primary" href="{ask}">', count=1)
    approve(project)
    assertContains(learner_client.get(page), ask, count=1)
    Project.objects.update(summary="Something else.")
    response = learner_client.get(page)
    assertContains(response, ask, count=2)
    assertContains(
        response, "You have changed this project since Former member approved it on 21 July 2026."
    )
