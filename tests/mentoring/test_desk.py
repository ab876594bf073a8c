"""The mentor's home: what waits for them, whose turn it is, their learners, at what cost."""

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags
from pytest_django import DjangoAssertNumQueries

from accounts.models import MENTORS, User
from mentoring.models import Turn
from tests.factories import (
    CohortFactory,
    DraftFactory,
    MentorFactory,
    MentorshipFactory,
    ProjectFactory,
    ReviewFactory,
    ReviewRequestFactory,
    StageFactory,
    StepFactory,
    UserFactory,
)
from tests.mentoring.followed import NOW, ago, block, client_of, learner_of, moved, relate
from tests.pages import main

URL = reverse("mentoring:desk")
DAY = datetime.timedelta(days=1)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def mentor() -> User:
    StepFactory(stage=StageFactory(number=1, start_month=0, end_month=3), hours=20)
    return MentorFactory(display_name="Hannah")


@pytest.fixture
def mentor_client(mentor: User) -> Client:
    return client_of(mentor)


def asked(title: str, hours: int = 24, **fields: Any) -> Any:
    work = ProjectFactory(title=title)
    at = NOW - datetime.timedelta(hours=hours)
    return ReviewRequestFactory(work=work, by=work.user, requested_at=at, **fields)


def claimed(title: str, mentor: User, left: int) -> Any:
    until = NOW + datetime.timedelta(hours=left)
    return asked(title, claimed_by=mentor, claimed_at=NOW, claim_expires_at=until)


def reviewed(title: str, mentor: User, **thread: Any) -> Any:
    """A thread in which the learner has answered to the mentor's review."""
    request = asked(title, status="answered", settled_at=NOW)
    ReviewFactory(request=request, mentor=mentor)
    found = request.thread
    values = {"mentor": mentor, "turn": Turn.MENTOR, "turn_since": NOW, **thread}
    for name, value in values.items():
        setattr(found, name, value)
    found.save()
    return found


# --- Who may -------------------------------------------------------------------------------


def test_only_mentors_have_a_desk(learner: User, mentor: User) -> None:
    admin = UserFactory(is_staff=True, is_superuser=True)
    codes = [client_of(person).get(URL).status_code for person in (learner, admin, mentor, None)]
    assert codes == [404, 404, 200, 302]


def test_ex_mentor_has_none(mentor: User, mentor_client: Client) -> None:
    assert mentor_client.get(URL).status_code == 200
    mentor.groups.remove(Group.objects.get(name=MENTORS))
    assert mentor_client.get(URL).status_code == 404


@pytest.mark.parametrize("verb", ["post", "put", "delete"])
def test_wrong_verb_is_refused(mentor_client: Client, verb: str) -> None:
    assert getattr(mentor_client, verb)(URL).status_code == 405


# --- What waits ----------------------------------------------------------------------------


def test_headline_says_the_answer(mentor: User, mentor_client: Client) -> None:
    for number in range(4):
        asked(f"Project {number}", hours=24 * number + 1)
    for _ in range(2):
        learner_of(mentor, began=40)
    learner_of(mentor, began=1)
    head = main(mentor_client.get(URL))
    assert head.texts("h1") == ["Four reviews are waiting. Two learners need attention."]
    assert "The longest wait is 3 days 1 h." in head.text


def test_longest_wait_is_of_the_whole_queue(mentor: User, mentor_client: Client) -> None:
    """Also where the oldest stands on a later page, after those of their own learners."""
    mine = learner_of(mentor)
    for _ in range(21):
        ReviewRequestFactory(work=ProjectFactory(user=mine), by=mine, requested_at=NOW - DAY)
    asked("Another's", hours=24 * 40)
    asked("Held", 24 * 50, claimed_by=MentorFactory(), claim_expires_at=NOW + DAY)
    page = main(mentor_client.get(URL))
    assert page.texts("h1")[0].startswith("22 reviews are waiting.")
    assert "The longest wait is 40 days." in page.text


