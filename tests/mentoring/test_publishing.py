"""Publishing: what it settles, who is told, and what stops it."""

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from mentoring import review_services
from mentoring.models import (
    Block,
    Draft,
    Notice,
    NoticeKind,
    Review,
    ReviewRequest,
    Subject,
    Thread,
    ThreadEvent,
    ThreadEventKind,
)
from mentoring.review_services import CannotPublishError, Place, publish
from mentoring.written import Written
from progress.models import Verification
from tests.factories import (
    DraftFactory,
    MentorFactory,
    ProjectFactory,
    ReviewFactory,
    ReviewRequestFactory,
    StepFactory,
    SubmissionFactory,
    ThreadFactory,
    UserFactory,
)
from tests.mentoring.reviewing import GOOD, NOW, claimed, client_of, lapse, settle, url
from tests.pages import main

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def mentor(db: None) -> User:
    return MentorFactory(display_name="Hannah")


@pytest.fixture
def desk(mentor: User) -> Client:
    return client_of(mentor)


def answers(**changes: Any) -> dict[str, Any]:
    return GOOD | {"summary": "Keep the split.", "verdict": "approved"} | changes


def nothing_is_published() -> bool:
    """No trace of a review anywhere."""
    return not (
        Review.objects.exists()
        or Verification.objects.exists()
        or Notice.objects.exists()
        or ThreadEvent.objects.filter(kind=ThreadEventKind.PUBLISHED).exists()
    )


# --- Works ---------------------------------------------------------------------------------


def test_approval_settles_verifies_tells_and_removes_the_draft(mentor: User, desk: Client) -> None:
    steps = StepFactory.create_batch(3)
    project = ProjectFactory(title="Leaves")
    project.steps.set(steps[:2])
    asked = claimed(mentor, work=project)
    DraftFactory(request=asked, mentor=mentor, summary="Half")
    # The learner goes on working; the word is for the version.
    project.summary = "Another"
    project.save()
    sent = answers(
        steps=[steps[0].slug],
        comment_modelling="Fair.",
        private_note="Good eye.",
        reason="Left over",
    )
    response = desk.post(url("publish", asked), sent)
    assert response.headers["Location"] == asked.thread.get_absolute_url()
    review, asked = Review.objects.get(), ReviewRequest.objects.get()
    assert (review.request, review.mentor, review.verdict) == (asked, mentor, "approved")
    assert review.scores == {
        "problem": 3,
        "modelling": 3,
        "evaluation": 3,
        "deployment": 0,
        "reproducibility": 2,
        "communication": 4,
    }
    assert (review.comments, review.summary) == ({"modelling": "Fair."}, "Keep the split.")
    assert (review.private_note, review.reason) == ("Good eye.", "")
    assert review.steps == [steps[0].slug]
    assert (asked.status, asked.settled_at) == ("answered", review.published_at)
    assert (asked.claimed_by, asked.claimed_at, asked.claim_expires_at) == (None, None, None)
    assert not Draft.objects.exists()
    word = Verification.objects.get()
    assert asked.submission is not None
    assert (word.user, word.project, word.mentor) == (project.user, project, mentor)
    assert (word.subject, word.source, word.score) == ("project", review.key, Decimal("3.0"))
    assert (word.fingerprint, word.verified_at) == (
        asked.submission.fingerprint,
        review.published_at,
    )
    assert [row.step for row in word.verified_steps.all()] == [steps[0]]
    thread = Thread.objects.get()
    assert (thread.mentor, thread.turn, thread.turn_since) == (
        mentor,
        "nobody",
        review.published_at,
    )
    event = ThreadEvent.objects.get(kind=ThreadEventKind.PUBLISHED)
    assert (event.thread, event.actor, event.side, event.request) == (
        thread,
        mentor,
        "mentor",
        asked,
    )
    notice = Notice.objects.get()
    assert (notice.recipient, notice.kind, notice.cause) == (
        project.user,
        NoticeKind.REVIEW_PUBLISHED,
        f"review-{review.pk}",
    )
    assert (notice.text, notice.address, notice.thread) == (
        "Hannah reviewed “Leaves”: approved.",
        thread.get_absolute_url(),
        thread,
    )


@pytest.mark.parametrize(
    ("look", "verdict", "turn", "verifies"),
    [
        ("full", "approved", "nobody", True),
        ("full", "small-fixes", "learner", True),
        ("full", "changes", "learner", False),
        ("full", "cannot", "nobody", False),
        ("quick", "answered", "nobody", False),
        ("quick", "approved", "nobody", True),
        ("career", "answered", "nobody", False),
        ("career", "cannot", "nobody", False),
    ],
)
def test_verdict_decides_turn_and_verification(
    mentor: User, desk: Client, look: str, verdict: str, turn: str, verifies: bool
) -> None:
    project = ProjectFactory()
    step = StepFactory()
    project.steps.add(step)
    asked = claimed(mentor, work=project, look=look)
    sent = answers(verdict=verdict, reason="Because.", steps=[step.slug])
    assert desk.post(url("publish", asked), sent).status_code == 302
    review = Review.objects.get()
    assert review.reason == ("Because." if verdict == "cannot" else "")
    assert review.steps == ([step.slug] if verifies else [])
    assert Thread.objects.get().turn == turn
    assert Verification.objects.exists() is verifies


