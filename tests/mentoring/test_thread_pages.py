"""The pages of conversations: who sees them, what they say, what their buttons do."""

import datetime
import re
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from mentoring import thread_services
from mentoring.models import (
    Block,
    Message,
    ReviewRequest,
    Side,
    Subject,
    Submission,
    Thread,
    ThreadEvent,
    ThreadEventKind,
    Turn,
    Verdict,
)
from mentoring.models.threads import record
from mentoring.thread_entries import ENTRIES_A_PAGE, entries_of, entries_page
from tests.factories import ProjectFactory, UserFactory
from tests.factories.mentoring import (
    CohortFactory,
    CohortMemberFactory,
    MessageFactory,
    ReviewFactory,
    ReviewRequestFactory,
    SubmissionFactory,
    ThreadFactory,
)
from tests.factories.people import MentorFactory
from tests.mentoring.test_threads import NOW, day, held, reviewed

LIST = reverse("mentoring:threads")

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def url(name: str, thread: Thread) -> str:
    return reverse(f"mentoring:{name}", args=[thread.pk])


def client_of(person: Any) -> Client:
    client = Client()
    client.force_login(person, backend="accounts.backends.EmailBackend")
    return client


def page(person: Any, thread: Thread, **query: Any) -> str:
    response = client_of(person).get(url("thread", thread), query)
    assert response.status_code == 200
    return response.content.decode()


def words(html: str) -> str:
    """What stands on the page between its header and its footer, without tags."""
    main = html[html.index("<main") : html.index("</main>")]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


# --- Who may -------------------------------------------------------------------------------


class People:
    """One of each kind, around a thread with a review and a second request that is held."""

    def __init__(self) -> None:
        review = reviewed()
        self.thread: Thread = review.request.thread
        self.learner, self.reviewer = self.thread.learner, review.mentor
        version = review.request.submission
        self.ex_mentor: Any = MentorFactory()
        ReviewFactory(
            request__submission=version,
            request__status="answered",
            request__settled_at=NOW,
            mentor=self.ex_mentor,
        )
        self.ex_mentor.groups.clear()
        self.holder: Any = MentorFactory()
        held(self.holder, submission=version)
        self.expired: Any = MentorFactory()
        other = ThreadFactory(learner=self.learner)
        held(self.expired, submission=SubmissionFactory(thread=other))
        ReviewRequest.objects.filter(claimed_by=self.expired).update(claim_expires_at=NOW)
        self.stale_thread = other
        self.other_mentor = MentorFactory()
        self.mentor_of_cohort: Any = MentorFactory()
        member = CohortMemberFactory(user=self.learner, cohort=CohortFactory())
        member.cohort.mentors.add(self.mentor_of_cohort)
        self.other_learner = UserFactory()
        self.admin = UserFactory(is_staff=True, is_superuser=True)


@pytest.mark.parametrize(
    ("who", "is_found"),
    [
        ("learner", True),
        ("reviewer", True),
        ("holder", True),
        ("ex_mentor", False),
        ("other_mentor", False),
        ("mentor_of_cohort", False),
        ("other_learner", False),
        ("admin", False),
    ],
)
def test_who_finds_a_conversation(who: str, is_found: bool) -> None:
    people = People()
    client = client_of(getattr(people, who))
    found, posted = (200, 302) if is_found else (404, 404)
    thread = people.thread
    assert client.get(url("thread", thread)).status_code == found
    assert client.get(url("report", thread)).status_code == found
    assert client.get(url("block", thread)).status_code == found
    answers = {"text": "Hello", "submission": uuid.uuid4()}
    assert client.post(url("post-message", thread), answers).status_code == posted
    htmx: dict[str, Any] = {"headers": {"HX-Request": "true"}}
    answers["submission"] = uuid.uuid4()
    appended = client.post(url("post-message", thread), answers, **htmx)
    assert appended.status_code == found
    assert Message.objects.count() == (2 if is_found else 0)
    closed = client.post(url("close", thread)).status_code
    assert closed == (302 if who == "learner" else 404)
    answers = {"reason": "Rude", "person": people.reviewer.pk}
    assert client.post(url("report", thread), answers).status_code == posted
    if who != "learner":
        answers = {}
    assert client.post(url("block", thread), answers).status_code == posted


