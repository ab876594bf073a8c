"""Which mail a person gets: their choice, and the link in each mail that stops its kind."""

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from mentoring.mailing import read_stop_token, stop_token
from mentoring.models import NoticeKind, NoticeOptOut
from tests.factories import MentorFactory, UserFactory
from tests.pages import main

CHOICES = reverse("mentoring:mail-choices")
REQUEST, REVIEW, TURN = (
    NoticeKind.REQUEST_RECEIVED,
    NoticeKind.REVIEW_PUBLISHED,
    NoticeKind.YOUR_TURN,
)

pytestmark = pytest.mark.django_db


def stopping(person: User, kind: NoticeKind = REVIEW) -> str:
    return reverse("mentoring:stop-mail", args=[stop_token(person, kind)])


def stopped(person: User) -> set[str]:
    return set(NoticeOptOut.objects.filter(user=person).values_list("kind", flat=True))


def boxes(client: Client) -> dict[str, bool]:
    """The ticks of the form by what they stand for."""
    found = main(client.get(CHOICES)).all("input")
    return {
        str(box.attributes["value"]): "checked" in box.attributes
        for box in found
        if box.attributes.get("name") == "kinds"
    }


def client_of(person: User) -> Client:
    client = Client()
    client.force_login(person, backend="accounts.backends.EmailBackend")
    return client


# --- The choice ----------------------------------------------------------------------------


def test_visitors_sign_in_first(client: Client) -> None:
    assert client.get(CHOICES).status_code == 302
    assert client.post(CHOICES, {"kinds": [TURN]}).status_code == 302
    assert not NoticeOptOut.objects.exists()


def test_wrong_verb(learner_client: Client) -> None:
    assert learner_client.put(CHOICES).status_code == 405


def test_everything_comes_at_first(learner_client: Client) -> None:
    assert boxes(learner_client) == {"review": True, "turn": True}
    assert boxes(client_of(MentorFactory())) == {"request": True, "review": True, "turn": True}


def test_choosing_twice_is_choosing_once(learner_client: Client, learner: User) -> None:
    other = UserFactory()
    NoticeOptOut.objects.create(user=other, kind=TURN)
    for _ in range(2):
        answer = learner_client.post(CHOICES, {"kinds": [TURN]}, follow=True)
        assert "Your choice is saved." in main(answer).text
        assert stopped(learner) == {"review"}
    assert boxes(learner_client) == {"review": False, "turn": True}
    learner_client.post(CHOICES, {"kinds": [REVIEW]})
    assert stopped(learner) == {"turn"}
    learner_client.post(CHOICES, {"kinds": []})
    assert stopped(learner) == {"review", "turn"}
    learner_client.post(CHOICES, {"kinds": [REVIEW, TURN]})
    assert stopped(learner) == set()
    assert stopped(other) == {"turn"}


def test_what_was_not_offered_stays(learner_client: Client, learner: User) -> None:
    NoticeOptOut.objects.create(user=learner, kind=REQUEST)
    learner_client.post(CHOICES, {"kinds": [REVIEW, TURN]})
    assert stopped(learner) == {"request"}


@pytest.mark.parametrize("junk", ["request", "rain", "", "\x00", "x" * 10_000])
def test_junk_is_refused_and_changes_nothing(
    learner_client: Client, learner: User, junk: str
) -> None:
    NoticeOptOut.objects.create(user=learner, kind=TURN)
    answer = learner_client.post(CHOICES, {"kinds": [REVIEW, junk]})
    assert answer.status_code == 422
    assert "Choose from the list." in main(answer).text
    assert stopped(learner) == {"turn"}


def test_settings_lead_here(learner_client: Client) -> None:
    page = main(learner_client.get(reverse("accounts:settings")))
    assert CHOICES in [link.attributes.get("href") for link in page.all("a")]


def test_the_form_costs_the_same_whatever_was_chosen(
    learner_client: Client, learner: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    # Session, person, group, choices, frame.
    with django_assert_num_queries(5):
        learner_client.get(CHOICES)
    NoticeOptOut.objects.create(user=learner, kind=REVIEW)
    NoticeOptOut.objects.create(user=learner, kind=TURN)
    with django_assert_num_queries(5):
        learner_client.get(CHOICES)


# --- The link in a mail --------------------------------------------------------------------


def test_looking_stops_nothing(client: Client, learner: User) -> None:
    for answer in (client.get(stopping(learner)), client.head(stopping(learner))):
        assert answer.status_code == 200
        assert "no-store" in answer.headers["Cache-Control"]
    page = main(client.get(stopping(learner)))
    assert page.all("h1")[0].text == "Stop this mail?"
    assert learner.email not in page.text
    assert stopped(learner) == set()


def test_mail_programs_stop_it_by_themselves(learner: User) -> None:
    """One POST without cookies, token or redirect, as RFC 8058 has it; and again."""
    client = Client(enforce_csrf_checks=True)
    for _ in range(2):
        answer = client.post(stopping(learner), {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
        assert stopped(learner) == {"review"}
    page = main(client.get(stopping(learner)))
    assert page.all("h1")[0].text == "These mails are off"
    assert CHOICES in [link.attributes.get("href") for link in page.all("a")]
    assert [form for form in page.all("form") if "action" not in form.attributes] == []


def test_the_button_on_the_page_works(learner: User) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post(stopping(learner, TURN))
    assert main(answer).all("h1")[0].text == "These mails are off"
    assert stopped(learner) == {"turn"}


def test_it_is_the_recipients_mail_whoever_is_signed_in(learner_client: Client) -> None:
    other = UserFactory()
    learner_client.post(stopping(other))
    assert list(NoticeOptOut.objects.values_list("user", "kind")) == [(other.pk, "review")]


def test_old_links_go_on_working(learner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.core.signing.time.time", lambda: 0)
    token = stop_token(learner, TURN)
    monkeypatch.undo()
    assert read_stop_token(token) == (learner.pk, TURN)


@pytest.mark.parametrize(
    "make",
    [
        lambda good, pk: "x",
        lambda good, pk: "a:b:c",
        lambda good, pk: good[:-1] + ("A" if good[-1] != "A" else "B"),
        lambda good, pk: good + "é",
        lambda good, pk: signing.dumps([pk, "review"]),
        lambda good, pk: signing.dumps([pk, "rain"], salt="mentoring.stop-mail"),
        lambda good, pk: signing.dumps([pk], salt="mentoring.stop-mail"),
        lambda good, pk: signing.dumps([None, "review"], salt="mentoring.stop-mail"),
        lambda good, pk: signing.dumps([pk + 1, "review"], salt="mentoring.stop-mail"),
    ],
)
def test_garbage_is_not_found(client: Client, learner: User, make: object) -> None:
    assert callable(make)
    address = reverse("mentoring:stop-mail", args=[make(stop_token(learner, REVIEW), learner.pk)])
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404
    assert not NoticeOptOut.objects.exists()


def test_other_verbs_are_refused(client: Client, learner: User) -> None:
    assert client.delete(stopping(learner)).status_code == 405
    assert stopped(learner) == set()
