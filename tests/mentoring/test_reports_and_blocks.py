"""Reporting a conversation to the admins, what they do with it, and parting from somebody."""

import datetime
import uuid
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from mentoring import thread_services
from mentoring.models import (
    Block,
    Message,
    Report,
    ReviewRequest,
    Side,
    SubmissionImage,
    Thread,
    Verdict,
)
from mentoring.models.threads import ThreadEventKind, record
from mentoring.people_services import lift_block
from mentoring.thread_entries import entries_of
from tests.factories import UserFactory
from tests.factories.mentoring import (
    MessageFactory,
    ReviewFactory,
    ReviewRequestFactory,
    SubmissionFactory,
)
from tests.factories.people import MentorFactory
from tests.mentoring.test_thread_pages import client_of, page, url, words
from tests.mentoring.test_threads import NOW, held, post, reviewed

REPORTS = reverse("admin:mentoring_report_changelist")

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def said_by(response: Any) -> str:
    return words(response.content.decode())


# --- Reporting -----------------------------------------------------------------------------


def test_report_reaches_the_admins() -> None:
    review = reviewed()
    thread = review.request.thread
    client = client_of(review.mentor)
    assert "Report this conversation" in said_by(client.get(url("report", thread)))
    for _ in range(2):
        response = client.post(url("report", thread), {"reason": " They are rude. "}, follow=True)
        assert "The admins have your report." in said_by(response)
    values = Report.objects.values_list("thread", "reporter", "reason", "resolved_at")
    assert list(values) == [(thread.pk, review.mentor.pk, "They are rude.", None)]
    assert "Reported" in words(page(review.mentor, thread))
    assert "Reported" not in words(page(thread.learner, thread))


@pytest.mark.parametrize(
    ("reason", "problem"),
    [
        ("", "Say in a few words what is wrong."),
        ("\u200b", "Write something that can be read."),
        ("a\x00b", "Null characters are not allowed."),
        ("x" * 2_001, "at most 2000 characters"),
    ],
)
def test_report_that_is_none(reason: str, problem: str) -> None:
    thread = reviewed().request.thread
    response = client_of(thread.learner).post(url("report", thread), {"reason": reason})
    assert response.status_code == 422
    assert problem in response.content.decode()
    assert response.context["form"]["reason"].value() == reason
    assert not Report.objects.exists()


def test_second_report_is_told_of_the_first_and_keeps_its_words() -> None:
    thread = reviewed().request.thread
    client = client_of(thread.learner)
    client.post(url("report", thread), {"reason": "Rude"})
    assert str(thread_services.REPORTED) in said_by(client.get(url("report", thread), follow=True))
    response = client.post(url("report", thread), {"reason": "And ruder"})
    assert response.status_code == 422
    assert str(thread_services.REPORTED) in said_by(response)
    assert "And ruder" in said_by(response)
    assert Report.objects.get().reason == "Rude"


# --- In the admin --------------------------------------------------------------------------


@pytest.fixture
def admin_client(db: None) -> Client:
    return client_of(
        UserFactory(is_staff=True, is_superuser=True, display_name="Root", email="root@example.com")
    )


def report_of(thread: Thread, **changes: Any) -> Report:
    answers: dict[str, Any] = {"reporter": thread.learner, "reason": "Rude", "at": NOW} | changes
    return Report.objects.create(thread=thread, **answers)


def change_of(report: Report) -> str:
    return reverse("admin:mentoring_report_change", args=[report.pk])


def test_open_reports_stand_first_and_are_counted(admin_client: Client) -> None:
    threads = [reviewed().request.thread for _ in range(3)]
    reports = [report_of(thread, reason=f"Reason {n}") for n, thread in enumerate(threads)]
    Report.objects.filter(pk=reports[2].pk).update(resolved_at=NOW)
    response = admin_client.get(REPORTS)
    html = response.content.decode()
    assert "Reports: 2 open" in html
    assert [report.pk for report in response.context["cl"].result_list] == [
        reports[1].pk,
        reports[0].pk,
        reports[2].pk,
    ]