def test_expired_claim_shows_nothing() -> None:
    people = People()
    assert client_of(people.expired).get(url("thread", people.stale_thread)).status_code == 404
    assert client_of(people.learner).get(url("thread", people.stale_thread)).status_code == 200


@pytest.mark.parametrize("name", ["thread", "report", "block", "post-message", "close"])
def test_visitor_signs_in_first(client: Client, name: str) -> None:
    thread = reviewed().request.thread
    ask = client.post if name in {"post-message", "close"} else client.get
    response = ask(url(name, thread), {"text": "Hello"})
    assert response.headers["Location"].startswith(reverse("account_login"))
    assert not Message.objects.exists()


@pytest.mark.parametrize("name", ["report", "block"])
def test_visitor_sends_nothing(client: Client, name: str) -> None:
    thread = reviewed().request.thread
    response = client.post(url(name, thread), {"reason": "Rude"})
    assert response.headers["Location"].startswith(reverse("account_login"))
    assert not thread.reports.exists()
    assert not Block.objects.exists()


@pytest.mark.parametrize(
    ("name", "verbs"),
    [
        ("thread", ["post", "put", "delete"]),
        ("post-message", ["get", "put", "delete"]),
        ("close", ["get", "put", "delete"]),
        ("report", ["put", "delete"]),
        ("block", ["put", "delete"]),
    ],
)
def test_wrong_verb(name: str, verbs: list[str]) -> None:
    review = reviewed()
    client = client_of(review.request.learner)
    for verb in verbs:
        assert getattr(client, verb)(url(name, review.request.thread)).status_code == 405
    assert client.put(LIST).status_code == 405


@pytest.mark.parametrize("number", [0, 10**18, 10**30])
@pytest.mark.parametrize("name", ["thread", "report", "block", "post-message", "close"])
def test_no_such_conversation(learner_client: Client, name: str, number: int) -> None:
    path = reverse(f"mentoring:{name}", args=[number])
    ask = learner_client.post if name in {"post-message", "close"} else learner_client.get
    assert ask(path).status_code == 404


# --- Writing -------------------------------------------------------------------------------


def test_post_leads_to_the_message() -> None:
    review = reviewed()
    thread = review.request.thread
    client = client_of(thread.learner)
    answers = {"text": "Fixed **it**.\r\nSee there.", "submission": uuid.uuid4()}
    for _ in range(2):
        response = client.post(url("post-message", thread), answers)
        message = Message.objects.get()
        assert response.headers["Location"] == f"{url('thread', thread)}#message-{message.pk}"
    assert message.text == "Fixed **it**.\nSee there."
    assert "<p>Fixed <strong>it</strong>." in page(review.mentor, thread)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "Write something first."),
        ("   \n ", "Write something first."),
        ("\u200b", "Write something that can be read."),
        ("a\x00b", "Null characters are not allowed."),
        ("x" * 10_001, "at most 10000 characters"),
    ],
)
def test_message_that_is_none(text: str, problem: str) -> None:
    thread = reviewed().request.thread
    client = client_of(thread.learner)
    response = client.post(url("post-message", thread), {"text": text, "submission": "junk"})
    assert response.status_code == 422
    assert problem in response.content.decode()
    assert response.context["form"]["text"].value() == text
    assert not Message.objects.exists()


def test_longest_message_counts_line_ends_as_the_browser_does() -> None:
    thread = reviewed().request.thread
    text = "\r\n".join(["x" * 99] * 100)
    answers = {"text": text, "submission": uuid.uuid4()}
    assert client_of(thread.learner).post(url("post-message", thread), answers).status_code == 302


def test_refused_message_keeps_what_was_typed() -> None:
    review = reviewed()
    thread = review.request.thread
    Thread.objects.update(closed_at=NOW)
    answers = {"text": "Typed for an hour", "submission": uuid.uuid4()}
    response = client_of(review.mentor).post(url("post-message", thread), answers)
    assert response.status_code == 422
    html = response.content.decode()
    assert str(thread_services.CLOSED) in html
    assert ">\nTyped for an hour</textarea>" in html
    assert not Message.objects.exists()


