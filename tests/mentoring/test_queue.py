"""The queue: who sees which request, in what order, narrowed how, at what cost."""

import datetime
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import User
from mentoring.models import Block, Notice, ReviewRequest, Subject, SubmissionImage
from mentoring.queue_page import QueuePage, waiting_of
from mentoring.waiting import Quantile, Waiting
from tests.factories import (
    CohortFactory,
    CohortMemberFactory,
    MentorFactory,
    MentorshipFactory,
    PauseFactory,
    PlanFactory,
    ProjectFactory,
    ReviewFactory,
    ReviewRequestFactory,
    StageFactory,
    StepFactory,
    StepStateFactory,
    SubmissionFactory,
    ThreadFactory,
    UserFactory,
)
from tests.pages import main

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 7, 22, 12, tzinfo=datetime.UTC)
URL = reverse("mentoring:queue")
# Session, user, whether a mentor, header; waiting times (two), counts, two slices, rows, stages.
QUEUE_QUERIES = 15
# The first four; the request, its reviews, pictures, and whether the learner is theirs.
REQUEST_QUERIES = 8


def ago(**length: float) -> datetime.datetime:
    return NOW - datetime.timedelta(**length)


@pytest.fixture
def mentor() -> User:
    return MentorFactory()


@pytest.fixture
def mentor_client(client: Client, mentor: User, today: datetime.date) -> Client:
    client.force_login(mentor, backend="accounts.backends.EmailBackend")
    return client


def asked(title: str, when: datetime.datetime, **fields: Any) -> ReviewRequest:
    work = ProjectFactory(title=title, **{k: fields.pop(k) for k in ("user",) if k in fields})
    return ReviewRequestFactory(work=work, by=work.user, requested_at=when, **fields)


def asked_portfolio(title: str, when: datetime.datetime) -> ReviewRequest:
    thread = ThreadFactory(subject=Subject.PORTFOLIO, project=None)
    submission = SubmissionFactory(
        thread=thread, title=title, content={"projects": []}, fingerprint=""
    )
    return ReviewRequestFactory(submission=submission, requested_at=when)


def claimed(request: ReviewRequest, mentor: User, until: datetime.datetime) -> ReviewRequest:
    request.claimed_by, request.claim_expires_at = mentor, until
    request.claimed_at = until - datetime.timedelta(days=3)
    request.save()
    return request


def titles(response: Any) -> list[str]:
    return [row.request.title for row in response.context["queue"].rows]


def queue_of(mentor: User, **asked_for: str) -> list[tuple[str, bool, bool]]:
    rows = QueuePage(mentor=mentor, asked=asked_for, now=NOW).rows
    return [(row.request.title, row.is_theirs, row.is_held) for row in rows]


# --- Who comes in ----------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_queue_is_only_read(mentor_client: Client, method: str) -> None:
    assert getattr(mentor_client, method)(URL).status_code == 405


def test_queue_asks_visitors_to_sign_in(client: Client) -> None:
    response = client.get(URL)
    assert (response.status_code, response["Location"]) == (
        302,
        f"{reverse('account_login')}?next={URL}",
    )


@pytest.mark.parametrize("is_superuser", [False, True])
def test_queue_is_not_there_for_learners_and_admins(client: Client, is_superuser: bool) -> None:
    client.force_login(
        UserFactory(is_superuser=is_superuser, is_staff=is_superuser),
        backend="accounts.backends.EmailBackend",
    )
    assert client.get(URL).status_code == 404


def test_queue_is_not_there_for_who_was_a_mentor(mentor_client: Client, mentor: User) -> None:
    request = claimed(asked("Held", ago(days=1)), mentor, NOW + datetime.timedelta(days=1))
    pages = [URL, reverse("mentoring:request", args=[request.pk])]
    assert [mentor_client.get(page).status_code for page in pages] == [200, 200]
    mentor.groups.clear()
    assert [mentor_client.get(page).status_code for page in pages] == [404, 404]


# --- What stands in it -----------------------------------------------------------------------


