"""Claims: taken, extended, given back, run out; for whom, and what stays."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from accounts.models import User
from mentoring import claim_services
from mentoring.claim_services import ClaimedByAnotherError, NotOpenError
from mentoring.models import Block, Draft, ReviewRequest, ThreadEvent, Turn
from tests.factories import (
    DraftFactory,
    MentorFactory,
    ReviewFactory,
    ReviewRequestFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 7, 22, 12, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)
THREE_DAYS = datetime.timedelta(days=3)
QUEUE = reverse("mentoring:queue")
OVER = "It is no longer waiting: it was answered or withdrawn."
VERBS = ["claim", "extend", "release"]


@pytest.fixture
def mentor() -> User:
    return MentorFactory()


@pytest.fixture
def asked() -> ReviewRequest:
    return ReviewRequestFactory()


@pytest.fixture
def mentor_client(client: Client, mentor: User, today: datetime.date) -> Client:
    client.force_login(mentor, backend="accounts.backends.EmailBackend")
    return client


def address(verb: str, request: ReviewRequest) -> str:
    return reverse(f"mentoring:{verb}", args=[request.pk])


def claim(request: ReviewRequest, mentor: User, now: datetime.datetime = NOW) -> bool:
    return claim_services.claim(request=request, mentor=mentor, now=now)


def columns(request: ReviewRequest) -> tuple[Any, Any, Any]:
    request.refresh_from_db()
    return request.claimed_by, request.claimed_at, request.claim_expires_at


def events(request: ReviewRequest) -> list[tuple[str, Any, str, Any]]:
    found = ThreadEvent.objects.filter(request=request, thread=request.thread)
    return [(event.kind, event.actor, event.side, event.at) for event in found]


def said(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def settle(request: ReviewRequest, how: str) -> None:
    """As an answer, a withdrawal and the end of the learner's account do."""
    found = ReviewRequest.objects.filter(pk=request.pk)
    if how == "deleted":
        assert request.learner is not None
        User.objects.get(pk=request.learner.pk).delete()
        how = "withdrawn"
    found.update(
        status=how, settled_at=NOW, claimed_by=None, claimed_at=None, claim_expires_at=None
    )


FREE = (None, None, None)


# --- What the services do --------------------------------------------------------------------


def test_claim_holds_three_days_and_is_recorded_once(asked: ReviewRequest, mentor: User) -> None:
    assert claim(asked, mentor)
    assert not claim(asked, mentor, NOW + HOUR)
    assert columns(asked) == (mentor, NOW, NOW + THREE_DAYS)
    assert events(asked) == [("claimed", mentor, "mentor", NOW)]
    # Whose turn it is stays as it was.
    asked.thread.refresh_from_db()
    assert asked.thread.turn == Turn.MENTOR


def test_claim_of_another_holds(asked: ReviewRequest, mentor: User) -> None:
    first = MentorFactory()
    claim(asked, first)
    with pytest.raises(ClaimedByAnotherError):
        claim(asked, mentor, NOW + THREE_DAYS - HOUR)
    assert columns(asked) == (first, NOW, NOW + THREE_DAYS)
    assert len(events(asked)) == 1


def test_claim_that_ran_out_frees_the_request_by_itself(asked: ReviewRequest, mentor: User) -> None:
    first = MentorFactory()
    claim(asked, first)
    end = NOW + THREE_DAYS
    assert asked.__class__.objects.free(end - HOUR).count() == 0
    assert asked.__class__.objects.free(end).count() == 1
    assert claim(asked, mentor, end)
    assert columns(asked) == (mentor, end, end + THREE_DAYS)
    with pytest.raises(ClaimedByAnotherError):
        claim_services.extend(request=asked, mentor=first, now=end)
    assert not claim_services.release(request=asked, mentor=first, now=end)
    assert columns(asked) == (mentor, end, end + THREE_DAYS)
    assert [kind for kind, *_ in events(asked)] == ["claimed", "claimed"]


@pytest.mark.parametrize("after", [HOUR * 20, THREE_DAYS, THREE_DAYS * 9])
def test_extend_gives_three_days_from_now_once(
    asked: ReviewRequest, mentor: User, after: datetime.timedelta
) -> None:
    claim(asked, mentor)
    later = NOW + after
    assert claim_services.extend(request=asked, mentor=mentor, now=later)
    again = later + datetime.timedelta(seconds=2)
    assert not claim_services.extend(request=asked, mentor=mentor, now=again)
    assert columns(asked) == (mentor, NOW, later + THREE_DAYS)
    assert [(kind, at) for kind, _, _, at in events(asked)] == [
        ("claimed", NOW),
        ("extended", later),
    ]