def test_empty_desk_says_what_will_stand_there(mentor_client: Client) -> None:
    page = main(mentor_client.get(URL))
    assert page.texts("h1") == ["Nothing is waiting."]
    assert page.texts("h2") == ["Review queue", "My learners"]
    assert "The queue is empty." in page.text
    assert "No learners yet." in page.text


def test_claims_with_the_time_left_the_first_to_end_on_top(
    mentor: User, mentor_client: Client
) -> None:
    later, sooner = claimed("Later", mentor, 50), claimed("Sooner", mentor, 3)
    claimed("Somebody else's", MentorFactory(), 3)
    claimed("Run out", mentor, -1)
    response = mentor_client.get(URL)
    assert list(response.context["claims"]) == [sooner, later]
    page = main(response)
    assert "left, until 22 July, 15:00." in page.text
    assert reverse("mentoring:write", args=[sooner.pk]) in page.links()


def test_kept_drafts_are_those_without_a_claim(mentor: User, mentor_client: Client) -> None:
    withdrawn = asked("Taken back", status="withdrawn", settled_at=NOW)
    kept = [
        DraftFactory(mentor=mentor, request=withdrawn),
        DraftFactory(mentor=mentor, request=claimed("Run out", mentor, -1)),
    ]
    DraftFactory(mentor=mentor, request=claimed("Being written", mentor, 9))
    DraftFactory(request=withdrawn, summary="Another mentor's text")
    DraftFactory(mentor=mentor, request=reviewed("Published", mentor).requests.get())
    response = mentor_client.get(URL)
    assert {draft.pk for draft in response.context["drafts"]} == {draft.pk for draft in kept}
    assert "The learner took the request back." in main(response).text
    assert "Your claim has ended; the request still waits." in main(response).text


def test_my_turn_is_where_a_learner_wrote_to_me(mentor: User, mentor_client: Client) -> None:
    mine = reviewed("Mine", mentor)
    reviewed("The learner's turn", mentor, turn=Turn.LEARNER)
    reviewed("Closed", mentor, closed_at=NOW)
    reviewed("Gone", mentor, learner=None)
    reviewed("Another mentor's", MentorFactory())
    parted = reviewed("Parted", mentor)
    block(parted.learner, mentor)
    again = reviewed("Asked again", mentor)
    ReviewRequestFactory(submission__thread=again, thread=again)
    response = mentor_client.get(URL)
    assert list(response.context["threads"]) == [mine]
    assert "Your turn since 22 July, 12:00." in main(response).text


def panel(response: Any, name: str) -> str:
    html = response.content.decode().partition(f'<h2 id="{name}">')[2].partition("</section>")[0]
    return " ".join(strip_tags(html).split())


def test_long_lists_say_how_many_there_are_and_lead_to_the_rest(
    mentor: User, mentor_client: Client
) -> None:
    for number in range(27):
        claimed(f"Claim {number:02}.", mentor, number + 1)
        old = asked(f"Draft {number:02}.", status="withdrawn", settled_at=NOW)
        DraftFactory(mentor=mentor, request=old, saved_at=NOW - number * DAY)
        reviewed(f"Turn {number:02}.", mentor, turn_since=NOW + number * DAY)
    first = mentor_client.get(URL)
    head = main(first).text
    assert "You hold 27 review requests. 27 conversations wait for your answer." in head
    for name, row in (("claims", "Claim"), ("drafts", "Draft"), ("turns", "Turn")):
        here = panel(first, name)
        assert here.partition("25 of 27")[1], name
        assert (f"{row} 24." in here, f"{row} 25." in here) == (True, False)
        assert f"?{name}=2#{name}" in main(first).links()
        rest = panel(mentor_client.get(URL, {name: "2"}), name)
        assert "2 of 27" in rest
        assert (f"{row} 24." in rest, f"{row} 26." in rest) == (False, True)
        for wrong in ("0", "-3", "x", "99999999999999999999"):
            assert mentor_client.get(URL, {name: wrong}).status_code == 200