def test_empty_queue_says_so(mentor_client: Client) -> None:
    response = mentor_client.get(URL)
    assert titles(response) == []
    text = response.content.decode()
    assert "Nothing is waiting for you." in text
    assert "No figure yet" in text
    assert "noindex" in text


def test_oldest_first_and_the_earlier_number_of_the_same_moment(mentor_client: Client) -> None:
    same = ago(days=3)
    for title, when in [("B", same), ("C", same), ("D", ago(days=1)), ("A", ago(days=4))]:
        asked(title, when)
    assert titles(mentor_client.get(URL)) == ["A", "B", "C", "D"]


def test_own_learners_first(mentor: User) -> None:
    cohort = CohortFactory()
    cohort.mentors.add(mentor)
    other_cohort = CohortMemberFactory()
    asked("Stranger, oldest", ago(days=9))
    asked("Of another cohort", ago(days=8), user=other_cohort.user)
    asked("In my cohort", ago(days=2), user=CohortMemberFactory(cohort=cohort).user)
    asked("Given to me", ago(days=3), user=MentorshipFactory(mentor=mentor).learner)
    earlier = ReviewFactory(mentor=mentor).request
    ReviewRequestFactory(submission=earlier.submission, requested_at=ago(days=1))
    assert queue_of(mentor) == [
        ("Given to me", True, False),
        ("In my cohort", True, False),
        (earlier.title, True, False),
        ("Stranger, oldest", False, False),
        ("Of another cohort", False, False),
    ]


def test_held_by_others_is_counted_and_held_by_me_is_mine(
    mentor_client: Client, mentor: User
) -> None:
    other = MentorFactory()
    claimed(asked("Mine", ago(days=4)), mentor, NOW + datetime.timedelta(hours=1))
    claimed(asked("Mine, ran out", ago(days=3)), mentor, NOW)
    claimed(asked("Theirs, ran out", ago(days=2)), other, NOW - datetime.timedelta(seconds=1))
    for number in range(3):
        claimed(asked(f"Theirs {number}", ago(days=1)), other, NOW + datetime.timedelta(hours=1))
    assert queue_of(mentor) == [
        ("Mine", False, True),
        ("Mine, ran out", False, False),
        ("Theirs, ran out", False, False),
    ]
    text = mentor_client.get(URL).content.decode()
    assert "3 more are being reviewed" in text
    assert other.name not in text
    assert text.count("Continue") == 1


def test_only_waiting_requests_of_learners_who_are_here(mentor: User) -> None:
    asked("Answered", ago(days=5), status="answered", settled_at=NOW)
    asked("Withdrawn", ago(days=5), status="withdrawn", settled_at=NOW)
    gone = asked("Gone", ago(days=5))
    assert gone.learner is not None
    gone.learner.delete()
    asked("Waits", ago(days=1))
    assert queue_of(mentor) == [("Waits", False, False)]


def _own(request: ReviewRequest, mentor: User) -> None:
    ReviewRequest.objects.filter(pk=request.pk).update(learner=mentor)


def _mentor_blocks(request: ReviewRequest, mentor: User) -> None:
    assert request.learner is not None
    Block.objects.create(by=mentor, person=request.learner, at=NOW)


def _learner_blocks(request: ReviewRequest, mentor: User) -> None:
    assert request.learner is not None
    Block.objects.create(by=request.learner, person=mentor, at=NOW)


def _account_closed(request: ReviewRequest, mentor: User) -> None:
    assert request.learner is not None
    request.learner.is_active = False
    request.learner.save()


def _second_for_the_first_reader(request: ReviewRequest, mentor: User) -> None:
    ReviewFactory(
        mentor=mentor,
        request__submission=request.submission,
    )
    ReviewRequest.objects.filter(pk=request.pk).update(is_second=True)


def _second_for_another(request: ReviewRequest, mentor: User) -> None:
    ReviewFactory(request__submission=request.submission)
    ReviewRequest.objects.filter(pk=request.pk).update(is_second=True)


