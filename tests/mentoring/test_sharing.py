"""Who sees what: the page, joining by code, leaving, ending, lifting."""

import datetime

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import MENTORS, User
from mentoring import people_services
from mentoring.models import Block, Cohort, CohortMember, Mentorship
from mentoring.models.people import learners_of, normal_code
from tests.factories import (
    CohortFactory,
    CohortMemberFactory,
    MentorFactory,
    MentorshipFactory,
    PortfolioFactory,
    ProjectFactory,
    ReviewFactory,
    ReviewRequestFactory,
    ShareLinkFactory,
    UserFactory,
)
from tests.mentoring.followed import NOW, block, client_of
from tests.pages import main

SHARING = reverse("mentoring:sharing")
JOIN = reverse("mentoring:join-cohort")
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def cohort() -> Cohort:
    found: Cohort = CohortFactory(name="Spring", join_code="BCDFGHJK")
    found.mentors.add(MentorFactory(display_name="Hannah"))
    return found


def leave_of(cohort: Cohort) -> str:
    return reverse("mentoring:leave-cohort", args=[cohort.pk])


def end_of(mentorship: Mentorship) -> str:
    return reverse("mentoring:end-mentorship", args=[mentorship.pk])


def lift_of(made: Block) -> str:
    return reverse("mentoring:lift-block", args=[made.pk])


# --- The page ------------------------------------------------------------------------------


def test_visitor_signs_in_first(client: Client) -> None:
    for url in (SHARING, JOIN):
        assert client.get(url).headers["Location"] == f"{reverse('account_login')}?next={url}"


def test_page_says_who_does_not_see_a_request(learner: User) -> None:
    text = main(client_of(learner).get(SHARING)).text
    assert "except those whom you block or who block you." in text


def test_page_names_everybody_who_sees_something(learner: User, cohort: Cohort) -> None:
    CohortMemberFactory(cohort=cohort, user=learner)
    ex, parted = MentorFactory(display_name="Exmentor"), MentorFactory(display_name="Parted")
    ex.groups.clear()
    cohort.mentors.add(ex, parted)
    block(parted, learner)
    MentorshipFactory(learner=learner, mentor=MentorFactory(display_name="Petra"))
    MentorshipFactory(learner=learner, mentor=ex)
    reader = MentorFactory(display_name="Rita")
    ReviewRequestFactory(
        work=ProjectFactory(user=learner, title="Waiting work"),
        claimed_by=reader,
        claim_expires_at=NOW + datetime.timedelta(hours=5),
    )
    done = ReviewRequestFactory(
        work=ProjectFactory(user=learner), status="answered", settled_at=NOW
    )
    ReviewFactory(request=done, mentor=MentorFactory(display_name="Olaf"))
    portfolio = PortfolioFactory(user=learner, visibility="link")
    ShareLinkFactory(portfolio=portfolio)
    ShareLinkFactory(portfolio=portfolio, revoked_at=NOW)
    block(learner, UserFactory(display_name="Unwanted"))
    CohortFactory(name="Not mine")
    text = main(client_of(learner).get(SHARING)).text
    for words in (
        "Spring Hannah sees your plan.",
        "Petra Assigned to you",
        "Waiting work Rita reads it now.",
        "Olaf has reviewed your work",
        "Whoever has one of your links can open it, and nobody else. One link opens it.",
        "Unwanted Since",
    ):
        assert words in text
    for name in ("Exmentor", "Parted", "Not mine"):
        assert name not in text


def test_page_says_that_a_block_closes_no_portfolio(learner: User) -> None:
    mentor = MentorFactory()
    block(learner, mentor)
    portfolio = PortfolioFactory(user=learner, handle="amara", visibility="mentors")
    text = main(client_of(learner).get(SHARING)).text
    assert "Every mentor of this site can open it, also one whom you block, and nobody" in text
    assert "Make it private or link-only to close it to them." in text
    address = reverse("portfolio:public", args=["amara"])
    assert client_of(mentor).get(address).status_code == 200
    for visibility in ("private", "link"):
        portfolio.visibility = visibility
        portfolio.save()
        assert client_of(mentor).get(address).status_code == 404


def test_join_page_says_under_which_name(learner: User, cohort: Cohort) -> None:
    User.objects.filter(pk=learner.pk).update(display_name="", email="amara.o@example.com")
    page = main(client_of(learner).get(JOIN, {"code": cohort.join_code}))
    assert "You are shown as amara.o , the part of your email address before the @." in page.text
    settings = f"{reverse('accounts:settings')}?next={JOIN}%3Fcode%3D{cohort.join_code}"
    assert settings in [link.attributes["href"] for link in page.all("a")]


def test_what_waits_can_be_taken_back_from_the_page(learner: User) -> None:
    asked = ReviewRequestFactory(work=ProjectFactory(user=learner))
    links = main(client_of(learner).get(SHARING)).links()
    assert reverse("mentoring:withdraw", args=[asked.pk]) in links