def test_report_shows_the_conversation_and_who(admin_client: Client) -> None:
    review = reviewed(mentor=MentorFactory(email="grace@example.com"), private_note="Between us")
    thread = review.request.thread
    MessageFactory(thread=thread, text="<script>alert(1)</script>")
    MessageFactory(thread=thread, author=review.mentor, side=Side.MENTOR, text="Go away")
    MessageFactory(text="Somebody else’s words")
    record(
        thread=thread,
        kind=ThreadEventKind.CLOSED,
        actor=thread.learner,
        side=Side.LEARNER,
        at=NOW,
    )
    html = admin_client.get(change_of(report_of(thread))).content.decode()
    for shown in (
        "Go away",
        "grace@example.com",
        thread.learner.email,
        "closed the conversation",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        review.request.title,
        "Rude",
    ):
        assert shown in html
    for hidden in ("<script>alert", "Somebody else’s words", "Between us"):
        assert hidden not in html


def test_report_shows_what_was_asked_and_the_reviews(admin_client: Client) -> None:
    review = reviewed(
        verdict=Verdict.CANNOT,
        reason="It is rude to ask.",
        summary="Do something else with your life.",
        comments={"evaluation": "Who taught you that?"},
        private_note="Between us",
    )
    thread = review.request.thread
    ReviewRequest.objects.filter(pk=review.request_id).update(question="<i>Is it any good?</i>")
    ReviewFactory(summary="Of another conversation")
    html = admin_client.get(change_of(report_of(thread))).content.decode()
    for shown in (
        "Question: &lt;i&gt;Is it any good?",
        "Review: Cannot review",
        "Why it cannot be reviewed: It is rude to ask.",
        "Summary: Do something else with your life.",
        "Evaluation against a baseline: Who taught you that?",
    ):
        assert shown in html
    assert html.index("Is it any good?") < html.index("Do something else with your life.")
    for hidden in ("Between us", "Of another conversation", "<i>Is it"):
        assert hidden not in html


