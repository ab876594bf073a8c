"""Deleting an account: what goes with it, what the other side keeps, and which files are left."""

import datetime
import os
from collections.abc import Callable
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings as site
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction
from django.test import Client
from PIL import Image

from accounts.models import User
from accounts.services import LastSuperuserError, delete_account
from mentoring.models import (
    Block,
    Draft,
    MentorNote,
    Message,
    Notice,
    NoticeKind,
    NoticeOptOut,
    Report,
    Review,
    ReviewRequest,
    Side,
    Snippet,
    Submission,
    SubmissionImage,
    Thread,
    ThreadEvent,
    ThreadEventKind,
    Verdict,
)
from mentoring.models.threads import record
from portfolio.models import Portfolio, PortfolioLink
from progress import services
from progress.models import (
    Pause,
    Project,
    ProjectImage,
    StepEvent,
    StepState,
    StepStatus,
    Verification,
    VerifiedStep,
)
from tests.factories import (
    CohortFactory,
    CohortMemberFactory,
    CourseLogFactory,
    DraftFactory,
    EvidenceFactory,
    MentorFactory,
    MentorshipFactory,
    MessageFactory,
    PlanFactory,
    PortfolioFactory,
    ProjectFactory,
    ReviewFactory,
    ReviewRequestFactory,
    ShareLinkFactory,
    ShownProjectFactory,
    SkillFactory,
    StepFactory,
    StepOptionFactory,
    StudySessionFactory,
    UserFactory,
    VerificationFactory,
)
from tests.factories.mentoring import ASKED_AT
from tests.factories.people import PASSWORD
from tests.progress.test_concurrency import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
TODAY = datetime.date(2026, 7, 22)
NOW = datetime.datetime(2026, 7, 22, 12, tzinfo=datetime.UTC)
PAGE = "/accounts/delete/"


def picture() -> ContentFile[bytes]:
    file = BytesIO()
    Image.new("RGB", (6, 4)).save(file, "WEBP")
    return ContentFile(file.getvalue())


def stored() -> list[str]:
    """Every file that is kept, by folder and name."""
    found = []
    for folder in ("projects", "submissions"):
        if default_storage.exists(folder):
            found += [f"{folder}/{name}" for name in default_storage.listdir(folder)[1]]
    return sorted(found)