def _other_cohort(request: ReviewRequest, mentor: User) -> None:
    CohortFactory().mentors.add(mentor)
    CohortMemberFactory(user=request.learner)


def _blocked_third(request: ReviewRequest, mentor: User) -> None:
    Block.objects.create(by=mentor, person=UserFactory(), at=NOW)


@pytest.mark.parametrize(
    ("arrange", "sees"),
    [
        (_own, False),
        (_mentor_blocks, False),
        (_learner_blocks, False),
        (_account_closed, False),
        (_second_for_the_first_reader, False),
        (_second_for_another, True),
        (_other_cohort, True),
        (_blocked_third, True),
    ],
)
def test_who_sees_which_request(
    mentor_client: Client,
    mentor: User,
    arrange: Callable[[ReviewRequest, User], None],
    sees: bool,
) -> None:
    """The queue, the page, its picture and its claim agree."""
    request = asked("The work", ago(days=2))
    assert request.submission is not None
    picture = SubmissionImage.objects.create(
        submission=request.submission, image=SimpleUploadedFile("a.webp", b"RIFF"), alt="A chart"
    )
    arrange(request, mentor)
    assert (titles(mentor_client.get(URL)) == ["The work"]) == sees
    status = 200 if sees else 404
    page = reverse("mentoring:request", args=[request.pk])
    assert mentor_client.get(page).status_code == status
    address = reverse("mentoring:request-image", args=[request.pk, picture.pk])
    assert mentor_client.get(address).status_code == status
    claim = mentor_client.post(reverse("mentoring:claim", args=[request.pk]))
    assert claim.status_code == (302 if sees else 404)
    request.refresh_from_db()
    assert (request.claimed_by == mentor) == sees


# --- Filters ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked_for", "found"),
    [
        ({}, ["Mine", "Held", "Quick", "Stage two", "Portfolio"]),
        ({"look": "quick"}, ["Quick"]),
        ({"subject": "portfolio"}, ["Portfolio"]),
        ({"subject": "project", "look": "full"}, ["Mine", "Held", "Stage two"]),
        ({"stage": "2"}, ["Stage two"]),
        ({"whose": "mine"}, ["Mine"]),
        ({"whose": "held"}, ["Held"]),
        ({"whose": "held", "look": "quick"}, []),
        # Nonsense narrows nothing.
        ({"look": "slow"}, ["Mine", "Held", "Quick", "Stage two", "Portfolio"]),
        ({"look": "slow", "stage": "2"}, ["Stage two"]),
        ({"stage": "two"}, ["Mine", "Held", "Quick", "Stage two", "Portfolio"]),
        ({"stage": "99" * 4000}, ["Mine", "Held", "Quick", "Stage two", "Portfolio"]),
        ({"whose": "\x00", "subject": "\x00"}, ["Mine", "Held", "Quick", "Stage two", "Portfolio"]),
        ({"page": "-3"}, ["Mine", "Held", "Quick", "Stage two", "Portfolio"]),
        ({"page": "9" * 5000}, ["Mine", "Held", "Quick", "Stage two", "Portfolio"]),
        ({"other": "x"}, ["Mine", "Held", "Quick", "Stage two", "Portfolio"]),
    ],
)
def test_filters(
    mentor_client: Client, mentor: User, asked_for: dict[str, str], found: list[str]
) -> None:
    stage = StageFactory(number=2)
    claimed(asked("Held", ago(days=9)), mentor, NOW + datetime.timedelta(days=1))
    asked("Quick", ago(days=8), look="quick")
    staged = ProjectFactory(title="Stage two", stage=stage)
    ReviewRequestFactory(work=staged, by=staged.user, requested_at=ago(days=7))
    asked_portfolio("Portfolio", ago(days=6))
    asked("Mine", ago(days=1), user=MentorshipFactory(mentor=mentor).learner)
    assert titles(mentor_client.get(URL, asked_for)) == found