@pytest.mark.parametrize("many", [1, 4])
def test_report_page_queries(
    many: int, admin_client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first = reviewed(request__question="Good?").request
    for _ in range(many - 1):
        ReviewFactory(request__submission=first.submission, request__question="Better?")
    MessageFactory.create_batch(many, thread=first.thread)
    report = report_of(first.thread)
    # Session, person, report; the version's title; requests, events, reviews, messages.
    with django_assert_num_queries(8):
        admin_client.get(change_of(report))


def test_saving_how_it_was_settled_settles_it_once(admin_client: Client) -> None:
    report = report_of(reviewed().request.thread)
    admin_client.post(change_of(report), {"resolution": ""})
    report.refresh_from_db()
    assert report.resolved_at is None
    admin_client.post(change_of(report), {"resolution": "Talked to both.", "reason": "Changed"})
    report.refresh_from_db()
    first = report.resolved_at
    assert first is not None
    assert (report.reason, report.resolution) == ("Rude", "Talked to both.")
    assert str(report.resolved_by) == "Root"
    other = UserFactory(is_staff=True, is_superuser=True)
    client_of(other).post(change_of(report), {"resolution": "Talked again."})
    report.refresh_from_db()
    assert (report.resolved_at, str(report.resolved_by)) == (first, "Root")
    assert report.resolution == "Talked again."


def test_action_resolves_those_that_are_open(admin_client: Client) -> None:
    settled, still_open = (report_of(reviewed().request.thread) for _ in range(2))
    Report.objects.filter(pk=settled.pk).update(resolved_at=NOW)
    chosen = {"action": "resolve", "_selected_action": [settled.pk, still_open.pk]}
    admin_client.post(REPORTS, chosen)
    settled.refresh_from_db()
    still_open.refresh_from_db()
    assert (settled.resolved_at, settled.resolved_by) == (NOW, None)
    assert str(still_open.resolved_by) == "Root"


def test_reports_are_neither_added_nor_deleted(admin_client: Client) -> None:
    report = report_of(reviewed().request.thread)
    assert admin_client.get(reverse("admin:mentoring_report_add")).status_code == 403
    path = reverse("admin:mentoring_report_delete", args=[report.pk])
    assert admin_client.post(path, {"post": "yes"}).status_code == 403
    assert Report.objects.exists()


@pytest.mark.parametrize("make", [UserFactory, MentorFactory])
def test_reports_are_for_admins(make: Any) -> None:
    report = report_of(reviewed().request.thread)
    client = client_of(make())
    for path in (REPORTS, change_of(report)):
        assert client.get(path).status_code == 302
    staff = client_of(UserFactory(is_staff=True))
    for path in (REPORTS, change_of(report)):
        assert staff.get(path).status_code == 403


def test_report_of_people_who_left(admin_client: Client) -> None:
    review = reviewed()
    thread = review.request.thread
    MessageFactory(thread=thread, text="Still here")
    report = report_of(thread)
    thread.learner.delete()
    review.mentor.delete()
    html = admin_client.get(change_of(report)).content.decode()
    assert "Still here" in html
    assert "Former member" in html


@pytest.mark.parametrize("many", [1, 4])
def test_report_list_queries(
    many: int, admin_client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(many):
        report_of(reviewed().request.thread)
    with django_assert_num_queries(6):
        admin_client.get(REPORTS)


# --- Blocking ------------------------------------------------------------------------------


def test_learner_blocks_the_mentor() -> None:
    review = reviewed()
    thread, mentor = review.request.thread, review.mentor
    client = client_of(thread.learner)
    assert f"Block {mentor.name}?" in said_by(client.get(url("block", thread)))
    assert not Block.objects.exists()
    for _ in range(2):
        response = client.post(url("block", thread), {"person": mentor.pk}, follow=True)
        assert f"You have blocked {mentor.name}." in said_by(response)
    assert list(Block.objects.values_list("by", "person")) == [(thread.learner_id, mentor.pk)]
    for person in (thread.learner, mentor):
        html = page(person, thread)
        assert review.summary in words(html)
        assert str(thread_services.BLOCKED) in words(html)
        assert 'id="reply"' not in html
        refused = client_of(person).post(url("post-message", thread), {"text": "Hello"})
        assert refused.status_code == 422
    assert not Message.objects.exists()
    assert "There is nobody here" in said_by(client.get(url("block", thread), follow=True))


def test_mentor_who_only_holds_the_claim_blocks_and_loses_sight() -> None:
    mentor: Any = MentorFactory()
    request = held(mentor)
    client = client_of(mentor)
    for _ in range(2):
        response = client.post(url("block", request.thread))
        assert response.headers["Location"] == reverse("mentoring:desk")
    assert list(Block.objects.values_list("by", "person")) == [(mentor.pk, request.learner_id)]
    assert ReviewRequest.objects.get().claimed_by is None
    assert client.get(url("thread", request.thread)).status_code == 404
    assert client.get(url("block", request.thread)).status_code == 404
    # The learner reads that the review was given back, and no word of a block.
    said = words(page(request.learner, request.thread))
    assert "gave the review back" in said
    assert "block" not in said.lower()


def test_learner_chooses_whom_where_there_are_several() -> None:
    review = reviewed()
    thread = review.request.thread
    second: Any = MentorFactory()
    held(second, submission=review.request.submission)
    client = client_of(thread.learner)
    html = client.get(url("block", thread)).content.decode()
    assert html.count('name="person"') == 2
    stranger = MentorFactory()
    junk: list[dict[str, Any]] = [{}, {"person": "x"}, {"person": stranger.pk}, {"person": "\x00"}]
    for answers in [*junk, {"person": 10**30}, {"person": thread.learner_id}]:
        assert client.post(url("block", thread), answers).status_code == 422
    assert not Block.objects.exists()
    client.post(url("block", thread), {"person": second.pk})
    assert list(Block.objects.values_list("person", flat=True)) == [second.pk]
    # The other one can still be written to.
    assert post(thread, thread.learner)[1]


def test_mentor_blocks_the_learner_whoever_is_named() -> None:
    review = reviewed()
    thread = review.request.thread
    other = UserFactory()
    answers = {"person": other.pk}
    assert client_of(review.mentor).post(url("block", thread), answers).status_code == 422
    client_of(review.mentor).post(url("block", thread), {"person": thread.learner_id})
    assert list(Block.objects.values_list("person", flat=True)) == [thread.learner_id]


def test_blocked_mentor_sees_nothing_more_of_the_learner() -> None:
    review = reviewed()
    learner: User = review.request.learner
    client_of(learner).post(url("block", review.request.thread))
    again = ReviewRequestFactory(by=learner)
    assert not ReviewRequest.objects.open_to(review.mentor).exists()
    assert client_of(review.mentor).get(url("thread", again.thread)).status_code == 404


def test_block_page_says_what_a_block_does_not_close() -> None:
    review = reviewed()
    thread = review.request.thread
    shown = "A portfolio that you show to mentors or to everybody stays visible to them."
    assert shown in said_by(client_of(thread.learner).get(url("block", thread)))
    assert shown not in said_by(client_of(review.mentor).get(url("block", thread)))


# --- The same conversation once they are parted ----------------------------------------------


class Parted:
    """A reviewed conversation, a block, and all that can come after it."""

    def __init__(self, by: str) -> None:
        self.review = reviewed(
            Verdict.CHANGES,
            request__work__title="Old title",
            request__question="An old question",
            summary="An old answer",
        )
        self.thread: Thread = self.review.request.thread
        self.learner: Any = self.thread.learner
        self.mentor: Any = self.review.mentor
        self.old = self.picture(self.review.request.submission, "Old chart")
        said = {"thread": self.thread, "at": NOW - datetime.timedelta(hours=1)}
        MessageFactory(text="An old message", **said)
        pair = (self.learner, self.mentor)
        one, other = pair if by == "learner" else pair[::-1]
        self.block = Block.objects.create(by=one, person=other)
        self.go_on(NOW + datetime.timedelta(hours=1))

    def go_on(self, later: datetime.datetime) -> None:
        """The learner asks again, another mentor claims and answers, the learner closes it."""
        version = SubmissionFactory(thread=self.thread, title="New title", frozen_at=later)
        self.new = self.picture(version, "New chart")
        second: Any = MentorFactory()
        request = ReviewRequestFactory(
            submission=version,
            question="A new question",
            requested_at=later,
            status="answered",
            settled_at=later,
        )
        event = {"thread": self.thread, "actor": second, "side": Side.MENTOR, "at": later}
        record(kind=ThreadEventKind.CLAIMED, note="A new note", **event)
        MessageFactory(thread=self.thread, text="A new message", at=later)
        ReviewFactory(
            request=request,
            mentor=second,
            summary="A new answer",
            verdict=Verdict.APPROVED,
            scores={"problem": 4},
            published_at=later,
        )
        self.thread.mentor, self.thread.turn_since = second, later
        self.thread.closed_at = later
        self.thread.save()

    def picture(self, submission: Any, alt: str) -> SubmissionImage:
        file = ContentFile(b"RIFF....WEBP", "picture.webp")
        return SubmissionImage.objects.create(submission=submission, image=file, alt=alt)

    def paths(self, version: int, image: SubmissionImage) -> list[str]:
        place = [self.thread.pk, version]
        return [
            reverse("mentoring:submission", args=place),
            reverse("mentoring:submission-image", args=[*place, image.pk]),
        ]


OLD = ("Old title", "An old question", "An old answer", "An old message", "Changes requested")
NEW = ("New title", "A new question", "A new answer", "A new message", "A new note", "Approved")
BY_EITHER = pytest.mark.parametrize("by", ["learner", "mentor"])


@BY_EITHER
def test_nothing_new_passes_to_the_mentor_whom_a_block_parts(by: str) -> None:
    parted = Parted(by)
    client = client_of(parted.mentor)
    for headers in ({}, {"HX-Request": "true"}):
        html = client.get(url("thread", parted.thread), headers=headers).content.decode()
        assert [text for text in OLD if text not in html] == []
        hidden = [*NEW, "versions/2", "Version 2", "version 2", "Waiting", "Closed", "turn since"]
        assert [text for text in hidden if text in html] == []
        assert str(thread_services.BLOCKED) in words(html)
    for path in ("report", "block"):
        html = client.get(url(path, parted.thread), follow=True).content.decode()
        assert "Old title" in html
        assert [text for text in NEW if text in html] == []


@BY_EITHER
def test_refused_message_tells_the_parted_mentor_nothing_new(by: str) -> None:
    parted = Parted(by)
    client, path = client_of(parted.mentor), url("post-message", parted.thread)
    for headers in ({}, {"HX-Request": "true"}):
        for text in ("", "Hello"):
            answers = {"text": text, "submission": uuid.uuid4()}
            response = client.post(path, answers, headers=headers)
            assert response.status_code == 422
            assert [text for text in NEW if text in response.content.decode()] == []


@BY_EITHER
def test_new_version_and_its_pictures_are_not_there_for_the_parted_mentor(by: str) -> None:
    parted = Parted(by)
    client = client_of(parted.mentor)
    assert [client.get(path).status_code for path in parted.paths(2, parted.new)] == [404, 404]
    assert client.get(parted.paths(1, parted.new)[1]).status_code == 404
    page_1, image_1 = (client.get(path) for path in parted.paths(1, parted.old))
    assert (page_1.status_code, image_1.status_code) == (200, 200)
    said = said_by(page_1)
    assert "Old title" in said
    assert said.endswith("Versions 1 Version 1 20 July 2026")
    assert "newer version" not in said


@BY_EITHER
def test_learner_keeps_all_of_a_conversation_whoever_blocked(by: str) -> None:
    parted = Parted(by)
    html = page(parted.learner, parted.thread)
    assert [text for text in (*NEW, *OLD[1:]) if text not in html] == []
    client = client_of(parted.learner)
    paths = parted.paths(1, parted.old) + parted.paths(2, parted.new)
    assert [client.get(path).status_code for path in paths] == [200] * 4


def test_other_mentors_of_the_conversation_see_it_all() -> None:
    parted = Parted("learner")
    html = page(parted.thread.mentor, parted.thread)
    assert [text for text in (*NEW, *OLD[1:]) if text not in html] == []


def test_first_of_two_blocks_counts_and_lifting_both_opens_it_again() -> None:
    parted = Parted("learner")
    later = Block.objects.create(by=parted.mentor, person=parted.learner)
    Block.objects.filter(pk=later.pk).update(at=NOW + datetime.timedelta(hours=2))
    seen = [entry.kind for entry in entries_of(parted.thread, parted.mentor)]
    assert seen == ["version", "review", "message"]
    lift_block(block=parted.block)
    lift_block(block=later)
    html = page(parted.mentor, parted.thread)
    assert [text for text in (*NEW, *OLD[1:]) if text not in html] == []
    client = client_of(parted.mentor)
    assert [client.get(path).status_code for path in parted.paths(2, parted.new)] == [200, 200]


def test_block_with_somebody_else_hides_nothing() -> None:
    review = reviewed()
    thread = review.request.thread
    Block.objects.create(by=review.mentor, person=UserFactory())
    Block.objects.create(by=MentorFactory(), person=thread.learner)
    MessageFactory(thread=thread, text="News", at=NOW + datetime.timedelta(hours=1))
    assert "News" in page(review.mentor, thread)


def test_nobody_to_block_before_a_mentor_is_there() -> None:
    thread = ReviewRequestFactory().thread
    response = client_of(thread.learner).get(url("block", thread), follow=True)
    assert "There is nobody here whom you could block." in said_by(response)