def test_other_text_of_a_form_that_was_sent_is_not_lost() -> None:
    thread = reviewed().request.thread
    client, once = client_of(thread.learner), str(uuid.uuid4())
    client.post(url("post-message", thread), {"text": "First", "submission": once})
    answers = {"text": "Second", "submission": once}
    response = client.post(url("post-message", thread), answers)
    assert response.status_code == 422
    assert "This form has posted a message already" in response.content.decode()
    answers["submission"] = response.context["once"]
    client.post(url("post-message", thread), answers)
    assert list(Message.objects.values_list("text", flat=True)) == ["First", "Second"]


def test_fragment_appends_the_message_and_empties_the_form() -> None:
    thread = reviewed().request.thread
    client, once = client_of(thread.learner), str(uuid.uuid4())
    htmx: dict[str, Any] = {"headers": {"HX-Request": "true"}}
    answers = {"text": "Done", "submission": once}
    response = client.post(url("post-message", thread), answers, **htmx)
    html = response.content.decode()
    assert response.status_code == 200
    assert "<html" not in html
    assert html.count("<li id=") == 1
    assert f'id="message-{Message.objects.get().pk}"' in html
    assert 'hx-swap-oob="true"' in html
    assert once not in html
    assert "With Mentor" in html
    again = client.post(url("post-message", thread), answers, **htmx)
    assert (again.status_code, again.headers["HX-Refresh"]) == (204, "true")
    bad = client.post(url("post-message", thread), {"text": ""}, **htmx)
    assert (bad.status_code, bad.headers["HX-Retarget"]) == (422, "#reply")
    assert "<html" not in bad.content.decode()


def test_markdown_is_harmless() -> None:
    thread = reviewed().request.thread
    text = (
        "<script>alert(1)</script> <img src=x onerror=alert(1)>\n\n"
        "[a](javascript:alert(1)) ![b](https://evil.example/pixel.png)\n\n"
        "[c](https://example.com)\n\n# Big\n\n<b onclick=x>bold</b>"
    )
    MessageFactory(thread=thread, text=text)
    ReviewRequestFactory(
        submission=thread.submissions.get(), question=text, status="withdrawn", settled_at=NOW
    )
    html = page(thread.learner, thread)
    body = html[html.index('id="thread-list"') : html.index('id="reply"')]
    for bad in ("<script", "<img", "<h1", 'href="javascript', "<b onclick"):
        assert bad not in body
    assert '<a href="https://example.com" rel="noopener nofollow ugc">c</a>' in body


# --- Reading -------------------------------------------------------------------------------


def test_entries_stand_in_order_and_in_the_readers_words() -> None:
    learner = UserFactory(display_name="Ada")
    mentor: Any = MentorFactory(display_name="Grace")
    review = ReviewFactory(request__by=learner, mentor=mentor, request__question="Is it *fair*?")
    thread = review.request.thread
    record(
        thread=thread,
        kind=ThreadEventKind.CLAIMED,
        actor=mentor,
        side=Side.MENTOR,
        at=review.published_at - datetime.timedelta(hours=1),
    )
    # Told by the rows that they are about: not twice.
    for kind in (ThreadEventKind.ASKED, ThreadEventKind.PUBLISHED):
        record(thread=thread, kind=kind, actor=mentor, side=Side.MENTOR, at=NOW)
    MessageFactory(thread=thread, author=mentor, side=Side.MENTOR, at=NOW, text="Take your time.")
    MessageFactory(thread=ThreadFactory(learner=learner), text="Elsewhere")
    # Whoever parted from somebody gave the review back, with no word of why.
    said = [(e.who, e.role, e.words, str(e.body).strip()) for e in entries_of(thread, learner)]
    assert said == [
        ("You", "", "sent version 1", "<p>Is it <em>fair</em>?</p>"),
        ("Grace", "mentor", "began the review", ""),
        ("Grace", "mentor", "asked for changes to version 1", ""),
        ("Grace", "mentor", "", "<p>Take your time.</p>"),
    ]
    to_mentor = [(e.who, e.role) for e in entries_of(thread, mentor)]
    assert to_mentor == [("Ada", ""), ("You", ""), ("You", ""), ("You", "")]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "sent version 1"),
        ({"requested_at": NOW}, "asked again about version 1"),
        ({"requested_at": NOW, "is_second": True}, "asked for a second reader of version 1"),
    ],
)
def test_request_in_words(changes: dict[str, Any], said: str) -> None:
    thread = ReviewRequestFactory(**changes).thread
    assert [entry.words for entry in entries_of(thread, thread.learner)] == [said]