@pytest.mark.parametrize("name", ["whose", "look", "subject", "stage"])
def test_nonsense_is_said_beside_its_filter(mentor_client: Client, name: str) -> None:
    asked("Waits", ago(days=1))
    response = mentor_client.get(URL, {name: "nonsense"})
    assert set(response.context["queue"].filter.form.errors) == {name}
    text = response.content.decode()
    assert "Select a valid choice" in text
    assert "A filter above could not be used" in text


def test_stage_is_of_the_version_that_was_sent(mentor: User) -> None:
    work = ProjectFactory(title="Sent in stage two", stage=StageFactory(number=2))
    ReviewRequestFactory(work=work, by=work.user)
    work.stage = StageFactory(number=3)
    work.save()
    assert queue_of(mentor, stage="2") == [("Sent in stage two", False, False)]
    assert queue_of(mentor, stage="3") == []


def test_pages_keep_their_filters_and_cross_from_mine_to_others(
    mentor_client: Client, mentor: User
) -> None:
    learner = MentorshipFactory(mentor=mentor).learner
    for number in range(22):
        asked(f"Mine {number:02}", ago(days=1), user=learner)
    for number in range(23):
        asked(f"Other {number:02}", ago(days=2))
    asked("Quick", ago(days=9), look="quick")
    expected = [f"Mine {n:02}" for n in range(22)] + [f"Other {n:02}" for n in range(23)]
    pages = [titles(mentor_client.get(f"{URL}?look=full&page={n}")) for n in (1, 2, 3, 4)]
    assert pages == [expected[:20], expected[20:40], expected[40:], expected[40:]]
    second = mentor_client.get(f"{URL}?look=full&page=2").content.decode()
    assert 'href="?look=full&amp;page=1"' in second
    assert 'href="?look=full&amp;page=3"' in second
    assert "Page 2 of 3" in second


# --- What a row says -------------------------------------------------------------------------


def test_row_names_stage_learner_parts_and_wait(mentor_client: Client) -> None:
    learner = UserFactory(display_name="Ines Carvalho")
    work = ProjectFactory(
        user=learner,
        title="Plant diseases",
        stage=StageFactory(number=3),
        life_cycle=["training", "evaluation"],
    )
    ReviewRequestFactory(work=work, by=learner, requested_at=ago(days=2, hours=14, minutes=5))
    for hours in (10, 20, 100):
        asked("Answered", ago(days=8), status="answered", settled_at=ago(hours=192 - hours))
    response = mentor_client.get(URL)
    (row,) = response.context["queue"].rows
    assert (row.stage, row.waited_for) == (3, "2 days 14 h")
    assert [name for name, covered in row.parts if covered] == ["Training", "Evaluation"]
    # Of four, with the one that waits: 1 - 3/4 * 2/3 * 1/2 * 0 is there at 100 hours.
    assert (row.meter.value, row.meter.max) == (62.08, 100.0)
    text = response.content.decode()
    assert re.search(r'<progress class="meter" max="100.0" value="62.08"', text)
    assert "Ines Carvalho" in text
    assert learner.email not in text


def test_rows_have_no_meter_where_no_figure_is_known(mentor_client: Client) -> None:
    asked("Waits", ago(days=2))
    response = mentor_client.get(URL)
    assert [row.meter for row in response.context["queue"].rows] == [None]
    assert "<progress" not in response.content.decode()
    said = "Within about 2 days, fewer than half of the requests are answered so far."
    assert said in response.content.decode()


def test_titles_are_shown_as_text(mentor_client: Client) -> None:
    asked("<script>alert(1)</script>", ago(days=1))
    assert "<script>alert" not in mentor_client.get(URL).content.decode()


# --- Waiting times ---------------------------------------------------------------------------