def test_approved_portfolio_is_verified_without_steps(mentor: User, desk: Client) -> None:
    thread = ThreadFactory(subject=Subject.PORTFOLIO, project=None)
    submission = SubmissionFactory(
        thread=thread, title="Portfolio", content={"projects": []}, fingerprint="f" * 64
    )
    asked = claimed(mentor, submission=submission)
    assert desk.get(url("write", asked)).status_code == 200
    assert desk.post(url("publish", asked), answers()).status_code == 302
    word = Verification.objects.get()
    assert (word.subject, word.project, word.fingerprint) == ("portfolio", None, "f" * 64)
    assert not word.verified_steps.exists()


def test_step_that_left_the_site_is_left_out(mentor: User, desk: Client) -> None:
    project, step, gone = ProjectFactory(), StepFactory(), StepFactory()
    project.steps.set([step, gone])
    asked = claimed(mentor, work=project)
    project.steps.remove(gone)
    slugs = [step.slug, gone.slug]
    gone.delete()
    assert desk.post(url("publish", asked), answers(steps=slugs)).status_code == 302
    assert [row.step for row in Verification.objects.get().verified_steps.all()] == [step]


def test_deleted_project_can_still_be_answered(mentor: User, desk: Client) -> None:
    project = ProjectFactory()
    asked = claimed(mentor, work=project)
    project.delete()
    assert desk.post(url("publish", asked), answers()).status_code == 302
    assert Verification.objects.get().project is None


def test_expired_claim_is_taken_again_while_nobody_else_holds_it(
    mentor: User, desk: Client
) -> None:
    asked = claimed(mentor)
    lapse(asked)
    assert desk.post(url("publish", asked), answers()).status_code == 302
    assert Review.objects.get().mentor == mentor


def test_closed_thread_stays_nobodys_turn(mentor: User, desk: Client) -> None:
    asked = claimed(mentor)
    Thread.objects.update(closed_at=NOW, turn="nobody")
    assert desk.post(url("publish", asked), answers(verdict="changes")).status_code == 302
    assert Thread.objects.get().turn == "nobody"


# --- Twice ---------------------------------------------------------------------------------


def test_double_click_publishes_once_and_leads_to_the_thread(mentor: User, desk: Client) -> None:
    asked = claimed(mentor)
    DraftFactory(request=asked, mentor=mentor)
    for _ in range(3):
        response = desk.post(url("publish", asked), answers())
        assert response.headers["Location"] == asked.thread.get_absolute_url()
    assert (Review.objects.count(), Notice.objects.count(), Draft.objects.count()) == (1, 1, 0)
    assert ThreadEvent.objects.filter(kind=ThreadEventKind.PUBLISHED).count() == 1
    # The page, and a save that comes late, lead there too; the save makes no new draft.
    assert desk.get(url("write", asked)).headers["Location"] == asked.thread.get_absolute_url()
    late = desk.post(url("save-draft", asked), {"summary": "Late"}, headers={"HX-Request": "true"})
    assert late.status_code == 409
    assert desk.post(url("save-draft", asked), {"summary": "Late"}).status_code == 302
    assert not Draft.objects.exists()


def test_service_gives_back_what_is_published(mentor: User) -> None:
    asked = claimed(mentor)
    text = Written(summary="A", verdict="changes")
    first = publish(request=asked, mentor=mentor, written=text, now=NOW)
    later = NOW + datetime.timedelta(hours=1)
    assert publish(request=asked, mentor=mentor, written=text, now=later) == first
    assert Review.objects.get().published_at == NOW


def test_late_window_does_not_publish_over_a_newer_draft(mentor: User, desk: Client) -> None:
    asked = claimed(mentor)
    desk.post(url("save-draft", asked), {"summary": "Newer"})
    response = desk.post(url("publish", asked), answers(seen="new"))
    assert response.status_code == 422
    assert "Newer" in main(response).text
    assert nothing_is_published()
    assert Draft.objects.get().summary == "Newer"


# --- What stops it -------------------------------------------------------------------------


def test_rules_are_said_beside_the_fields_and_the_text_is_kept(mentor: User, desk: Client) -> None:
    asked = claimed(mentor)
    sent = answers(score_evaluation="2", score_modelling="1", comment_modelling="Weak test.")
    del sent["score_problem"]
    response = desk.post(url("publish", asked), sent)
    assert response.status_code == 422
    assert {name: errors[0] for name, errors in response.context["form"].errors.items()} == {
        "score_problem": "To approve, score this or say that it does not apply.",
        "score_modelling": "To approve, this needs 2 or more.",
        "score_evaluation": "To approve, this needs 3 or more.",
    }
    assert nothing_is_published()
    draft = Draft.objects.get()
    assert (draft.scores["modelling"], draft.comments) == (1, {"modelling": "Weak test."})
    assert ReviewRequest.objects.get().is_waiting
    # A draft may be saved as it is.
    assert desk.post(url("save-draft", asked), sent).status_code == 302


