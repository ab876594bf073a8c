"""An invitation to mentor: the page for each kind of person, and what accepting does."""

import datetime
import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from accounts.models import MENTORS, User
from mentoring import invitations
from mentoring.invitation_tasks import send_invitation
from mentoring.invitations import Answer, accept, invitation_of, token_of
from mentoring.models import MentorInvitation
from tests.accounts.people import make_member
from tests.factories import MentorFactory, UserFactory
from tests.mentoring.followed import NOW, client_of
from tests.pages import main

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
DAY = datetime.timedelta(days=1)


@pytest.fixture
def invited() -> MentorInvitation:
    return MentorInvitation.objects.create(email="New@Example.com", expires_at=NOW + 14 * DAY)


@pytest.fixture
def person() -> User:
    return make_member(email="new@example.com")


def page_of(invitation: MentorInvitation) -> str:
    return reverse("mentoring:invitation", args=[token_of(invitation)])


def is_mentor(user: User) -> bool:
    return user.groups.filter(name=MENTORS).exists()


def test_visitor_is_led_to_sign_in_and_back(client: Client, invited: MentorInvitation) -> None:
    url = page_of(invited)
    response = client.get(url)
    assert response.status_code == 200
    links = main(response).links()
    assert [link.partition("?")[0] for link in links] == [
        reverse("account_login"),
        reverse("account_signup"),
    ]
    assert all("next=/mentor/invitations/" in link for link in links)
    assert "new@example.com" not in response.content.decode().lower()
    posted = client.post(url)
    assert posted.headers["Location"].startswith(f"{reverse('account_login')}?next=/mentor/invit")


def test_invited_person_accepts_once(person: User, invited: MentorInvitation) -> None:
    client = client_of(person)
    assert "Become a mentor" in main(client.get(page_of(invited))).text
    assert not is_mentor(person)
    for _ in range(2):
        response = client.post(page_of(invited))
        assert response.headers["Location"] == reverse("mentoring:desk")
    invited.refresh_from_db()
    assert (invited.accepted_by, is_mentor(person)) == (person, True)
    assert client.get(reverse("mentoring:desk")).status_code == 200


def test_who_has_accepted_is_led_to_the_desk(person: User, invited: MentorInvitation) -> None:
    """The mail stays in their box, and its link is what they remember."""
    accept(user=person, invitation=invited, now=NOW)
    client = client_of(person)
    assert client.get(page_of(invited)).headers["Location"] == reverse("mentoring:desk")
    for other in (Client(), client_of(make_member()), client_of(MentorFactory())):
        assert other.get(page_of(invited)).status_code == 410
    person.groups.clear()
    assert client_of(person).get(page_of(invited)).status_code == 410


def test_another_address_is_told_without_the_invited_one(invited: MentorInvitation) -> None:
    other = make_member(email="other@example.com")
    client = client_of(other)
    for response in (client.get(page_of(invited)), client.post(page_of(invited))):
        assert response.status_code == 403
        assert "for another address" in main(response).text
        assert "new@example.com" not in response.content.decode().lower()
    assert not is_mentor(other)


def test_address_that_is_not_confirmed_does_not_count(invited: MentorInvitation) -> None:
    unsure: User = UserFactory(email="new@example.com")
    assert client_of(unsure).post(page_of(invited)).status_code == 403
    assert not is_mentor(unsure)


@pytest.mark.parametrize(
    "state",
    [
        {"expires_at": NOW - DAY},
        {"expires_at": NOW},
        {"revoked_at": NOW - DAY},
        {"accepted_at": NOW - DAY},
    ],
)
def test_over_is_one_page_for_all(
    person: User, invited: MentorInvitation, state: dict[str, datetime.datetime]
) -> None:
    MentorInvitation.objects.update(**state)
    for client in (Client(), client_of(person), client_of(make_member())):
        response = client.get(page_of(invited))
        assert response.status_code == 410
        assert main(response).texts("h1") == ["This invitation no longer works."]
    assert client_of(person).post(page_of(invited)).status_code == 410
    assert not is_mentor(person)


