"""Mentors with a past, and what is left of it to them at every address of a review.

Rows of the access table with people of their own; `tell_pasts` makes what their words stand for.
"""

from typing import Any

from django.contrib.auth.models import Group

from accounts.models import MENTORS, User
from mentoring.models import Block, ReviewRequest, Side, ThreadEvent, ThreadEventKind
from tests.factories import (
    CohortFactory,
    CohortMemberFactory,
    DraftFactory,
    MentorFactory,
    MentorshipFactory,
    ReviewFactory,
    ReviewRequestFactory,
    UserFactory,
)
from tests.mentoring.reviewing import GOOD
from tests.site.addresses import Address
from tests.site.story import DAY, NOW, Story, image_of

# The learner blocked `blocked`, `blocker` blocked the learner; both lead the learner's cohort and
# are assigned to them. So is `former`, who holds a claim with a draft and has published a review,
# and is no mentor any more. `lapsed` has a draft under a claim that ran out; `released` gave claims
# back, one of them with a draft; `asker` waits for a review of their own work; `reviewer` has
# reviewed and holds another request.
PASTS = ("blocked", "blocker", "former", "lapsed", "released", "asker", "reviewer")


def only(status: int = 200, **others: int) -> dict[str, int]:
    """That for the people named in `others`, 404 for the rest."""
    return dict.fromkeys(PASTS, 404) | others if others else dict.fromkeys(PASTS, status)


def all_but(*people: str, status: int = 200) -> dict[str, int]:
    return dict.fromkeys(PASTS, status) | dict.fromkeys(people, 404)


NO_GET = dict.fromkeys(PASTS, 405)
REVIEW = GOOD | {"summary": "Keep the split.", "verdict": "approved"}
WAITING = ("the waiting request",)
ASKERS = ("the asker's request",)
SECOND = ("the second reader's request",)
LAPSED = ("the lapsed request",)
FORMERS = ("the former mentor's request",)
HELD = ("the held request",)
PARTED = ("blocked", "blocker")
OFF = (*PARTED, "former")
WITH_A_PAST = {
    # Requests that wait.
    "mentoring:request past": Address(all_but(*OFF), NO_GET, WAITING),
    "mentoring:request-image past": Address(all_but(*OFF), NO_GET, (*WAITING, "its image")),
    "mentoring:claim past": Address(NO_GET, all_but(*OFF, status=302), WAITING),
    "mentoring:request own": Address(all_but("former", "asker"), NO_GET, ASKERS),
    "mentoring:request-image own": Address(
        all_but("former", "asker"), NO_GET, (*ASKERS, "the asker's image")
    ),
    "mentoring:claim own": Address(NO_GET, all_but("former", "asker", status=302), ASKERS),
    "mentoring:request second": Address(all_but(*OFF, "reviewer"), NO_GET, SECOND),
    "mentoring:request-image second": Address(
        all_but(*OFF, "reviewer"), NO_GET, (*SECOND, "the second reader's image")
    ),
    "mentoring:claim second": Address(NO_GET, all_but(*OFF, "reviewer", status=302), SECOND),
    # A claim that ran out is taken again by more time or by publishing, while it is free.
    "mentoring:extend lapsed": Address(NO_GET, only(lapsed=302, released=302), LAPSED),
    "mentoring:release lapsed": Address(NO_GET, only(lapsed=302, released=302), LAPSED),
    "mentoring:write lapsed": Address(only(lapsed=200), NO_GET, LAPSED),
    # What is on the screen of whoever has held it can still be kept, and goes nowhere.
    "mentoring:save-draft lapsed": Address(NO_GET, only(lapsed=302, released=302), LAPSED),
    "mentoring:publish lapsed": Address(NO_GET, only(lapsed=302, released=422), LAPSED, REVIEW),
    "mentoring:discard-draft lapsed": Address(only(lapsed=200), only(lapsed=302), LAPSED),
    # Held by another: what was written stays, and goes nowhere.
    "mentoring:publish held": Address(NO_GET, only(reviewer=302, released=422), HELD, REVIEW),
    "mentoring:write held": Address(only(reviewer=200, released=200), NO_GET, HELD),
    # No mentor any more, whatever they hold.
    "mentoring:extend former": Address(NO_GET, only(404), FORMERS),
    "mentoring:release former": Address(NO_GET, only(404), FORMERS),
    "mentoring:write former": Address(only(404), NO_GET, FORMERS),
    "mentoring:save-draft former": Address(NO_GET, only(404), FORMERS),
    "mentoring:publish former": Address(NO_GET, only(404), FORMERS, REVIEW),
    "mentoring:discard-draft former": Address(only(404), only(404), FORMERS),
    "mentoring:withdraw-verdict former": Address(only(404), only(404), ("the former review",)),
    # Conversations: of those who have reviewed or hold it now.
    "mentoring:thread lapsed": Address(only(404), NO_GET, ("the lapsed thread",)),
    "mentoring:thread former": Address(only(404), NO_GET, ("the former's thread",)),
    "mentoring:submission former": Address(only(404), NO_GET, ("the former's thread", "1")),
    "mentoring:submission-image former": Address(
        only(404), NO_GET, ("the former's thread", "1", "the former's image")
    ),
    "mentoring:post-message former": Address(NO_GET, only(404), ("the former's thread",)),
    "mentoring:report former": Address(only(404), only(404), ("the former's thread",)),
    "mentoring:block former": Address(only(404), only(404), ("the former's thread",)),
    # Learners and cohorts.
    "mentoring:learner past": Address(only(404), NO_GET, ("the learner",)),
    "mentoring:write-note past": Address(NO_GET, only(404), ("the learner",)),
    "mentoring:cohort past": Address(only(blocked=200, blocker=200), NO_GET, ("the cohort",)),
    "mentoring:desk past": Address(all_but("former"), NO_GET),
    "mentoring:queue past": Address(all_but("former"), NO_GET),
    "mentoring:snippets past": Address(all_but("former"), NO_GET),
    # Shown to mentors, and to nobody who was one.
    "portfolio:public to-those-who-were": Address(all_but("former"), NO_GET, ("for-mentors",)),
}