def test_waiting_counts_what_waited_in_the_last_four_weeks() -> None:
    since = NOW - datetime.timedelta(days=28)
    second = datetime.timedelta(seconds=1)
    asked("Answered before", ago(days=40), status="answered", settled_at=since)
    asked("Answered within", since - 2 * second, status="answered", settled_at=since + second)
    asked("Withdrawn", ago(days=10), status="withdrawn", settled_at=ago(days=8))
    asked("Waits since long ago", ago(days=50))
    gone = asked("Went away", ago(days=60))
    assert gone.learner is not None
    gone.learner.delete()
    # S(3 s) = 2/3: then one leaves after two days, one still waits after fifty.
    unknown = Quantile(datetime.timedelta(days=50), is_reached=False)
    assert waiting_of(NOW) == Waiting(total=3, still=1, median=unknown, most=unknown)


def test_waiting_takes_two_queries(django_assert_num_queries: Any) -> None:
    asked("One", ago(days=2))
    with django_assert_num_queries(2):
        waiting_of(NOW)


# --- The page of one request -----------------------------------------------------------------


def request_page(client: Client, request: ReviewRequest) -> Any:
    return client.get(reverse("mentoring:request", args=[request.pk]))


def test_request_shows_version_question_and_wait_before_claiming(mentor_client: Client) -> None:
    request = asked("The work", ago(days=2), question="Is 91% real?\n<b>Or not?</b>")
    text = request_page(mentor_client, request).content.decode()
    for words in ("The work", "Is 91% real?", "&lt;b&gt;Or not?", "2 days", "Full review", "Claim"):
        assert words in text
    assert "noindex" in text
    assert reverse("mentoring:claim", args=[request.pk]) in text
    for name in ("extend", "release", "write"):
        assert reverse(f"mentoring:{name}", args=[request.pk]) not in text


def test_request_shows_what_was_sent_not_what_it_is_now(mentor_client: Client) -> None:
    request = asked("As it was", ago(days=2))
    assert request.project is not None
    request.project.title, request.project.summary = "As it is now", "A secret of today."
    request.project.save()
    text = request_page(mentor_client, request).content.decode()
    assert "As it was" in text
    assert "As it is now" not in text
    assert "A secret of today." not in text


@pytest.mark.parametrize(
    ("hours", "heading", "offered"),
    [
        (1, "Yours", {"write", "extend", "release"}),
        (0, "Your claim has ended", {"extend", "release"}),
    ],
)
def test_request_offers_its_holder_more_time(
    mentor_client: Client, mentor: User, hours: int, heading: str, offered: set[str]
) -> None:
    until = NOW + datetime.timedelta(hours=hours)
    request = claimed(asked("The work", ago(days=2)), mentor, until)
    text = request_page(mentor_client, request).content.decode()
    assert f">{heading}</h2>" in text
    names = ("claim", "extend", "release", "write")
    found = {n for n in names if f'"{reverse(f"mentoring:{n}", args=[request.pk])}"' in text}
    assert found == offered


def test_request_of_another_holder_offers_nothing_and_names_nobody(mentor_client: Client) -> None:
    other = MentorFactory(display_name="Hanna Lindqvist")
    request = claimed(asked("The work", ago(days=2)), other, NOW + datetime.timedelta(hours=1))
    text = request_page(mentor_client, request).content.decode()
    assert "Another mentor is reviewing this." in text
    assert "Hanna" not in text
    for name in ("claim", "extend", "release", "write"):
        assert reverse(f"mentoring:{name}", args=[request.pk]) not in text


def test_earlier_reviews_are_for_the_holder(mentor_client: Client, mentor: User) -> None:
    earlier = ReviewFactory(summary="Keep the baseline.", private_note="Be gentle.").request
    request = ReviewRequestFactory(submission=earlier.submission, requested_at=ago(days=1))
    before = request_page(mentor_client, request).content.decode()
    assert "One earlier review of this work." in before
    assert "Keep the baseline." not in before
    assert "Be gentle." not in before
    claimed(request, mentor, NOW + datetime.timedelta(hours=1))
    after = request_page(mentor_client, request).content.decode()
    assert "Keep the baseline." in after
    assert "Be gentle." in after


