"""Cohorts, mentorships, invitations and blocks in the admin."""

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from accounts.models import User
from mentoring.admin_people import InvitationForm
from mentoring.invitations import revoke, send_again, token_of
from mentoring.models import Block, Cohort, CohortMember, MentorInvitation, Mentorship
from tests.factories import (
    CohortFactory,
    CohortMemberFactory,
    MentorFactory,
    MentorshipFactory,
    UserFactory,
)
from tests.mentoring.followed import NOW, block, client_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
MODELS = ["cohort", "mentorship", "mentorinvitation", "block"]


@pytest.fixture
def admin() -> User:
    return UserFactory(is_staff=True, is_superuser=True)


@pytest.fixture
def admin_client(admin: User) -> Client:
    return client_of(admin)


def address(model: str, page: str = "changelist", *args: Any) -> str:
    return reverse(f"admin:mentoring_{model}_{page}", args=args)


def staff(*names: str) -> Client:
    person = UserFactory(is_staff=True)
    person.user_permissions.set(Permission.objects.filter(codename__in=names))
    return client_of(person)


def act(client: Client, model: str, action: str, *rows: Any) -> Any:
    answers = {"action": action, "_selected_action": [row.pk for row in rows]}
    return client.post(address(model), answers, follow=True)


def problems(response: Any) -> dict[str, list[str]]:
    return dict(response.context["adminform"].form.errors)


def members(**changes: Any) -> dict[str, Any]:
    return {"members-TOTAL_FORMS": 0, "members-INITIAL_FORMS": 0, **changes}


# --- Who may -------------------------------------------------------------------------------


@pytest.mark.parametrize("model", MODELS)
def test_pages_ask_for_their_permission(model: str, admin_client: Client) -> None:
    assert client_of(MentorFactory()).get(address(model)).status_code == 302
    assert staff().get(address(model)).status_code == 403
    assert staff(f"view_{model}").get(address(model)).status_code == 200
    assert admin_client.get(address(model)).status_code == 200


def test_looking_is_not_acting() -> None:
    cohort, invitation = CohortFactory(), invite()
    client = staff("view_cohort", "view_mentorinvitation")
    act(client, "cohort", "change_code", cohort)
    act(client, "mentorinvitation", "revoke", invitation)
    assert client.post(address("mentorinvitation", "add"), {"email": "x@y.org"}).status_code == 403
    code = cohort.join_code
    cohort.refresh_from_db()
    invitation.refresh_from_db()
    assert (cohort.join_code, invitation.revoked_at) == (code, None)


# --- Cohorts and mentorships ---------------------------------------------------------------


def test_cohort_is_led_by_mentors_only(admin_client: Client) -> None:
    mentor, learner = MentorFactory(), UserFactory()
    answers = members(name="Spring", join_code="bcdf-ghjk", is_open="on")
    refused = admin_client.post(address("cohort", "add"), answers | {"mentors": [learner.pk]})
    assert list(problems(refused)) == ["mentors"]
    added = admin_client.post(
        address("cohort", "add"),
        answers
        | {
            "mentors": [mentor.pk],
            "members-TOTAL_FORMS": 1,
            "members-0-user": learner.pk,
        },
    )
    assert added.status_code == 302
    cohort = Cohort.objects.get()
    assert (cohort.join_code, list(cohort.mentors.all())) == ("BCDFGHJK", [mentor])
    assert [place.user for place in CohortMember.objects.all()] == [learner]
    page = admin_client.get(address("cohort", "change", cohort.pk)).content.decode()
    assert f'<option value="{mentor.pk}" selected>' in page


@pytest.mark.parametrize("code", ["AB-12", "-- -- --", "ÄÖÜÄÖÜÄÖ"])
def test_code_of_ones_own_is_long_enough_to_guess_at(admin_client: Client, code: str) -> None:
    answers = members(name="Spring", join_code=code)
    refused = admin_client.post(address("cohort", "add"), answers)
    assert list(problems(refused)) == ["join_code"]