def test_new_version_stands_beside_the_review_before() -> None:
    review = reviewed(scores={"problem": 4, "modelling": 1}, request__by=UserFactory())
    thread = review.request.thread
    again = ReviewFactory(
        request__submission=SubmissionFactory(thread=thread),
        scores={"problem": 4, "modelling": 2, "deployment": 0},
        published_at=NOW,
        mentor=review.mentor,
    )
    third = ReviewRequestFactory(submission=SubmissionFactory(thread=thread), requested_at=NOW)
    assert (again.request.submission.version, third.submission.version) == (2, 3)
    said = words(page(thread.learner, thread))
    panel = said[said.index("Review of version 2") : said.index(" What you can do")]
    assert panel == (
        "Review of version 2 3.0 of 4 Changes requested "
        "Problem and data 4 of 4, strong Modelling 2 of 4, developing "
        "Since version 1: Modelling rose from 1 to 2. "
        "Version 3 was sent after this review. See version 3"
    )


def test_private_note_is_for_mentors() -> None:
    review = reviewed(private_note="Between us mentors")
    thread = review.request.thread
    assert "Between us mentors" not in page(thread.learner, thread)
    assert "Between us mentors" in page(review.mentor, thread)
    # A learner who is a mentor is the learner here.
    review.mentor.groups.first().user_set.add(thread.learner)
    assert "Between us mentors" not in page(thread.learner, thread)


def test_nothing_of_another_conversation_stands_here() -> None:
    learner, mentor = UserFactory(), MentorFactory()
    ours = reviewed(request__by=learner, mentor=mentor, summary="Ours").request.thread
    theirs = reviewed(request__by=learner, mentor=mentor, summary="Theirs in a review").request
    MessageFactory(thread=theirs.thread, text="Theirs in a message")
    ReviewRequestFactory(submission=theirs.submission, question="Theirs in a question")
    record(
        thread=theirs.thread,
        kind=ThreadEventKind.WITHDRAWN,
        actor=learner,
        side=Side.LEARNER,
        at=NOW,
        note="Theirs in an event",
    )
    for person in (learner, mentor):
        html = page(person, ours)
        assert "Ours" in html
        assert "Theirs" not in html


def test_long_conversation_shows_the_newest_and_a_way_back() -> None:
    request = ReviewRequestFactory()
    thread = request.thread
    for number in range(ENTRIES_A_PAGE + 9):
        MessageFactory(thread=thread, text=f"Message no. {number:03}", at=day(21))
    newest = page(thread.learner, thread)
    assert newest.count("Message no. ") == ENTRIES_A_PAGE
    assert "Message no. 058" in newest
    assert "?page=2#conversation" in newest
    earlier = page(thread.learner, thread, page=2)
    assert earlier.count("Message no. ") == 9
    assert "sent version 1" in earlier
    assert "Show earlier" not in earlier
    assert "Show later" in earlier
    assert 'id="reply"' not in earlier
    first, second = (entries_page(thread, request.learner, number) for number in (1, 2))
    anchors = [entry.anchor for entry in [*second.rows, *first.rows]]
    assert len(set(anchors)) == len(anchors) == ENTRIES_A_PAGE + 10


@pytest.mark.parametrize("number", ["0", "-1", "x", "²", "9" * 30, "", "1.5"])
def test_page_that_is_none(number: str) -> None:
    thread = ReviewRequestFactory().thread
    assert client_of(thread.learner).get(url("thread", thread), {"page": number}).status_code == 200