def test_release_frees_and_keeps_the_draft(asked: ReviewRequest, mentor: User) -> None:
    claim(asked, mentor)
    draft = DraftFactory(request=asked, mentor=mentor, summary="Half a thought.")
    assert claim_services.release(request=asked, mentor=mentor, now=NOW + HOUR)
    assert not claim_services.release(request=asked, mentor=mentor, now=NOW + HOUR)
    assert columns(asked) == FREE
    assert [kind for kind, *_ in events(asked)] == ["claimed", "released"]
    assert Draft.objects.get() == draft
    with pytest.raises(ClaimedByAnotherError):
        claim_services.extend(request=asked, mentor=mentor, now=NOW + HOUR)
    assert claim(asked, MentorFactory(), NOW + HOUR)


def test_only_the_owner_extends_and_releases(asked: ReviewRequest, mentor: User) -> None:
    claim(asked, mentor)
    other = MentorFactory()
    with pytest.raises(ClaimedByAnotherError):
        claim_services.extend(request=asked, mentor=other, now=NOW + HOUR * 9)
    assert not claim_services.release(request=asked, mentor=other, now=NOW + HOUR)
    assert columns(asked) == (mentor, NOW, NOW + THREE_DAYS)


@pytest.mark.parametrize("status", ["answered", "withdrawn"])
def test_settled_requests_are_not_open(asked: ReviewRequest, mentor: User, status: str) -> None:
    claim(asked, mentor)
    ReviewRequest.objects.update(status=status, settled_at=NOW)
    for change in (claim_services.claim, claim_services.extend):
        with pytest.raises(NotOpenError):
            change(request=asked, mentor=mentor, now=NOW + HOUR * 9)
    assert not claim_services.release(request=asked, mentor=mentor, now=NOW + HOUR * 9)
    assert columns(asked) == (mentor, NOW, NOW + THREE_DAYS)


def test_block_of_a_moment_ago_counts(asked: ReviewRequest, mentor: User) -> None:
    assert asked.learner is not None
    Block.objects.create(by=asked.learner, person=mentor, at=NOW)
    with pytest.raises(NotOpenError):
        claim(asked, mentor)
    assert columns(asked) == FREE


def test_learner_who_left_a_moment_ago(asked: ReviewRequest, mentor: User) -> None:
    stale = ReviewRequest.objects.select_related("learner").get()
    assert asked.learner is not None
    User.objects.get(pk=asked.learner.pk).delete()
    with pytest.raises(NotOpenError):
        claim(stale, mentor)
    with pytest.raises(NotOpenError):
        claim(ReviewRequest.objects.get(), mentor)


# --- What the pages do -----------------------------------------------------------------------


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("method", ["get", "head", "put", "delete"])
def test_verbs_are_posted(
    mentor_client: Client, asked: ReviewRequest, verb: str, method: str
) -> None:
    assert getattr(mentor_client, method)(address(verb, asked)).status_code == 405
    assert columns(asked) == FREE


@pytest.mark.parametrize("verb", VERBS)
def test_visitors_sign_in_first(client: Client, asked: ReviewRequest, verb: str) -> None:
    response = client.post(address(verb, asked))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))
    assert columns(asked) == FREE


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("htmx", [{}, {"HX-Request": "true"}])
def test_nothing_here_for_learners_and_the_asker(
    client: Client, asked: ReviewRequest, verb: str, htmx: dict[str, str]
) -> None:
    assert asked.learner is not None
    own = MentorFactory()
    for person in (asked.learner, UserFactory(), UserFactory(is_superuser=True), own):
        if person == own:
            ReviewRequest.objects.update(learner=own)
        client.force_login(person, backend="accounts.backends.EmailBackend")
        assert client.post(address(verb, asked), headers=htmx).status_code == 404
    assert columns(asked) == FREE


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("number", [0, 999_999_999, 10**30])
def test_no_such_request(mentor_client: Client, verb: str, number: int) -> None:
    assert mentor_client.post(reverse(f"mentoring:{verb}", args=[number])).status_code == 404


@pytest.mark.parametrize("verb", ["extend", "release"])
def test_claim_of_another_is_not_there_for_me(
    mentor_client: Client, asked: ReviewRequest, verb: str
) -> None:
    other = MentorFactory()
    claim(asked, other)
    assert mentor_client.post(address(verb, asked)).status_code == 404
    assert columns(asked) == (other, NOW, NOW + THREE_DAYS)