def test_queue_shows_the_next_five(mentor: User, mentor_client: Client) -> None:
    for hours in range(1, 8):
        asked(f"Project {hours}", hours)
    response = mentor_client.get(URL)
    titles = [row.request.title for row in response.context["queue_rows"]]
    assert titles == [f"Project {hours}" for hours in (7, 6, 5, 4, 3)]
    assert "All 7 in the queue" in main(response).text


# --- Learners ------------------------------------------------------------------------------


def names(response: Any) -> list[str]:
    return [row.learner.name for row in response.context["learners"].page]


def test_learners_are_mine_alone_whoever_needs_attention_first(
    mentor: User, mentor_client: Client
) -> None:
    moved(learner_of(mentor, "Ann", began=2), 0)
    moved(learner_of(mentor, "Zoe", began=45), 0)
    relate("cohort", mentor, UserFactory(display_name="Mo"), CohortFactory())
    relate("assigned", MentorFactory(), UserFactory(display_name="Another's"))
    relate("cohort", MentorFactory(), UserFactory(display_name="Other cohort"), CohortFactory())
    block(mentor, learner_of(mentor, "Blocked by me"))
    block(learner_of(mentor, "Blocks me"), mentor)
    UserFactory(display_name="Left")
    closed = learner_of(mentor, "Closed account")
    User.objects.filter(pk=closed.pk).update(is_active=False)
    response = mentor_client.get(URL)
    assert names(response) == ["Zoe", "Ann", "Mo"]
    assert "45 days behind Needs attention" in main(response).all("table")[-1].texts("td")


def test_learner_in_two_cohorts_stands_once(mentor: User, mentor_client: Client) -> None:
    learner = learner_of(mentor, "Ann")
    for _ in range(2):
        relate("cohort", mentor, learner, CohortFactory())
    assert names(mentor_client.get(URL)) == ["Ann"]


@pytest.mark.parametrize(
    ("show", "left"),
    [
        ("", ["Zoe", "Ann", "Pia"]),
        ("attention", ["Zoe"]),
        ("paused", ["Pia"]),
        ("nonsense\x00", ["Zoe", "Ann", "Pia"]),
    ],
)
def test_filters(mentor: User, mentor_client: Client, show: str, left: list[str]) -> None:
    learner_of(mentor, "Ann", began=1)
    learner_of(mentor, "Zoe", began=45)
    pia = learner_of(mentor, "Pia", began=45)
    pia.plans.get().pauses.create(start=ago(30))
    response = mentor_client.get(URL, {"show": show})
    assert names(response) == left
    pills = [link.text for link in main(response).all("a") if "pill" in str(link.attributes)]
    assert pills == ["All 3", "Needs attention 1", "Paused 1"]


def test_learners_stand_twenty_five_a_page(mentor: User, mentor_client: Client) -> None:
    for number in range(26):
        MentorshipFactory(mentor=mentor, learner__display_name=f"Person {number:02}")
    first, second = (mentor_client.get(URL, {"page": page}) for page in ("1", "2"))
    assert (len(names(first)), names(second)) == (25, ["Person 25"])
    for page in ("0", "-3", "x", "99999999999999999999"):
        assert mentor_client.get(URL, {"page": page}).status_code == 200


@pytest.mark.parametrize("rows", [1, 20])
def test_desk_asks_as_much_for_many_as_for_one(
    mentor: User,
    mentor_client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    rows: int,
) -> None:
    for number in range(rows):
        learner = learner_of(mentor, began=30)
        moved(learner, 3)
        learner.plans.get().pauses.create(start=ago(20), until=ago(19))
        relate("cohort", mentor, learner, CohortFactory())
        asked(f"Waiting {number}")
        claimed(f"Claimed {number}", mentor, 5)
        DraftFactory(mentor=mentor, request=asked("Old", status="withdrawn", settled_at=NOW))
        reviewed(f"Mine {number}", mentor)
    # Session, user, whether a mentor, header; waiting times (two), counts, two slices, rows;
    # learners, plans, pauses, steps, options, states, proofs, stages, events; claims, drafts,
    # turns, each counted; cohorts.
    with django_assert_num_queries(30):
        mentor_client.get(URL)