def test_place_is_for_the_learners_own_mentors(mentor_client: Client, mentor: User) -> None:
    request = asked("The work", ago(days=2))
    PlanFactory(user=request.learner, start_date=datetime.date(2026, 8, 1))
    assert "Starts on" not in request_page(mentor_client, request).content.decode()
    MentorshipFactory(mentor=mentor, learner=request.learner)
    assert "Starts on 1 August 2026" in request_page(mentor_client, request).content.decode()


@pytest.mark.parametrize("hides", [False, True])
@pytest.mark.parametrize(
    ("plan", "position", "against"),
    [
        ({"began": 9}, r"Month \d[\d.]*, 9 days behind", "9 days behind"),
        ({"began": 0}, r"Month 0, level with the plan", "Level with the plan"),
        ({"began": -10}, "Starts on 1 August 2026", "Starts on 1 August 2026"),
        ({"began": 9, "paused": 5}, r"Paused at month \d[\d.]*", "Paused"),
        ({"began": 9, "done": 5}, "Finished on 17 July 2026", "Finished on 17 July 2026"),
    ],
)
def test_place_is_the_same_on_every_page_of_the_learners_own_mentors(
    mentor_client: Client,
    mentor: User,
    plan: dict[str, int],
    position: str,
    against: str,
    hides: bool,
) -> None:
    """What hides it on the learner's own pages doesn't hide it here, as they are told."""
    step = StepFactory(stage=StageFactory(start_month=0, end_month=3))
    request = claimed(asked("The work", ago(days=2)), mentor, NOW + datetime.timedelta(hours=1))
    today = NOW.date()
    start = today - datetime.timedelta(days=plan["began"])
    theirs = PlanFactory(user=request.learner, start_date=start, hide_comparison=hides)
    if "paused" in plan:
        PauseFactory(plan=theirs, start=today - datetime.timedelta(days=plan["paused"]))
    if "done" in plan:
        done_on = today - datetime.timedelta(days=plan["done"])
        StepStateFactory(user=request.learner, step=step, done_on=done_on)
    cohort = CohortFactory()
    cohort.mentors.add(mentor)
    CohortMemberFactory(cohort=cohort, user=request.learner)
    for name in ("request", "write"):
        text = mentor_client.get(reverse(f"mentoring:{name}", args=[request.pk])).content.decode()
        assert re.search(f"<dt>Position</dt><dd>{position}</dd>", text), name
    for name, pk in (("desk", None), ("learner", request.learner_id), ("cohort", cohort.pk)):
        page = reverse(f"mentoring:{name}", args=[pk] if pk else [])
        text = " ".join(main(mentor_client.get(page)).text.split())
        assert against.lower() in text.lower(), name


@pytest.mark.parametrize("name", ["queue", "request", "request-image"])
def test_pages_are_only_read(mentor_client: Client, name: str) -> None:
    arguments = {"queue": [], "request": [1], "request-image": [1, 1]}[name]
    assert mentor_client.post(reverse(f"mentoring:{name}", args=arguments)).status_code == 405


def test_picture_is_of_this_request_alone(mentor_client: Client, settings: Any) -> None:
    request, other = asked("One", ago(days=2)), asked("Two", ago(days=1))
    assert request.submission is not None
    picture = SubmissionImage.objects.create(
        submission=request.submission, image=SimpleUploadedFile("a.webp", b"RIFF"), alt="A chart"
    )
    response = mentor_client.get(reverse("mentoring:request-image", args=[request.pk, picture.pk]))
    assert (response.status_code, response.content) == (200, b"RIFF")
    assert response["Cache-Control"] == "private, no-cache"
    assert response["Content-Type"] == "image/webp"
    for pk, image in [(other.pk, picture.pk), (request.pk, 0), (0, picture.pk)]:
        url = reverse("mentoring:request-image", args=[pk, image])
        assert mentor_client.get(url).status_code == 404


def test_settled_request_is_not_there(mentor_client: Client) -> None:
    request = asked("Answered", ago(days=2), status="answered", settled_at=NOW)
    assert request_page(mentor_client, request).status_code == 404