def test_empty_page_says_what_will_stand_there(learner_client: Client) -> None:
    text = main(learner_client.get(SHARING)).text
    for words in ("You are in no cohort.", "No mentor is assigned", "Nothing waits.", "Nobody."):
        assert words in text
    assert "You have no portfolio yet" in text


@pytest.mark.parametrize("rows", [1, 20])
def test_page_asks_as_much_for_many_as_for_one(
    learner: User, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    for _ in range(rows):
        place = CohortMemberFactory(user=learner)
        place.cohort.mentors.add(MentorFactory())
        MentorshipFactory(learner=learner)
        block(learner, UserFactory())
        ReviewRequestFactory(work=ProjectFactory(user=learner))
        done = ReviewRequestFactory(
            work=ProjectFactory(user=learner), status="answered", settled_at=NOW
        )
        ReviewFactory(request=done)
    client = client_of(learner)
    # Session, user, header; portfolio, links, places, their mentors, mentorships, requests,
    # reviewers, blocks.
    with django_assert_num_queries(11):
        client.get(SHARING)


# --- Joining -------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["BCDFGHJK", "bcdf ghjk", " Bcdf-Ghjk ", "BCDF\u2013GHJK"])
def test_code_is_read_forgivingly(code: str) -> None:
    assert normal_code(code) == "BCDFGHJK"


def test_code_shows_who_will_see_what_and_joins_nobody(
    learner: User, learner_client: Client, cohort: Cohort
) -> None:
    page = main(learner_client.get(JOIN, {"code": "bcdf ghjk"}))
    assert page.texts("h1") == ["Join Spring?"]
    assert "Hannah will see your plan" in page.text
    assert not CohortMember.objects.exists()


def test_join_twice_is_once(learner: User, learner_client: Client, cohort: Cohort) -> None:
    for _ in range(2):
        response = learner_client.post(JOIN, {"code": "bcdf-ghjk"})
        assert response.headers["Location"] == SHARING
    assert [(place.cohort, place.user) for place in CohortMember.objects.all()] == [
        (cohort, learner)
    ]
    assert list(learners_of(cohort.mentors.get())) == [learner]


@pytest.mark.parametrize("send", ["get", "post"])
def test_wrong_and_closed_codes_get_the_same_answer(
    learner_client: Client, cohort: Cohort, send: str
) -> None:
    CohortFactory(join_code="ZZZZZZZZ", is_open=False)
    answers = [
        getattr(learner_client, send)(JOIN, {"code": code}) for code in ("ZZZZZZZZ", "XXXXXXXX")
    ]
    assert [answer.status_code for answer in answers] == [422, 422]
    first, second = (answer.context["form"].errors for answer in answers)
    assert first == second
    assert not CohortMember.objects.exists()


@pytest.mark.parametrize("code", ["", "   ", "\x00", "x" * 10_000, "---", "ß" * 20])
def test_junk_codes_are_refused(learner_client: Client, cohort: Cohort, code: str) -> None:
    for send in (learner_client.get, learner_client.post):
        response = send(JOIN, {"code": code})
        assert response.status_code == 422
        assert response.context["form"].errors["code"]


def test_visitor_joins_nothing(client: Client, cohort: Cohort) -> None:
    response = client.post(JOIN, {"code": cohort.join_code})
    assert response.headers["Location"].startswith(reverse("account_login"))
    assert not CohortMember.objects.exists()


def test_wrong_verbs_are_refused(learner: User, learner_client: Client, cohort: Cohort) -> None:
    CohortMemberFactory(cohort=cohort, user=learner)
    made = block(learner, UserFactory())
    assert learner_client.post(SHARING).status_code == 405
    for url in (JOIN, leave_of(cohort)):
        assert learner_client.delete(url).status_code == 405
    assert learner_client.get(lift_of(made)).status_code == 405
    assert (CohortMember.objects.count(), Block.objects.count()) == (1, 1)


def test_ten_wrong_codes_an_hour_and_then_no_right_one(
    learner_client: Client, cohort: Cohort
) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        codes = [
            learner_client.get(JOIN, {"code": f"WRONG{number}"}).status_code for number in range(11)
        ]
        assert codes == [422] * 10 + [429]
        for send in (learner_client.get, learner_client.post):
            assert send(JOIN, {"code": cohort.join_code}).status_code == 429
        assert not CohortMember.objects.exists()
        # Somebody else's tries are their own.
        other = client_of(UserFactory())
        assert other.get(JOIN, {"code": cohort.join_code}).status_code == 200
        clock.move_to(NOW + datetime.timedelta(minutes=59))
        assert learner_client.get(JOIN, {"code": cohort.join_code}).status_code == 429
        clock.move_to(NOW + datetime.timedelta(minutes=61))
        assert learner_client.post(JOIN, {"code": cohort.join_code}).status_code == 302


def test_right_codes_are_not_counted(learner_client: Client, cohort: Cohort) -> None:
    codes = {learner_client.get(JOIN, {"code": cohort.join_code}).status_code for _ in range(15)}
    assert codes == {200}


def test_mentor_does_not_join_what_they_lead(cohort: Cohort) -> None:
    mentor = cohort.mentors.get()
    response = client_of(mentor).post(JOIN, {"code": cohort.join_code})
    assert response.status_code == 422
    assert "You lead Spring" in main(response).text
    other = client_of(MentorFactory()).post(JOIN, {"code": cohort.join_code})
    assert other.status_code == 302


def test_code_changed_meanwhile_joins_nobody(learner: User, cohort: Cohort) -> None:
    seen = people_services.find_cohort(user=learner, code=cohort.join_code, now=NOW)
    Cohort.objects.update(join_code="NEWNEWNW")
    assert seen is not None
    with pytest.raises(Cohort.DoesNotExist):
        people_services.join(user=learner, cohort=seen)


def test_joining_holds_the_person_first(learner: User, cohort: Cohort) -> None:
    """One change at a time of what is theirs; and who has just left joins nothing."""
    User.objects.get(pk=learner.pk).delete()
    with pytest.raises(User.DoesNotExist):
        people_services.join(user=learner, cohort=cohort)


# --- Leaving, ending, lifting --------------------------------------------------------------


def test_leave_asks_first_then_the_mentor_sees_nothing(
    learner: User, learner_client: Client, cohort: Cohort
) -> None:
    CohortMemberFactory(cohort=cohort, user=learner)
    mentor = cohort.mentors.get()
    page = main(learner_client.get(leave_of(cohort)))
    assert page.texts("h1") == ["Leave Spring?"]
    assert "Hannah then sees nothing more" in page.text
    assert list(learners_of(mentor)) == [learner]
    assert learner_client.post(leave_of(cohort)).headers["Location"] == SHARING
    assert list(learners_of(mentor)) == []
    assert learner_client.post(leave_of(cohort)).status_code == 404
    assert people_services.leave(user=learner, cohort=cohort) is False


def test_leaving_is_for_ones_own_place(learner_client: Client, cohort: Cohort) -> None:
    CohortMemberFactory(cohort=cohort)
    for send in (learner_client.get, learner_client.post, client_of(cohort.mentors.get()).post):
        assert send(leave_of(cohort)).status_code == 404
    assert CohortMember.objects.count() == 1


def test_end_asks_first_and_is_the_learners(learner: User, learner_client: Client) -> None:
    mentorship = MentorshipFactory(learner=learner, mentor__display_name="Petra")
    mentor = mentorship.mentor
    page = main(learner_client.get(end_of(mentorship)))
    assert page.texts("h1") == ["End with Petra as your mentor?"]
    for person in (mentor, UserFactory(), UserFactory(is_superuser=True, is_staff=True)):
        assert client_of(person).post(end_of(mentorship)).status_code == 404
    assert list(learners_of(mentor)) == [learner]
    assert learner_client.post(end_of(mentorship)).status_code == 302
    assert list(learners_of(mentor)) == []
    assert learner_client.post(end_of(mentorship)).status_code == 404
    assert people_services.end_mentorship(mentorship=mentorship) is False


def test_ended_mentor_who_leads_a_cohort_of_theirs_is_named(
    learner: User, learner_client: Client, cohort: Cohort
) -> None:
    CohortMemberFactory(cohort=cohort, user=learner)
    mentorship = MentorshipFactory(learner=learner, mentor=cohort.mentors.get())
    response = learner_client.post(end_of(mentorship), follow=True)
    assert "They still lead a cohort of yours." in response.content.decode()


def test_lift_is_for_whoever_made_the_block(learner: User, learner_client: Client) -> None:
    mentorship = MentorshipFactory(learner=learner)
    made, theirs = block(learner, mentorship.mentor), block(UserFactory(), learner)
    assert client_of(mentorship.mentor).post(lift_of(made)).status_code == 404
    assert learner_client.post(lift_of(theirs)).status_code == 404
    assert list(learners_of(mentorship.mentor)) == []
    assert learner_client.post(lift_of(made)).status_code == 302
    assert list(learners_of(mentorship.mentor)) == [learner]
    assert learner_client.post(lift_of(made)).status_code == 404
    assert people_services.lift_block(block=made) is False
    assert list(Block.objects.all()) == [theirs]


@pytest.mark.parametrize("number", [0, 10**18])
@pytest.mark.parametrize("name", ["leave-cohort", "end-mentorship", "lift-block"])
def test_what_is_not_there_is_not_found(learner_client: Client, name: str, number: int) -> None:
    assert learner_client.post(reverse(f"mentoring:{name}", args=[number])).status_code == 404


def test_ex_mentor_follows_nobody(learner: User, cohort: Cohort) -> None:
    CohortMemberFactory(cohort=cohort, user=learner)
    mentor = cohort.mentors.get()
    mentor.groups.remove(Group.objects.get(name=MENTORS))
    assert "Nobody leads it now" in main(client_of(learner).get(SHARING)).text
    assert client_of(mentor).get(reverse("mentoring:desk")).status_code == 404