def test_learner_gone() -> None:
    review = reviewed()
    thread, mentor = review.request.thread, review.mentor
    MessageFactory(thread=thread, text="From before")
    review.request.learner.delete()
    html = page(mentor, thread)
    said = words(html)
    assert "By Former member" in said
    assert "Work of a former member" in said
    assert "From before" in said
    assert review.summary in said
    assert str(thread_services.LEARNER_GONE) in said
    assert 'id="reply"' not in html
    assert "Block" not in said
    answers = {"text": "Hello", "submission": uuid.uuid4()}
    response = client_of(mentor).post(url("post-message", thread), answers)
    assert response.status_code == 422
    assert client_of(mentor).post(url("block", thread)).status_code == 302


def test_mentor_gone() -> None:
    review = reviewed()
    thread = review.request.thread
    review.mentor.delete()
    html = page(thread.learner, thread)
    assert "Former member" in words(html)
    assert review.summary in words(html)
    assert str(thread_services.MENTOR_GONE) in words(html)
    assert reverse("mentoring:ask-project", args=[thread.project_id]) in html


# --- What can be done ----------------------------------------------------------------------


def ways(person: Any, thread: Thread) -> set[str]:
    """The names of the addresses that the page leads to."""
    html = page(person, thread)
    request = thread.requests.last()
    review = thread.requests.filter(reviews__isnull=False).last()
    there = {
        "ask": reverse("mentoring:ask-project", args=[thread.project_id or 0]),
        "second": url("ask-second-reader", thread),
        "withdraw": reverse("mentoring:withdraw", args=[request.pk if request else 0]),
        "close": url("close", thread),
        "report": url("report", thread),
        "block": url("block", thread),
        "reply": url("post-message", thread),
        "write": reverse("mentoring:write", args=[request.pk if request else 0]),
        "withdraw verdict": reverse(
            "mentoring:withdraw-verdict", args=[review.reviews.get().pk if review else 0]
        ),
    }
    return {name for name, address in there.items() if f'"{address}"' in html}


BOTH = {"report", "block"}


def test_ways_after_a_review() -> None:
    review = reviewed()
    thread = review.request.thread
    assert ways(thread.learner, thread) == {"ask", "second", "close", "reply"} | BOTH
    assert ways(review.mentor, thread) == {"withdraw verdict", "reply"} | BOTH


def test_ways_while_a_request_waits() -> None:
    thread = ReviewRequestFactory().thread
    assert ways(thread.learner, thread) == {"withdraw", "reply", "report"}


def test_ways_while_a_request_is_held() -> None:
    mentor = MentorFactory()
    thread = held(mentor).thread
    assert ways(thread.learner, thread) == {"withdraw", "reply"} | BOTH
    assert ways(mentor, thread) == {"write", "reply"} | BOTH


def test_ways_once_closed() -> None:
    review = reviewed()
    thread = review.request.thread
    thread_services.close(thread=thread, now=NOW)
    assert ways(thread.learner, thread) == {"ask", "second"} | BOTH
    assert ways(review.mentor, thread) == {"withdraw verdict"} | BOTH


def test_ways_once_blocked_and_reported() -> None:
    review = reviewed()
    thread = review.request.thread
    Block.objects.create(by=thread.learner, person=review.mentor)
    thread_services.report(thread=thread, reporter=thread.learner, reason="Rude", now=NOW)
    assert ways(thread.learner, thread) == {"ask", "second", "close"}
    assert ways(review.mentor, thread) == {"withdraw verdict"} | BOTH


def test_no_withdrawing_of_what_is_withdrawn_or_a_colleagues() -> None:
    review, colleague = reviewed(), MentorFactory()
    thread = review.request.thread
    held(colleague, submission=review.request.submission)
    assert "withdraw verdict" not in ways(colleague, thread)
    review.withdrawn_at, review.withdrawn_reason = NOW, "A leak"
    review.save()
    assert "withdraw verdict" not in ways(review.mentor, thread)
    assert "Verdict withdrawn" in page(thread.learner, thread)


def test_project_that_is_deleted_is_not_asked_about() -> None:
    review = reviewed()
    thread = review.request.thread
    thread.project.delete()
    thread.refresh_from_db()
    assert "ask" not in ways(thread.learner, thread)


# --- Closing -------------------------------------------------------------------------------