def test_notice_of_a_settled_request_leads_to_the_queue_and_says_why(
    mentor_client: Client, mentor: User
) -> None:
    """The mail links to the page too, and another mentor's answer must not make it a dead end."""
    settled = asked("House prices", NOW, status="answered", settled_at=NOW)
    page = reverse("mentoring:request", args=[settled.pk])
    values = {"kind": "request", "cause": f"request-{settled.pk}", "address": page, "at": NOW}
    Notice.objects.create(recipient=MentorFactory(), **values)
    assert mentor_client.get(page).status_code == 404
    Notice.objects.create(recipient=mentor, **values)
    response = mentor_client.get(page, follow=True)
    assert response.redirect_chain == [(URL, 302)]
    assert "It is no longer waiting: it was answered or withdrawn." in response.content.decode()


@pytest.mark.parametrize("told", [False, True])
def test_whoever_may_see_the_conversation_is_led_there(
    mentor_client: Client, mentor: User, told: bool
) -> None:
    settled = ReviewFactory(mentor=mentor).request
    page = reverse("mentoring:request", args=[settled.pk])
    if told:
        cause = f"request-{settled.pk}"
        Notice.objects.create(recipient=mentor, kind="request", cause=cause, address=page, at=NOW)
    thread = reverse("mentoring:thread", args=[settled.thread_id])
    response = mentor_client.get(page, follow=True)
    assert response.redirect_chain == [(thread, 302)]
    assert "It is no longer waiting" in response.content.decode()
    assert settled.learner is not None
    Block.objects.create(by=settled.learner, person=mentor)
    # What became of it since is no news for them.
    assert mentor_client.get(page).status_code == (302 if told else 404)


# --- What it costs ---------------------------------------------------------------------------


@pytest.mark.parametrize(("mine", "others"), [(0, 5), (5, 0), (1, 1), (25, 25), (0, 45)])
@pytest.mark.parametrize("number", ["1", "2"])
def test_queue_costs_the_same_queries_however_long(
    mentor_client: Client,
    mentor: User,
    django_assert_num_queries: Any,
    mine: int,
    others: int,
    number: str,
) -> None:
    StageFactory(number=2)
    learner = MentorshipFactory(mentor=mentor).learner
    for _ in range(mine):
        asked("Mine", ago(days=1), user=learner)
    for _ in range(others):
        asked("Other", ago(days=2))
    with django_assert_num_queries(QUEUE_QUERIES):
        assert mentor_client.get(URL, {"page": number}).status_code == 200