@pytest.mark.parametrize(
    ("look", "verdict", "missing"),
    [
        ("full", "approved", "summary"),
        ("full", "small-fixes", "summary"),
        ("full", "changes", "summary"),
        ("quick", "answered", "summary"),
        ("career", "answered", "summary"),
        ("full", "cannot", "reason"),
    ],
)
def test_every_verdict_needs_words(
    mentor: User, desk: Client, look: str, verdict: str, missing: str
) -> None:
    asked = claimed(mentor, look=look)
    sent = {"verdict": verdict, "summary": "Why", "reason": "Why"} | {missing: " \r\n "}
    response = desk.post(url("publish", asked), (sent | GOOD) if look != "career" else sent)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [missing]
    assert nothing_is_published()


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("withdrawn", "The learner withdrew this request"),
        ("answered", "Another mentor has answered this request"),
        ("taken", "Another mentor has claimed this request"),
        ("released", "Claim it again to publish"),
        ("blocked", "This request is not open to you any more"),
        ("gone", "The learner has deleted their account"),
    ],
)
def test_request_that_moved_on_is_said_and_the_text_is_kept(
    mentor: User, desk: Client, state: str, said: str
) -> None:
    asked = claimed(mentor)
    assert asked.learner is not None
    if state in {"withdrawn", "answered"}:
        settle(asked, state)
    elif state == "taken":
        ReviewRequest.objects.update(claimed_by=MentorFactory())
    elif state == "released":
        ReviewRequest.objects.update(claimed_by=None, claim_expires_at=None)
    elif state == "blocked":
        Block.objects.create(by=mentor, person=asked.learner)
    else:
        asked.learner.delete()
    response = desk.post(url("publish", asked), answers())
    assert response.status_code == 422
    assert said in main(response).text
    assert nothing_is_published()
    assert Draft.objects.get().summary == "Keep the split."


def test_mentor_who_is_none_any_more_publishes_nothing(mentor: User, desk: Client) -> None:
    asked = claimed(mentor)
    mentor.groups.clear()
    assert desk.post(url("publish", asked), answers()).status_code == 404
    # Nor where the page was entered a moment before.
    text = Written(summary="A", verdict="changes")
    with pytest.raises(CannotPublishError):
        publish(request=asked, mentor=mentor, written=text, now=NOW)
    assert nothing_is_published()


def test_nobody_reviews_their_own_work(mentor: User) -> None:
    asked = claimed(mentor, by=mentor)
    with pytest.raises(CannotPublishError) as refusal:
        publish(
            request=asked, mentor=mentor, written=Written(summary="A", verdict="changes"), now=NOW
        )
    assert refusal.value.place == Place.BLOCKED
    assert nothing_is_published()


def test_publishing_is_one_change(
    mentor: User, desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = claimed(mentor)
    DraftFactory(request=asked, mentor=mentor, summary="Half")

    def fail(**_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(review_services, "notify", fail)
    with pytest.raises(RuntimeError):
        desk.post(url("publish", asked), answers())
    assert nothing_is_published()
    assert ReviewRequest.objects.get().claimed_by == mentor
    assert Draft.objects.get().summary == "Keep the split."


# --- What others see -----------------------------------------------------------------------


def test_private_note_is_on_no_page_of_the_learner(client: Client, mentor: User) -> None:
    learner = UserFactory()
    asked = claimed(mentor, by=learner)
    note = "Between mentors alone"
    client_of(mentor).post(url("publish", asked), answers(private_note=note))
    assert Review.objects.get().private_note == note
    thread, submission = asked.thread, asked.submission
    assert submission is not None
    own = client_of(learner)
    pages = [
        thread.get_absolute_url(),
        reverse("mentoring:threads"),
        reverse("mentoring:submission", args=[thread.pk, submission.version]),
        reverse("mentoring:notices"),
        reverse("progress:project", args=[asked.project_id]),
    ]
    for path in pages:
        page = own.get(path)
        assert page.status_code in {200, 501}, path
        assert note not in page.content.decode(), path
    # It could leak: the next mentor reads it.
    again = claimed(MentorFactory(), submission=SubmissionFactory(thread=thread))
    assert again.claimed_by is not None
    page = client_of(again.claimed_by).get(url("write", again))
    assert note in page.content.decode()


@pytest.mark.parametrize("rows", [1, 5])
def test_queries_of_publishing_do_not_grow(
    mentor: User,
    desk: Client,
    rows: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    steps = StepFactory.create_batch(rows)
    project = ProjectFactory()
    project.steps.set(steps)
    asked = claimed(mentor, work=project)
    for _ in range(rows):
        ReviewFactory(
            request=ReviewRequestFactory(
                submission=SubmissionFactory(thread=asked.thread), status="answered", settled_at=NOW
            )
        )
    with django_assert_num_queries(39):
        desk.post(url("publish", asked), answers(steps=[step.slug for step in steps]))