def test_claim_leads_to_the_request(
    mentor_client: Client, asked: ReviewRequest, mentor: User
) -> None:
    for _ in range(2):
        response = mentor_client.post(address("claim", asked))
        assert (response.status_code, response["Location"]) == (302, address("request", asked))
    assert "It is yours for three days." in said(response)
    assert columns(asked)[0] == mentor
    assert len(events(asked)) == 1


def test_claim_by_htmx_swaps_the_row(
    mentor_client: Client, asked: ReviewRequest, mentor: User
) -> None:
    response = mentor_client.post(address("claim", asked), headers={"HX-Request": "true"})
    text = response.content.decode()
    assert response.status_code == 200
    assert text.lstrip().startswith("<tr")
    assert "<html" not in text
    assert address("write", asked) in text
    assert "Yours" in text
    assert 'id="announcement"' in text
    assert columns(asked)[0] == mentor


def test_late_claim_is_told_without_a_name(mentor_client: Client, asked: ReviewRequest) -> None:
    claim(asked, MentorFactory(display_name="Hanna Lindqvist"))
    response = mentor_client.post(address("claim", asked))
    assert (response.status_code, response["Location"]) == (302, QUEUE)
    assert said(response) == ["Another mentor is reviewing this."]
    row = mentor_client.post(address("claim", asked), headers={"HX-Request": "true"})
    text = row.content.decode()
    assert "Another mentor is reviewing this." in text
    assert text.lstrip().startswith("<tr")
    assert "Hanna" not in text
    assert address("claim", asked) not in text