def owned_by(user_id: int) -> dict[str, int]:
    """How many rows of each table still name a person, through whichever column."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            if isinstance(field, models.ForeignKey) and field.related_model is User:
                rows = model._base_manager.filter(**{field.name: user_id}).count()
                if rows:
                    found[f"{model._meta.label}.{field.name}"] = rows
    return found


@pytest.fixture
def mentor(db: None) -> User:
    return MentorFactory(display_name="Hannah Lindqvist")


def work_of(learner: User, mentor: User) -> Review:
    """A learner with everything that a learner can have; the review of their project."""
    plan = PlanFactory(user=learner)
    PlanFactory(user=learner, archived_at=NOW)
    Pause.objects.create(plan=plan, start=TODAY)
    option = StepOptionFactory()
    step = option.step
    made = services.set_status(
        user=learner, step=step, to=StepStatus.DONE, today=TODAY, now=NOW, option=option
    )
    assert made is not None
    undone = services.undo(event=made, now=NOW)
    assert undone is not None
    services.undo(event=undone, now=NOW)
    services.set_status(
        user=learner, step=step, to=StepStatus.DONE, today=TODAY, now=NOW, option=option
    )
    EvidenceFactory(user=learner, step=step)
    CourseLogFactory(user=learner)
    StudySessionFactory(user=learner, step=step)
    project = ProjectFactory(user=learner, title="House prices")
    project.skills.add(SkillFactory())
    project.steps.add(step)
    ProjectImage(project=project, alt="A chart").image.save("a.webp", picture(), save=False)
    image = ProjectImage(project=project, alt="A chart")
    image.image.save("a.webp", picture())
    portfolio = PortfolioFactory(user=learner)
    PortfolioLink.objects.create(portfolio=portfolio, label="Site", url="https://example.com/")
    ShareLinkFactory(portfolio=portfolio)
    ShownProjectFactory(portfolio=portfolio, project=project)
    CohortMemberFactory(user=learner, cohort=CohortFactory())
    MentorshipFactory(mentor=mentor, learner=learner)
    MentorNote.objects.create(mentor=mentor, learner=learner, text="Slept badly.")
    NoticeOptOut.objects.create(user=learner, kind=NoticeKind.YOUR_TURN)
    asked = ReviewRequestFactory(work=project, status="answered", settled_at=NOW)
    kept = SubmissionImage(submission=asked.submission, alt="A chart")
    kept.image.save("a.webp", picture())
    review = ReviewFactory(
        request=asked, mentor=mentor, verdict=Verdict.APPROVED, summary="Solid work."
    )
    word = VerificationFactory(project=project, mentor=mentor, source=review.key)
    VerifiedStep.objects.create(verification=word, step=step)
    thread = review.request.thread
    Thread.objects.filter(pk=thread.pk).update(mentor=mentor)
    record(thread=thread, kind=ThreadEventKind.ASKED, actor=learner, side=Side.LEARNER, at=ASKED_AT)
    record(thread=thread, kind=ThreadEventKind.PUBLISHED, actor=mentor, side=Side.MENTOR, at=NOW)
    MessageFactory(thread=thread, author=learner, text="Was the split fair?")
    MessageFactory(thread=thread, author=mentor, side=Side.MENTOR, text="It was.")
    Report.objects.create(thread=thread, reporter=learner, reason="No reason.", at=NOW)
    waiting = ReviewRequestFactory(
        by=learner, claimed_by=mentor, claimed_at=NOW, claim_expires_at=NOW
    )
    DraftFactory(request=waiting, mentor=mentor, summary="A beginning")
    for person in (learner, mentor):
        Notice.objects.create(
            recipient=person,
            kind=NoticeKind.YOUR_TURN,
            cause=f"review-{review.pk}",
            text="It is your turn.",
            address="/",
            thread=thread,
            at=NOW,
        )
    return review


def test_learners_work_goes_and_the_other_side_keeps_the_conversation(
    learner: User, mentor: User, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    review = work_of(learner, mentor)
    other = work_of(UserFactory(), mentor)
    key, theirs = learner.pk, owned_by(other.request.learner_id or 0)
    assert len(owned_by(key)) > 15
    with django_capture_on_commit_callbacks(execute=True):
        assert delete_account(user=learner)
    assert owned_by(key) == {}
    # Nothing of anybody else's went along.
    assert owned_by(other.request.learner_id or 0) == theirs
    for model in (StepEvent, StepState, Project, Portfolio, Submission, Verification):
        assert {
            getattr(row, "user_id", None) or getattr(row, "learner_id", None)
            for row in model._base_manager.all()
        } == {other.request.learner_id}
    thread = Thread.objects.get(pk=review.request.thread_id)
    assert (thread.learner_name, thread.project, thread.mentor) == ("Former member", None, mentor)
    said = list(thread.messages.all())
    assert [(message.author_name, message.text) for message in said] == [
        ("Former member", "Was the split fair?"),
        ("Hannah Lindqvist", "It was."),
    ]
    assert [(event.kind, event.actor, event.side) for event in thread.events.all()] == [
        ("asked", None, "learner"),
        ("published", mentor, "mentor"),
    ]
    review.refresh_from_db()
    assert (review.summary, review.mentor) == ("Solid work.", mentor)
    asked = ReviewRequest.objects.get(pk=review.request_id)
    assert (asked.learner, asked.submission, asked.title) == (None, None, "Work of a former member")
    # What waits of theirs is in nobody's queue; the draft about it is the mentor's own.
    assert {row.learner_id for row in ReviewRequest.objects.waiting()} == {other.request.learner_id}
    assert Draft.objects.filter(mentor=mentor).count() == 2


def test_mentor_leaves_their_reviews_and_takes_their_drafts(learner: User, mentor: User) -> None:
    review = work_of(learner, mentor)
    Snippet.objects.create(mentor=mentor, title="Baseline", text="Compare with the mean.")
    CohortFactory().mentors.add(mentor)
    Block.objects.create(by=mentor, person=UserFactory())
    Block.objects.create(by=UserFactory(), person=mentor)
    another = ReviewFactory(mentor=mentor)
    key, before = mentor.pk, stored()
    done = list(StepState.objects.values()), list(StepEvent.objects.values())
    assert delete_account(user=mentor)
    assert owned_by(key) == {}
    for model in (Draft, Snippet, MentorNote):
        assert not model._base_manager.exists()
    for published in (review, another):
        published.refresh_from_db()
        assert published.mentor_name == "Former member"
    assert review.summary == "Solid work."
    assert (list(StepState.objects.values()), list(StepEvent.objects.values())) == done
    word = Verification.objects.get()
    assert (word.mentor_name, word.user, word.withdrawn_at) == ("Former member", learner, None)
    assert Message.objects.get(side=Side.MENTOR).author_name == "Former member"
    assert ThreadEvent.objects.get(kind=ThreadEventKind.PUBLISHED).actor is None
    # Whoever held it is gone, so the request is free again.
    assert ReviewRequest.objects.waiting().free(NOW).count() == 1
    assert stored() == before


def test_pictures_go_once_the_deletion_is_certain(
    learner: User, mentor: User, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    work_of(learner, mentor)
    (orphan,) = [
        name
        for name in stored()
        if not ProjectImage.objects.filter(image=name).exists()
        and not SubmissionImage.objects.filter(image=name).exists()
    ]
    work_of(UserFactory(), mentor)
    before = stored()
    with django_capture_on_commit_callbacks(execute=True) as callbacks, transaction.atomic():
        delete_account(user=User.objects.get(pk=learner.pk))
        transaction.set_rollback(True)
    assert (callbacks, stored()) == ([], before)
    with django_capture_on_commit_callbacks(execute=True):
        delete_account(user=User.objects.get(pk=learner.pk))
    left = [*ProjectImage.objects.values_list("image", flat=True)]
    left += SubmissionImage.objects.values_list("image", flat=True)
    assert len(left) == 2
    # A file that no row names can't be known here; the daily command finds it.
    assert orphan in stored()
    assert set(left) < set(stored())
    assert len(stored()) == 4


def age(name: str, hours: float) -> None:
    then = (NOW - datetime.timedelta(hours=hours)).timestamp()
    os.utime(Path(site.MEDIA_ROOT) / name, (then, then))


def test_orphans_of_projects_and_submissions_are_removed(learner: User, mentor: User) -> None:
    work_of(learner, mentor)
    work_of(UserFactory(), mentor)
    learner.delete()
    young = SubmissionImage(alt="Soon")
    young.image.save("a.webp", picture(), save=False)
    for name in stored():
        age(name, 0.5 if name == young.image.name else 2)
    said = StringIO()
    call_command("remove_orphan_images", stdout=said)
    # Three of the person who left, one that the other one's never got a row for.
    assert said.getvalue() == "Removed 4 files.\n"
    kept = [ProjectImage.objects.get().image.name, SubmissionImage.objects.get().image.name]
    assert stored() == sorted([*kept, young.image.name])


# --- The page ------------------------------------------------------------------------------


def test_learner_deletes_the_account_on_the_page(
    learner_client: Client, learner: User, mentor: User
) -> None:
    work_of(learner, mentor)
    response = learner_client.post(PAGE, {"password": PASSWORD})
    assert response.headers["Location"] == "/"
    assert not User.objects.filter(pk=learner.pk).exists()
    assert "Your account is deleted." in learner_client.get("/").content.decode()
    assert learner_client.get("/dashboard/").status_code == 302


def test_mentor_reads_what_becomes_of_their_reviews(client: Client, mentor: User) -> None:
    client.force_login(mentor, backend="accounts.backends.EmailBackend")
    page = client.get(PAGE).content.decode()
    assert "Reviews that you published, under “Former member”." in page
    assert "Your drafts, snippets and notes about learners" in page


# --- The admin -----------------------------------------------------------------------------


@pytest.fixture
def root_client(client: Client) -> Client:
    root = UserFactory(is_staff=True, is_superuser=True)
    client.force_login(root, backend="accounts.backends.EmailBackend")
    return client


@pytest.mark.parametrize("way", ["page", "action"])
@pytest.mark.parametrize("who", ["learner", "mentor"])
def test_admin_deletes_people_with_everything(
    root_client: Client,
    learner: User,
    mentor: User,
    who: str,
    way: str,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    work_of(learner, mentor)
    person = learner if who == "learner" else mentor
    url, answer = f"/admin/accounts/user/{person.pk}/delete/", {"post": "yes"}
    if way == "action":
        url = "/admin/accounts/user/"
        answer |= {"action": "delete_selected", "_selected_action": str(person.pk)}
    with django_capture_on_commit_callbacks(execute=True):
        assert root_client.post(url, answer).status_code == 302
    assert not User.objects.filter(pk=person.pk).exists()
    assert Thread.objects.count() == 2
    assert len(stored()) == (1 if who == "learner" else 3)


# --- At once, on a database that runs things at once ---------------------------------------

needs_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql",
    reason="SQLite in memory has one connection; set DATABASE_URL to PostgreSQL",
)


@needs_postgresql
@pytest.mark.django_db(transaction=True)
def test_eight_deletions_at_once_are_one() -> None:
    learner, mentor = UserFactory(), MentorFactory()
    work_of(learner, mentor)
    gone: list[bool] = []
    assert at_once(lambda _: gone.append(delete_account(user=learner)), 8) == []
    assert sorted(gone) == [False] * 7 + [True]


@needs_postgresql
@pytest.mark.django_db(transaction=True)
def test_of_two_superusers_who_leave_at_once_one_stays() -> None:
    people = [UserFactory(is_superuser=True, is_staff=True) for _ in range(2)]
    failures = at_once(lambda number: delete_account(user=people[number]), 2)
    assert [type(failure) for failure in failures] == [LastSuperuserError]
    assert User.objects.filter(is_superuser=True).count() == 1


@needs_postgresql
@pytest.mark.django_db(transaction=True)
def test_ticks_of_another_window_do_not_stop_a_deletion() -> None:
    learner, mentor = UserFactory(), MentorFactory()
    work_of(learner, mentor)
    steps = StepFactory.create_batch(7)

    def act(number: int) -> None:
        if number == 7:
            delete_account(user=learner)
        else:
            services.set_status(
                user=learner, step=steps[number], to=StepStatus.DONE, today=TODAY, now=NOW
            )

    failures = at_once(act, 8)
    # A tick that came too late has nobody to belong to.
    assert {type(failure) for failure in failures} <= {IntegrityError, ValidationError}
    assert owned_by(learner.pk) == {}