def test_close_and_say_so() -> None:
    thread = reviewed().request.thread
    client = client_of(thread.learner)
    for _ in range(2):
        response = client.post(url("close", thread), follow=True)
        assert "The conversation is closed." in words(response.content.decode())
    assert ThreadEvent.objects.count() == 1
    assert "Closed on 22 July" in words(page(thread.learner, thread))


def test_close_asks_to_withdraw_first() -> None:
    thread = ReviewRequestFactory().thread
    response = client_of(thread.learner).post(url("close", thread), follow=True)
    assert str(thread_services.STILL_WAITING) in words(response.content.decode())
    assert Thread.objects.get().closed_at is None


# --- The list ------------------------------------------------------------------------------


def test_list_says_what_each_is_about(learner_client: Client, learner: User) -> None:
    ReviewRequestFactory(work=ProjectFactory(user=learner, title="Waits"))
    review = reviewed(request__work=ProjectFactory(user=learner, title="Came back"))
    review.request.thread.save()
    closed = reviewed(
        Verdict.APPROVED, request__work=ProjectFactory(user=learner, title="Is over")
    ).request.thread
    thread_services.close(thread=closed, now=NOW)
    portfolio = ThreadFactory(
        subject=Subject.PORTFOLIO, project=None, learner=learner, turn=Turn.NOBODY
    )
    Submission.objects.create(
        thread=portfolio, learner=learner, version=1, title="Mine", content={}, frozen_at=NOW
    )
    reviewed(request__work=ProjectFactory(title="Somebody else’s"))
    said = words(learner_client.get(LIST).content.decode())
    assert said[said.index("Open") :] == (
        "Open Came back Project, version 1 Changes requested Your turn since 21 July "
        "Portfolio Portfolio, version 1 No review Nobody’s turn since 20 July "
        "Waits Project, version 1 Waiting for a mentor With the mentors since 20 July , 2 days "
        "Closed Is over Project, version 1 Approved Closed on 22 July"
    )


def test_mentor_finds_only_their_own_here() -> None:
    review = reviewed()
    assert "No reviews yet" in words(client_of(review.mentor).get(LIST).content.decode())


def test_list_of_nothing_says_how_to_begin(learner_client: Client) -> None:
    said = words(learner_client.get(LIST).content.decode())
    assert "No reviews yet" in said
    assert "Your projects" in said


@pytest.mark.parametrize("number", ["0", "-1", "x", "99", "9" * 40])
def test_list_page_that_is_none(learner_client: Client, number: str) -> None:
    assert learner_client.get(LIST, {"page": number}).status_code == 200


def test_list_has_pages(learner_client: Client, learner: User) -> None:
    for _ in range(21):
        ReviewRequestFactory(by=learner)
    assert learner_client.get(LIST).content.decode().count('class="thread-row"') == 20
    assert learner_client.get(LIST, {"page": 2}).content.decode().count('class="thread-row"') == 1


@pytest.mark.parametrize("many", [1, 5])
def test_list_queries(
    many: int, learner_client: Client, learner: User, django_assert_num_queries: Any
) -> None:
    for _ in range(many):
        reviewed(request__by=learner)
    # Session, person, count, rows; the header's frame.
    with django_assert_num_queries(5):
        learner_client.get(LIST)


@pytest.mark.parametrize("many", [1, 6])
@pytest.mark.parametrize(("by_mentor", "queries"), [(False, 21), (True, 18)])
def test_thread_queries(
    many: int, by_mentor: bool, queries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    review = reviewed()
    thread = review.request.thread
    for number in range(many):
        MessageFactory(thread=thread, at=day(21))
        MessageFactory(thread=thread, author=MentorFactory(), side=Side.MENTOR, at=NOW)
        record(
            thread=thread,
            kind=ThreadEventKind.CLAIMED,
            actor=MentorFactory(),
            side=Side.MENTOR,
            at=NOW,
        )
        if number:
            ReviewFactory(request__submission=SubmissionFactory(thread=thread), published_at=day(1))
    client = client_of(review.mentor if by_mentor else thread.learner)
    with django_assert_num_queries(queries):
        assert client.get(url("thread", thread)).status_code == 200