def test_withdrawn_between_look_and_claim(
    mentor_client: Client, asked: ReviewRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The view has found it; the service no longer does."""

    def withdrawn(**_: Any) -> bool:
        raise NotOpenError

    monkeypatch.setattr(claim_services, "claim", withdrawn)
    response = mentor_client.post(address("claim", asked))
    assert (response.status_code, response["Location"]) == (302, QUEUE)
    assert said(response) == [OVER]


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("end", ["answered", "withdrawn", "deleted"])
@pytest.mark.parametrize("once_theirs", [False, True])
def test_stale_page_is_told_that_it_is_over(
    mentor_client: Client,
    mentor: User,
    asked: ReviewRequest,
    verb: str,
    end: str,
    once_theirs: bool,
) -> None:
    if once_theirs:
        claim(asked, mentor)
    settle(asked, end)
    for _ in range(2):
        response = mentor_client.post(address(verb, asked))
        assert (response.status_code, response["Location"]) == (302, QUEUE)
    assert said(response)[-1] == OVER
    row = mentor_client.post(address(verb, asked), headers={"HX-Request": "true"})
    text = row.content.decode()
    assert text.lstrip().startswith("<tr")
    assert OVER in text
    # Not what it was called: no list of theirs holds it.
    assert asked.title not in text
    assert columns(asked)[0] is None


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("end", ["answered", "withdrawn"])
@pytest.mark.parametrize("reason", ["own", "they block", "blocked", "read it first"])
@pytest.mark.parametrize("htmx", [{}, {"HX-Request": "true"}])
def test_over_is_not_told_to_who_could_never_have_seen_it(
    mentor_client: Client,
    mentor: User,
    asked: ReviewRequest,
    verb: str,
    end: str,
    reason: str,
    htmx: dict[str, str],
) -> None:
    assert asked.learner is not None
    match reason:
        case "own":
            ReviewRequest.objects.update(learner=mentor)
        case "they block":
            Block.objects.create(by=mentor, person=asked.learner)
        case "blocked":
            claim(asked, mentor)
            Block.objects.create(by=asked.learner, person=mentor)
        case _:
            ReviewFactory(mentor=mentor, request__submission=asked.submission)
            ReviewRequest.objects.filter(pk=asked.pk).update(is_second=True)
    settle(asked, end)
    assert mentor_client.post(address(verb, asked), headers=htmx).status_code == 404


@pytest.mark.parametrize("verb", VERBS)
def test_second_reader_who_has_answered_is_told_that_it_is_over(
    mentor_client: Client, mentor: User, asked: ReviewRequest, verb: str
) -> None:
    ReviewFactory(request__submission=asked.submission)
    ReviewRequest.objects.filter(pk=asked.pk).update(is_second=True)
    claim(asked, mentor)
    ReviewFactory(mentor=mentor, request=asked)
    settle(asked, "answered")
    response = mentor_client.post(address(verb, asked))
    assert (response.status_code, said(response)) == (302, [OVER])


# --- Whoever is no mentor any more -----------------------------------------------------------


def _leave(mentor: User) -> None:
    mentor.groups.clear()


def _close(mentor: User) -> None:
    User.objects.filter(pk=mentor.pk).update(is_active=False)


@pytest.mark.parametrize("go", [_leave, _close])
def test_claim_of_who_is_no_mentor_holds_nothing(
    mentor_client: Client, mentor: User, asked: ReviewRequest, go: Callable[[User], None]
) -> None:
    first, requests = MentorFactory(), ReviewRequest.objects
    claim(asked, first)
    page = address("request", asked)
    assert "With another mentor" in mentor_client.get(page).content.decode()
    assert (requests.free(NOW).count(), requests.held_by(first, NOW).count()) == (0, 1)
    go(first)
    asked.refresh_from_db()
    assert (requests.free(NOW).count(), requests.held_by(first, NOW).count()) == (1, 0)
    assert asked.holder(NOW) is None
    assert not asked.is_held_by(User.objects.get(pk=first.pk), NOW)
    (row,) = mentor_client.get(QUEUE).context["queue"].rows
    assert (row.request, row.is_held) == (asked, False)
    assert "Free to claim" in mentor_client.get(page).content.decode()
    assert mentor_client.post(address("claim", asked)).status_code == 302
    assert columns(asked)[0] == mentor


def test_learner_reads_of_no_holder_who_has_left(client: Client, asked: ReviewRequest) -> None:
    first = MentorFactory(display_name="Hanna Lindqvist")
    assert asked.learner is not None
    claim(asked, first)
    with time_machine.travel(NOW, tick=False):
        client.force_login(asked.learner, backend="accounts.backends.EmailBackend")
        sharing = reverse("mentoring:sharing")
        (row,) = client.get(sharing).context["requests"]
        assert row.holder == first
        first.groups.clear()
        (row,) = client.get(sharing).context["requests"]
        assert row.holder is None


def test_who_is_made_a_mentor_again_goes_on(asked: ReviewRequest) -> None:
    first = MentorFactory()
    claim(asked, first)
    groups = list(first.groups.all())
    first.groups.clear()
    first.groups.set(groups)
    assert ReviewRequest.objects.held_by(first, NOW).get() == asked
    with pytest.raises(ClaimedByAnotherError):
        claim(asked, MentorFactory(), NOW + HOUR)


def test_extend_and_release_lead_back_to_the_request(
    mentor_client: Client, asked: ReviewRequest, mentor: User
) -> None:
    claim(asked, mentor, NOW - HOUR * 60)
    for _ in range(2):
        response = mentor_client.post(address("extend", asked))
        assert (response.status_code, response["Location"]) == (302, address("request", asked))
    assert said(response)[-1] == "It is yours for three days from now."
    response = mentor_client.post(address("release", asked))
    assert (response.status_code, response["Location"]) == (302, address("request", asked))
    assert said(response)[-1] == "You gave it back. What you wrote stays with you."
    response = mentor_client.post(address("release", asked))
    assert said(response)[-1] == "You do not hold this any more. What you wrote stays with you."
    assert columns(asked) == FREE
    assert [kind for kind, *_ in events(asked)] == ["claimed", "extended", "released"]


@pytest.mark.parametrize("verb", ["extend", "release"])
def test_claim_that_ran_out_and_was_taken_is_told(
    mentor_client: Client, asked: ReviewRequest, mentor: User, verb: str
) -> None:
    claim(asked, mentor, NOW - HOUR * 80)
    other = MentorFactory()
    claim(asked, other, NOW - HOUR)
    response = mentor_client.post(address(verb, asked))
    assert response.status_code == 302
    assert said(response) == ["You do not hold this any more. What you wrote stays with you."]
    assert columns(asked)[0] == other


def test_time_alone_frees_a_claim(client: Client, asked: ReviewRequest, mentor: User) -> None:
    """No job runs in between."""
    claim(asked, MentorFactory())
    client.force_login(mentor, backend="accounts.backends.EmailBackend")
    for hours, found in [(71, 0), (72, 1)]:
        with time_machine.travel(NOW + HOUR * hours, tick=False):
            client.force_login(mentor, backend="accounts.backends.EmailBackend")
            assert len(client.get(QUEUE).context["queue"].rows) == found


def test_claim_takes_as_many_queries_for_one_as_for_many(
    mentor_client: Client, asked: ReviewRequest, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(16):
        mentor_client.post(address("claim", asked), headers={"HX-Request": "true"})
    others = ReviewRequestFactory.create_batch(5)
    with django_assert_num_queries(16):
        mentor_client.post(address("claim", others[0]), headers={"HX-Request": "true"})