def tell_pasts(learner: User, story: Story) -> Story:
    """Adds the people of PASTS, and what they have left behind."""
    people: dict[str, User] = {person: MentorFactory() for person in PASTS}
    former = people["former"] = UserFactory()
    _lead(learner, [people[person] for person in OFF], story)
    Block.objects.create(by=learner, person=people["blocked"])
    Block.objects.create(by=people["blocker"], person=learner)
    waiting = ReviewRequestFactory(by=learner)
    asked = ReviewRequestFactory(by=people["asker"])
    held = _held(learner, people["reviewer"], until=NOW + DAY)
    _claimed(held, people["released"])
    DraftFactory(request=held, mentor=people["released"])
    lapsed = _held(learner, people["lapsed"], until=NOW - DAY)
    DraftFactory(request=lapsed, mentor=people["lapsed"])
    _claimed(lapsed, people["released"])
    formers = _held(learner, former, until=NOW + DAY)
    DraftFactory(request=formers, mentor=former)
    left = ReviewFactory(
        request=ReviewRequestFactory(by=learner, status="answered", settled_at=NOW - DAY),
        mentor=former,
    )
    read = ReviewFactory(
        request=ReviewRequestFactory(by=learner, status="answered", settled_at=NOW - DAY),
        mentor=people["reviewer"],
    )
    second = ReviewRequestFactory(submission=read.request.submission, is_second=True)
    assert not former.groups.filter(name=MENTORS).exists()
    assert Group.objects.filter(name=MENTORS).exists()
    story.people |= people
    story.ids |= {
        "the waiting request": waiting.pk,
        "its image": image_of(waiting),
        "the asker's request": asked.pk,
        "the asker's image": image_of(asked),
        "the second reader's request": second.pk,
        "the second reader's image": image_of(second),
        "the held request": held.pk,
        "the lapsed request": lapsed.pk,
        "the lapsed thread": lapsed.thread.pk,
        "the former mentor's request": formers.pk,
        "the former review": left.pk,
        "the former's thread": left.request.thread.pk,
        "the former's image": image_of(left.request),
    }
    return story


def _lead(learner: User, mentors: list[User], story: Story) -> None:
    cohort = CohortFactory()
    CohortMemberFactory(cohort=cohort, user=learner)
    cohort.mentors.set(mentors)
    for mentor in mentors:
        MentorshipFactory(mentor=mentor, learner=learner)
    story.ids["the cohort"] = cohort.pk


def _held(learner: User, mentor: User, until: Any) -> ReviewRequest:
    request: ReviewRequest = ReviewRequestFactory(
        by=learner, claimed_by=mentor, claimed_at=NOW - 2 * DAY, claim_expires_at=until
    )
    _claimed(request, mentor)
    return request


def _claimed(request: ReviewRequest, mentor: User) -> None:
    ThreadEvent.objects.create(
        thread=request.thread,
        kind=ThreadEventKind.CLAIMED,
        at=NOW - 2 * DAY,
        actor=mentor,
        side=Side.MENTOR,
        request=request,
    )