@pytest.fixture
def long_queue(mentor: User) -> User:
    """The newest two thousand, of two hundred learners, wait; ten thousand are answered; and the
    database knows it."""
    learners = User.objects.bulk_create(
        User(email=f"learner-{number}@example.com") for number in range(200)
    )
    request = asked("The work", ago(days=40), status="answered", settled_at=ago(days=35))
    another = MentorFactory()
    rows = [
        ReviewRequest(
            thread=request.thread,
            subject=Subject.PROJECT,
            learner=learners[number % 200],
            submission=request.submission,
            stage=1 if number % 50 else 2,
            requested_at=ago(days=30, minutes=-number),
            status="answered" if number < 10_000 else "waiting",
            # A fifth of them in the last four weeks.
            settled_at=ago(days=29 if number < 8_000 else 22) if number < 10_000 else None,
            claimed_by=another if number % 100 == 7 else None,
            claimed_at=ago(days=1) if number % 100 == 7 else None,
            claim_expires_at=ago(days=-1) if number % 100 == 7 else None,
        )
        for number in range(12_000)
    ]
    ReviewRequest.objects.bulk_create(rows, batch_size=2_000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return mentor


def plan_of(requests: Any) -> str:
    return str(requests.values_list("pk", flat=True).explain())


def test_queue_reads_its_indexes(long_queue: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rows of the first page and of the last that there is, what is counted, and the waits."""
    waits, settled = ReviewRequest.objects.order_by().waited_since(ago(days=28))
    for requests, index in ((waits, "request_queue"), (settled, "request_settled")):
        plan = plan_of(requests)
        assert re.search(rf"\b{index}", plan), plan
    assert waiting_of(NOW).still == 2_000
    # As far from the whole as a thousand is from fifty thousand.
    monkeypatch.setattr("mentoring.queue_page.MOST_COUNTED", 40)
    StageFactory(number=2)
    MentorshipFactory(mentor=long_queue, learner=User.objects.get(email="learner-6@example.com"))
    for narrowed, index in (({}, "request_queue"), ({"stage": "2"}, "request_queue_by_stage")):
        queue = QueuePage(mentor=long_queue, asked=narrowed, now=NOW)
        then = queue.slices.then
        for part in (then[:20], then[20:40], then[:41]):
            plan = plan_of(part)
            assert index in re.findall(r"\brequest_queue\w*\b", plan), plan
            # It comes in order: nothing is sorted, but the few of a stage perhaps.
            assert narrowed or "Sort" not in plan
            assert "TEMP B-TREE" not in plan
        plan = plan_of(queue.with_others[:40])
        assert re.search(r"\brequest_claims\b", plan), plan
    queue = QueuePage(mentor=long_queue, asked={}, now=NOW)
    assert (queue.counts.theirs, queue.counts.total) == (10, 40)
    plan = plan_of(queue.slices.first[:41])
    assert re.search(r"\brequest_queue_by_learner\b", plan), plan


def test_a_long_queue_is_counted_to_a_limit(
    mentor_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says so, and the last page says which these are."""
    monkeypatch.setattr("mentoring.queue_page.MOST_COUNTED", 21)
    for number in range(22):
        asked(f"Work {number}", ago(days=2, minutes=number))
    page = mentor_client.get(URL).content.decode()
    assert "More than 21 reviews are waiting." in page
    assert "More than 21 requests" in page
    assert "Page 1 of 2" in page
    assert "that have waited longest" not in page
    last = mentor_client.get(URL, {"page": "9999"}).content.decode()
    assert "Page 2 of 2" in last
    assert "These pages show the 21 that have waited longest." in last
    assert "Work 1<" in last
    assert "Work 0<" not in last
    monkeypatch.setattr("mentoring.queue_page.MOST_COUNTED", 22)
    page = mentor_client.get(URL).content.decode()
    assert "22 reviews are waiting." in page
    assert "More than" not in page


def test_waits_since_the_same_hour_count_one_by_one() -> None:
    """With the longest of them; those of another hour with their own length."""
    for minutes in (5, 20, 50, 65):
        asked("Waits", ago(minutes=minutes))
    longest = Quantile(datetime.timedelta(minutes=65), is_reached=False)
    assert waiting_of(NOW) == Waiting(total=4, still=4, median=longest, most=longest)
    asked("Answered", ago(minutes=90), status="answered", settled_at=ago(minutes=40))
    asked("Answered", ago(minutes=95), status="answered", settled_at=ago(minutes=40))
    # At 50 minutes five are at risk (three of the same hour, one of 65, one of 55): S = 4/5;
    # at 55 two are left: S = 2/5.
    median = Quantile(datetime.timedelta(minutes=55))
    assert waiting_of(NOW).median == median


@pytest.mark.parametrize("number", [1, 4])
def test_request_costs_the_same_queries_however_many_reviews(
    mentor_client: Client, mentor: User, django_assert_num_queries: Any, number: int
) -> None:
    first = ReviewFactory().request
    for _ in range(number - 1):
        ReviewFactory(request__submission=first.submission)
    for order in range(number):
        SubmissionImage.objects.create(
            submission=first.submission, image=f"{order}.webp", alt="A chart", order=order
        )
    request = ReviewRequestFactory(submission=first.submission, requested_at=ago(days=1))
    claimed(request, mentor, NOW + datetime.timedelta(hours=1))
    with django_assert_num_queries(REQUEST_QUERIES):
        text = request_page(mentor_client, request).content.decode()
    assert text.count("One thing to keep, one to change.") == number
