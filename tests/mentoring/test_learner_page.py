"""A learner's plan as a mentor sees it, and the mentor's own note about them."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import MENTORS, User
from mentoring.models import MentorNote
from progress.models import StepStatus, Visibility
from roadmap.models import Step
from tests.factories import (
    CohortFactory,
    CohortMemberFactory,
    MentorFactory,
    PortfolioFactory,
    ProjectFactory,
    ReviewFactory,
    ReviewRequestFactory,
    StageFactory,
    StepFactory,
    StepStateFactory,
    StudySessionFactory,
    UserFactory,
)
from tests.mentoring.followed import NOW, ago, block, client_of, learner_of, moved, relate
from tests.pages import main

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def mentor() -> User:
    StepFactory(stage=StageFactory(number=1, start_month=0, end_month=3), hours=20)
    return MentorFactory(display_name="Hannah")


@pytest.fixture
def ann(mentor: User) -> User:
    return learner_of(mentor, "Ann", began=31)


def page_of(learner: User) -> str:
    return reverse("mentoring:learner", args=[learner.pk])


def note_of(learner: User) -> str:
    return reverse("mentoring:write-note", args=[learner.pk])


# --- Who sees whom -------------------------------------------------------------------------


def relations(mentor: User, learner: User, relation: str) -> None:
    """Bring mentor and learner into a relation, and perhaps out of it again."""
    cohort = CohortFactory()
    kind, _, after = relation.partition(", ")
    relate(kind, mentor, learner, cohort)
    if kind == "another mentor's cohort":
        relate("cohort", MentorFactory(), learner, cohort)
        mentor.led_cohorts.add(CohortFactory())
    if after == "left":
        learner.cohort_places.all().delete()
    if after == "ended":
        learner.learnerships.all().delete()
    if after == "not leading any more":
        cohort.mentors.remove(mentor)
    if after == "learner blocks":
        block(learner, mentor)
    if after == "mentor blocks":
        block(mentor, learner)
    if after == "not a mentor any more":
        mentor.groups.remove(Group.objects.get(name=MENTORS))
    if after == "account closed":
        User.objects.filter(pk=learner.pk).update(is_active=False)


@pytest.mark.parametrize(
    ("relation", "sees"),
    [
        ("assigned", True),
        ("cohort", True),
        ("none", False),
        ("another mentor's cohort", False),
        ("cohort, left", False),
        ("assigned, ended", False),
        ("cohort, not leading any more", False),
        ("assigned, learner blocks", False),
        ("cohort, mentor blocks", False),
        ("assigned, not a mentor any more", False),
        ("assigned, account closed", False),
    ],
)
def test_who_sees_whom(relation: str, sees: bool) -> None:
    mentor, learner = MentorFactory(), UserFactory(display_name="Ann Example")
    relations(mentor, learner, relation)
    client = client_of(mentor)
    assert client.get(page_of(learner)).status_code == (200 if sees else 404)
    posted = client.post(note_of(learner), {"text": "x"}).status_code
    assert posted == (302 if sees else 404)
    assert MentorNote.objects.exists() is sees
    desk = client.get(reverse("mentoring:desk"))
    assert (b"Ann Example" in desk.content) is sees


def test_nobody_else_sees_it(mentor: User, ann: User) -> None:
    admin = UserFactory(is_staff=True, is_superuser=True)
    for person in (ann, UserFactory(), admin):
        assert client_of(person).get(page_of(ann)).status_code == 404
        assert client_of(person).post(note_of(ann), {"text": "x"}).status_code == 404
    for response in (client_of(None).get(page_of(ann)), client_of(None).post(note_of(ann))):
        assert response.headers["Location"].startswith(reverse("account_login"))
    assert not MentorNote.objects.exists()


def test_mentor_in_their_own_cohort_is_not_their_learner(mentor: User) -> None:
    cohort = CohortFactory()
    relate("cohort", mentor, mentor, cohort)
    assert client_of(mentor).get(page_of(mentor)).status_code == 404


@pytest.mark.parametrize("number", [0, 10**18, 10**30])
def test_learner_who_is_not_there(mentor: User, number: int) -> None:
    url = reverse("mentoring:learner", args=[number])
    assert client_of(mentor).get(url).status_code == 404


def test_wrong_verb_is_refused(mentor: User, ann: User) -> None:
    client = client_of(mentor)
    assert client.post(page_of(ann)).status_code == 405
    assert client.get(note_of(ann)).status_code == 405


# --- What they see -------------------------------------------------------------------------


def test_page_says_position_reason_and_why_it_is_seen(mentor: User, ann: User) -> None:
    cohort = CohortFactory(name="Spring")
    relate("cohort", mentor, ann, cohort)
    moved(ann, 17, to_status="doing")
    page = main(client_of(mentor).get(page_of(ann)))
    assert page.texts("h1") == ["Ann is at month 1 of 3, in Stage 1."]
    assert "31 days behind the plan. No step moved for 17 days." in page.text
    assert "because Ann was assigned to you and because you lead Spring" in page.text
    assert "5 July 2026, 12:00 Not started → In progress" in page.text


def test_events_are_titles_and_dates(mentor: User, ann: User) -> None:
    for days in range(12):
        moved(ann, days)
    response = client_of(mentor).get(page_of(ann))
    assert [event.at.day for event in response.context["events"]][:2] == [11, 12]
    assert len(response.context["events"]) == 10


@pytest.mark.parametrize(
    ("fields", "headline"),
    [
        ({}, "Bo has no plan yet."),
        ({"start_date": ago(-5)}, "Bo starts on 27 July 2026."),
    ],
)
def test_page_without_figures(mentor: User, fields: dict[str, Any], headline: str) -> None:
    bo = learner_of(mentor, "Bo")
    bo.plans.update(**fields) if fields else bo.plans.all().delete()
    page = main(client_of(mentor).get(page_of(bo)))
    assert page.texts("h1") == [headline]


def test_finished_paused_and_overdue_plans_have_their_words(mentor: User, ann: User) -> None:
    ann.plans.get().pauses.create(start=ago(3))
    page = main(client_of(mentor).get(page_of(ann)))
    assert page.texts("h1") == ["Ann is paused at month 0.9."]
    ann.plans.update(start_date=ago(400))
    ann.plans.get().pauses.all().delete()
    page = main(client_of(mentor).get(page_of(ann)))
    assert page.texts("h1") == ["Ann is at month 13.1 of 3."]
    StepStateFactory(user=ann, step=Step.objects.get())
    page = main(client_of(mentor).get(page_of(ann)))
    assert page.texts("h1") == ["Ann finished on 1 April 2026."]


def test_what_the_learner_keeps_is_not_on_the_page(mentor: User, ann: User) -> None:
    """Each of these texts stands in a row that the page could have read."""
    other = MentorFactory()
    StepStateFactory(
        user=ann,
        step=StepFactory(hours=5),
        note="SECRET note",
        status=StepStatus.SKIPPED,
        skip_reason="SECRET skip",
    )
    moved(ann, 1, to_status="skipped", to_skip_reason="SECRET reason", from_skip_reason="SECRET")
    ProjectFactory(user=ann, title="SECRET project", summary="SECRET summary")
    ProjectFactory(user=ann, title="SECRET public", visibility=Visibility.PUBLIC)
    StudySessionFactory(user=ann, note="SECRET study")
    PortfolioFactory(user=ann, handle="secret-handle", headline="SECRET headline")
    MentorNote.objects.create(mentor=other, learner=ann, text="SECRET of another mentor")
    elsewhere = ReviewRequestFactory(
        work=ProjectFactory(user=ann, title="SECRET to another"), status="answered", settled_at=NOW
    )
    ReviewFactory(request=elsewhere, mentor=other)
    User.objects.filter(pk=ann.pk).update(email="secret@example.com")
    own = MentorNote.objects.create(mentor=mentor, learner=ann, text="My own *note*")
    content = client_of(mentor).get(page_of(ann)).content.decode()
    assert "secret" not in content.lower()
    assert "My own <em>note</em>" in content
    cohort = CohortFactory()
    relate("cohort", mentor, ann, cohort)
    for url in (reverse("mentoring:desk"), reverse("mentoring:cohort", args=[cohort.pk])):
        assert "secret" not in client_of(mentor).get(url).content.decode().lower()
    assert own.text not in client_of(ann).get(reverse("mentoring:sharing")).content.decode()


def test_reviews_are_those_with_this_mentor_and_the_queue(mentor: User, ann: User) -> None:
    done = ReviewRequestFactory(
        work=ProjectFactory(user=ann, title="Reviewed"), status="answered", settled_at=NOW
    )
    ReviewFactory(request=done, mentor=mentor)
    waits = ReviewRequestFactory(work=ProjectFactory(user=ann, title="Waits"))
    ReviewRequestFactory()
    response = client_of(mentor).get(page_of(ann))
    assert response.context["threads"] == [done.thread]
    assert response.context["requests"] == [waits]
    assert reverse("mentoring:request", args=[waits.pk]) in main(response).links()


@pytest.mark.parametrize(
    ("visibility", "linked"),
    [("private", False), ("mentors", True), ("link", False), ("public", True)],
)
def test_portfolio_is_linked_where_it_opens(
    mentor: User, ann: User, visibility: str, linked: bool
) -> None:
    PortfolioFactory(user=ann, handle="ann-example", visibility=visibility)
    links = main(client_of(mentor).get(page_of(ann))).links()
    assert ("/p/ann-example/" in links) is linked


@pytest.mark.parametrize("rows", [1, 20])
def test_page_asks_as_much_for_many_rows_as_for_one(
    mentor: User, ann: User, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    for number in range(rows):
        moved(ann, number)
        CohortMemberFactory(user=ann, cohort=CohortFactory()).cohort.mentors.add(mentor)
        ReviewRequestFactory(work=ProjectFactory(user=ann))
        done = ReviewRequestFactory(
            work=ProjectFactory(user=ann), status="answered", settled_at=NOW
        )
        ReviewFactory(request=done, mentor=mentor)
    client = client_of(mentor)
    # Session, user, whether a mentor, header; learner, plan, pauses, steps, options, states,
    # proofs, stages, last event; note, events, threads, requests, portfolio, cohorts, assigned.
    with django_assert_num_queries(20):
        client.get(page_of(ann))


# --- The note ------------------------------------------------------------------------------


def test_note_is_saved_and_twice_is_once(mentor: User, ann: User) -> None:
    client = client_of(mentor)
    for _ in range(2):
        response = client.post(note_of(ann), {"text": " Ask about **data**. "})
        assert response.headers["Location"] == page_of(ann)
    assert MentorNote.objects.get().text == "Ask about **data**."
    assert "Ask about <strong>data</strong>." in client.get(page_of(ann)).content.decode()


def test_note_changed_in_another_window_is_not_written_over(mentor: User, ann: User) -> None:
    client = client_of(mentor)
    seen = client.get(page_of(ann)).context["note_seen"]
    client.post(note_of(ann), {"text": "First window", "seen": seen})
    refused = client.post(note_of(ann), {"text": "Second window", "seen": seen})
    assert refused.status_code == 422
    assert "First window" in refused.content.decode()
    assert "Second window</textarea>" in refused.content.decode()
    assert MentorNote.objects.get().text == "First window"
    answers = {"text": "Second window", "seen": refused.context["note_seen"]}
    assert client.post(note_of(ann), answers).status_code == 302
    assert MentorNote.objects.get().text == "Second window"


@pytest.mark.parametrize("text", ["x" * 10_001, "NUL \x00 byte"])
def test_bad_note_is_refused_and_kept_in_the_field(mentor: User, ann: User, text: str) -> None:
    response = client_of(mentor).post(note_of(ann), {"text": text})
    assert response.status_code == 422
    assert response.context["note_form"]["text"].errors
    assert not MentorNote.objects.filter(text__gt="").exists()


def test_notes_of_two_mentors_are_apart(mentor: User, ann: User) -> None:
    other = MentorFactory()
    relate("assigned", other, ann)
    client_of(mentor).post(note_of(ann), {"text": "Hannah's"})
    client_of(other).post(note_of(ann), {"text": "The other's"})
    assert {note.mentor: note.text for note in MentorNote.objects.all()} == {
        mentor: "Hannah's",
        other: "The other's",
    }


def test_last_day_is_the_learners_own(mentor: User, ann: User) -> None:
    """Noon in UTC is midnight in Auckland, where the next day has begun."""
    User.objects.filter(pk=ann.pk).update(time_zone="Pacific/Auckland")
    moved(ann, 1)
    response = client_of(mentor).get(page_of(ann))
    assert response.context["row"].today == ago(-1)
    assert response.context["row"].last_active == "Yesterday"