def test_new_code_makes_the_old_one_useless(admin_client: Client) -> None:
    one, two = CohortFactory(), CohortFactory()
    before = {one.join_code, two.join_code}
    response = act(admin_client, "cohort", "change_code", one, two)
    after = set(Cohort.objects.values_list("join_code", flat=True))
    assert len(after) == 2
    assert not before & after
    assert all(code in response.content.decode() for code in after)


def test_cohorts_are_counted(admin_client: Client) -> None:
    cohort = CohortFactory()
    CohortMemberFactory.create_batch(3, cohort=cohort)
    cohort.mentors.add(MentorFactory(), MentorFactory())
    (row,) = admin_client.get(address("cohort")).context["cl"].queryset
    assert (row.number_of_learners, row.number_of_leaders) == (3, 2)


def test_mentorship_takes_a_mentor_and_somebody_else(admin_client: Client) -> None:
    mentor, learner = MentorFactory(), UserFactory()

    def add(mentor: User, learner: User) -> Any:
        answers = {"mentor": mentor.pk, "learner": learner.pk}
        return admin_client.post(address("mentorship", "add"), answers)

    assert list(problems(add(learner, mentor))) == ["mentor"]
    assert list(problems(add(mentor, mentor))) == ["__all__"]
    assert add(mentor, learner).status_code == 302
    assert list(problems(add(mentor, learner))) == ["__all__"]
    assert Mentorship.objects.count() == 1


# --- Invitations ---------------------------------------------------------------------------


def invite(email: str = "new@example.com", days: int = 14, **fields: Any) -> MentorInvitation:
    expires = NOW + datetime.timedelta(days=days)
    return MentorInvitation.objects.create(email=email, expires_at=expires, **fields)


def test_invitation_is_sent_by_a_task_with_its_address(
    admin: User, admin_client: Client, settings: Any
) -> None:
    """The site's own address, whatever host the admin is on: behind a proxy, or by a tunnel."""
    settings.SITE_URL = "https://careers.example.org"
    answers = {"email": " New@Example.com ", "days": 7}
    response = admin_client.post(address("mentorinvitation", "add"), answers)
    assert response.status_code == 302
    invitation = MentorInvitation.objects.get()
    assert (invitation.email, invitation.invited_by) == ("new@example.com", admin)
    assert (invitation.expires_at - NOW).days == 7
    url = reverse("mentoring:invitation", args=[token_of(invitation)])
    (task,) = DBTaskResult.objects.all()
    assert task.args_kwargs["kwargs"] == {
        "invitation_id": invitation.pk,
        "address": f"https://careers.example.org{url}",
    }


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"email": "", "days": 14}, "email"),
        ({"email": "nonsense", "days": 14}, "email"),
        ({"email": "new@example.com", "days": 0}, "days"),
        ({"email": "new@example.com", "days": 91}, "days"),
        ({"email": "LIVE@example.com", "days": 14}, "email"),
        ({"email": "Mentor@example.com", "days": 14}, "email"),
    ],
)
def test_bad_invitation_is_refused(
    admin_client: Client, answers: dict[str, Any], field: str
) -> None:
    invite("live@example.com")
    MentorFactory(email="mentor@example.com")
    refused = admin_client.post(address("mentorinvitation", "add"), answers)
    assert list(problems(refused)) == [field]
    assert (MentorInvitation.objects.count(), DBTaskResult.objects.count()) == (1, 0)


def test_address_may_be_invited_again_once_the_first_is_over(admin_client: Client) -> None:
    """The expired one is revoked: sent again, it would be a second one that is open."""
    expired, other = invite("New@Example.com", days=-1), invite("b@example.com", days=-1)
    invite(revoked_at=NOW)
    invite(accepted_at=NOW)
    answers = {"email": "new@example.com", "days": 14}
    assert admin_client.post(address("mentorinvitation", "add"), answers).status_code == 302
    fresh = MentorInvitation.objects.get(expires_at__gt=NOW, revoked_at=None, accepted_at=None)
    assert set(MentorInvitation.objects.unanswered()) == {fresh, other}
    assert MentorInvitation.objects.filter(pk=expired.pk, revoked_at__gte=NOW).exists()
    assert not send_again(invitation=expired, now=NOW)