@pytest.mark.parametrize(
    "change", [lambda t: "garbage", lambda t: t[:-1], lambda t: "9" + t, lambda t: "x" * 5000]
)
def test_garbage_is_not_found(
    person: User, invited: MentorInvitation, change: Callable[[str], str]
) -> None:
    url = reverse("mentoring:invitation", args=[change(token_of(invited))])
    for client in (Client(), client_of(person)):
        assert client.get(url).status_code == 404
        assert client.post(url).status_code == 404


def test_deleted_invitation_is_not_found(person: User, invited: MentorInvitation) -> None:
    url = page_of(invited)
    invited.delete()
    assert client_of(person).post(url).status_code == 404


def test_wrong_verb_and_missing_token_are_refused(person: User, invited: MentorInvitation) -> None:
    assert client_of(person).put(page_of(invited)).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(person, backend="accounts.backends.EmailBackend")
    assert strict.post(page_of(invited)).status_code == 403
    assert not is_mentor(person)


def test_somebody_removed_from_the_group_does_not_come_back_by_it(
    person: User, invited: MentorInvitation
) -> None:
    assert accept(user=person, invitation=invited, now=NOW) == Answer.ACCEPTED
    person.groups.clear()
    assert accept(user=person, invitation=invited, now=NOW) == Answer.NO_LONGER
    assert not is_mentor(person)


def test_revoked_between_page_and_answer(person: User, invited: MentorInvitation) -> None:
    stale = MentorInvitation.objects.get()
    assert invitations.revoke(invitation=invited, now=NOW) is True
    assert invitations.revoke(invitation=invited, now=NOW) is False
    assert accept(user=person, invitation=stale, now=NOW) == Answer.NO_LONGER


def test_mail_is_handed_over_with_the_commit(
    invited: MentorInvitation,
    settings: Settings,
    mailoutbox: list[mail.EmailMessage],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    """A backend that is no part of the transaction must not send what is undone."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        assert invitations.send_again(invitation=invited, now=NOW)
        assert mailoutbox == []
    assert len(callbacks) == 1
    assert [message.to for message in mailoutbox] == [["New@Example.com"]]


def test_mail_names_the_address_and_the_day(invited: MentorInvitation) -> None:
    address = "https://example.org" + page_of(invited)
    send_invitation.func(invited.pk, address)
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == (
        ["New@Example.com"],
        "You are invited to mentor on ML Careers",
    )
    assert re.findall(r"https://\S+", str(sent.body)) == [address]
    assert "until 5 August 2026" in sent.body
    assert invitation_of(address.split("/")[-2]) == invited


@pytest.mark.parametrize(("language", "expected"), [("de", "de"), ("", "en-gb"), (None, "en-gb")])
def test_mail_is_in_the_language_of_who_is_invited(
    invited: MentorInvitation, language: str | None, expected: str
) -> None:
    if language is not None:
        UserFactory(email="new@example.com", language=language)
    address = "https://example.org" + page_of(invited)
    send_invitation.func(invited.pk, address)
    (message,) = mail.outbox
    assert isinstance(message, mail.EmailMultiAlternatives)
    page = str(message.alternatives[0][0])
    assert f'<html lang="{expected}"' in page
    assert f'href="{address}"' in page
    assert {"de": "5. August 2026", "en-gb": "5 August 2026"}[expected] in page


@pytest.mark.parametrize("state", ["accepted_at", "revoked_at", "deleted"])
def test_no_mail_for_what_is_over(invited: MentorInvitation, state: str) -> None:
    if state == "deleted":
        MentorInvitation.objects.all().delete()
    else:
        MentorInvitation.objects.update(**{state: NOW})
    send_invitation.func(invited.pk, "https://example.org/")
    assert mail.outbox == []