def test_two_admins_who_invite_at_once_send_one(
    admin_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second one's form was valid a moment ago."""
    look, looks = InvitationForm.clean_email, []

    def clean_email(form: InvitationForm) -> str:
        looks.append(form)
        return "new@example.com" if len(looks) == 1 else look(form)

    invite("New@example.com")
    monkeypatch.setattr(InvitationForm, "clean_email", clean_email)
    answers = {"email": "new@example.com", "days": 14}
    refused = admin_client.post(address("mentorinvitation", "add"), answers)
    assert problems(refused) == {
        "email": ["This address has an invitation. Send that one again, or revoke it first."]
    }
    assert (MentorInvitation.objects.count(), DBTaskResult.objects.count()) == (1, 0)


@pytest.mark.parametrize("email", ["new@example.com", "NEW@Example.com"])
def test_database_keeps_one_open_invitation_an_address(email: str) -> None:
    first = invite("new@example.com", days=-1)
    second = MentorInvitation(email=email, expires_at=NOW)
    with pytest.raises(ValidationError, match="This address has an invitation"):
        second.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        second.save()
    revoke(invitation=first, now=NOW)
    second.full_clean()
    second.save()


def test_revoke_and_send_again(admin_client: Client) -> None:
    waiting, expired = invite("a@example.com", days=2), invite("b@example.com", days=-5)
    gone, used = invite("c@example.com", revoked_at=NOW), invite("d@example.com", accepted_at=NOW)
    act(admin_client, "mentorinvitation", "send_again", waiting, expired, gone, used)
    days = {row.email[0]: (row.expires_at - NOW).days for row in MentorInvitation.objects.all()}
    assert days == {"a": 14, "b": 14, "c": 14, "d": 14}
    assert DBTaskResult.objects.count() == 2
    response = act(admin_client, "mentorinvitation", "revoke", waiting, used)
    assert "nothing to revoke, it was accepted or revoked before." in response.content.decode()
    states = {row.email[0]: bool(row.revoked_at) for row in MentorInvitation.objects.all()}
    assert states == {"a": True, "b": False, "c": True, "d": False}


def test_sent_invitation_is_not_changed(admin_client: Client) -> None:
    invitation = invite()
    url = address("mentorinvitation", "change", invitation.pk)
    assert "Waiting" in admin_client.get(url).content.decode()
    admin_client.post(url, {"email": "other@example.com", "days": 3})
    invitation.refresh_from_db()
    assert invitation.email == "new@example.com"
    assert not DBTaskResult.objects.exists()


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({}, "Waiting"),
        ({"days": -1}, "Expired"),
        ({"revoked_at": NOW}, "Revoked"),
        ({"accepted_at": NOW}, "Accepted"),
    ],
)
def test_list_says_the_state(admin_client: Client, fields: dict[str, Any], state: str) -> None:
    invite(**fields)
    page = admin_client.get(address("mentorinvitation")).content.decode()
    assert f'<td class="field-state">{state}</td>' in page


# --- Blocks --------------------------------------------------------------------------------


def test_blocks_are_to_look_at(admin_client: Client) -> None:
    made = block(UserFactory(), UserFactory())
    assert admin_client.get(address("block", "change", made.pk)).status_code == 200
    assert admin_client.get(address("block", "add")).status_code == 403
    for page in ("change", "delete"):
        assert admin_client.post(address("block", page, made.pk)).status_code == 403
    assert Block.objects.count() == 1


def test_person_with_blocks_and_mentors_can_be_deleted(admin_client: Client) -> None:
    mentorship = MentorshipFactory()
    person = mentorship.learner
    block(person, UserFactory())
    url = reverse("admin:accounts_user_delete", args=[person.pk])
    assert admin_client.post(url, {"post": "yes"}).status_code == 302
    assert not User.objects.filter(pk=person.pk).exists()
