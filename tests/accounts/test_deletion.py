"""The page on which people delete their account. What goes with it: tests/mentoring."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, OperationalError
from django.db.models.deletion import Collector
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains

from accounts.models import MENTORS, User
from accounts.services import LastSuperuserError, delete_account
from tests.accounts.people import PASSWORD, errors, make_member, messages_of, sign_in
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
PAGE = "/accounts/delete/"
RIGHT = {"password": PASSWORD}
LAST = "You are the only superuser. Make somebody else one first."


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="accounts.backends.EmailBackend")
    return client


def test_settings_lead_to_the_page(learner_client: Client) -> None:
    assertContains(learner_client.get("/accounts/settings/"), f'href="{PAGE}"')


def test_page_says_what_goes_and_what_stays_and_deletes_nothing(
    learner_client: Client, learner: User
) -> None:
    response = learner_client.get(PAGE)
    assertContains(response, "It can’t be undone.")
    assertContains(response, "It stands under “Former member”")
    assertContains(response, '<meta name="robots" content="noindex">')
    # Those are mentors' things.
    assertNotContains(response, "snippets")
    assert User.objects.filter(pk=learner.pk).exists()


def test_password_deletes_the_account_and_signs_out_everywhere(learner: User) -> None:
    one, other, stranger = client_of(learner), client_of(learner), UserFactory()
    response = one.post(PAGE, RIGHT, follow=True)
    assert response.redirect_chain == [("/", 302)]
    assert messages_of(response) == ["Your account is deleted."]
    assert list(User.objects.all()) == [stranger]
    for client in (one, other):
        assert client.get("/accounts/settings/").status_code == 302


def test_address_is_free_again_and_signs_nobody_in() -> None:
    person = make_member(email="ada@example.com")
    client_of(person).post(PAGE, RIGHT)
    assert sign_in(Client(), "ada@example.com").status_code == 200
    assert make_member(email="ada@example.com").pk


def test_sent_twice_is_once(learner_client: Client, learner: User) -> None:
    learner_client.post(PAGE, RIGHT)
    response = learner_client.post(PAGE, RIGHT)
    assert response.headers["Location"].startswith("/accounts/login/")
    assert not delete_account(user=User(pk=learner.pk))


@pytest.mark.parametrize(
    "password", ["", "wrong", PASSWORD.upper(), f" {PASSWORD}", "x\0", "x" * 9_999]
)
def test_wrong_password_deletes_nothing(
    learner_client: Client, learner: User, password: str
) -> None:
    response = learner_client.post(PAGE, {"password": password})
    assert response.status_code == 422
    assert list(errors(response)) == ["password"]
    assert User.objects.filter(pk=learner.pk).exists()
    assert learner_client.get(PAGE).status_code == 200


def test_address_does_not_do_instead_of_the_password(learner_client: Client, learner: User) -> None:
    assert learner_client.post(PAGE, {"email": learner.email}).status_code == 422
    assert User.objects.filter(pk=learner.pk).exists()


@pytest.mark.parametrize(
    ("typed", "status"),
    [("ada@example.com", 302), (" ADA@Example.com ", 302), ("", 422), ("eve@example.com", 422)],
)
def test_without_a_password_the_address_is_typed(typed: str, status: int) -> None:
    person = make_member(email="ada@example.com")
    person.set_unusable_password()
    person.save()
    client = client_of(person)
    assertContains(client.get(PAGE), "You have no password here")
    assert client.post(PAGE, {"email": typed}).status_code == status
    assert User.objects.exists() == (status == 422)


def test_guessing_is_slowed_down(learner_client: Client, learner: User) -> None:
    for _ in range(10):
        assert learner_client.post(PAGE, {"password": "wrong"}).status_code == 422
    response = learner_client.post(PAGE, RIGHT)
    assert response.status_code == 429
    assertContains(response, "Too many tries.", status_code=429)
    assert User.objects.filter(pk=learner.pk).exists()


def test_last_superuser_stays() -> None:
    root = UserFactory(is_staff=True, is_superuser=True)
    UserFactory(is_staff=True, is_superuser=True, is_active=False)
    client = client_of(root)
    assertContains(client.get(PAGE), LAST)
    assertNotContains(client.get(PAGE), "Delete my account for good")
    assertContains(client.post(PAGE, RIGHT), LAST, status_code=422)
    with pytest.raises(LastSuperuserError):
        delete_account(user=root)
    assert User.objects.filter(pk=root.pk).exists()
    UserFactory(is_superuser=True)
    assert client.post(PAGE, RIGHT).status_code == 302


@pytest.mark.parametrize("failure", [IntegrityError, OperationalError])
@pytest.mark.parametrize(("times", "status"), [(2, 302), (3, None)])
@pytest.mark.parametrize("way", ["self", "admin"])
def test_deletion_that_others_got_in_the_way_of_begins_again(
    learner: User,
    monkeypatch: pytest.MonkeyPatch,
    failure: type[Exception],
    times: int,
    status: int | None,
    way: str,
) -> None:
    delete, tries = Collector.delete, list[bool]()

    def refused(self: Collector) -> Any:
        is_persons, done = User in self.data, delete(self)
        tries.append(is_persons)
        if is_persons and sum(tries) <= times:
            raise failure("deadlock detected")
        return done

    client = client_of(learner)
    url, answer = PAGE, RIGHT
    if way == "admin":
        client = client_of(UserFactory(is_staff=True, is_superuser=True))
        url, answer = f"/admin/accounts/user/{learner.pk}/delete/", {"post": "yes"}
    monkeypatch.setattr(Collector, "delete", refused)
    if status:
        assert client.post(url, answer).status_code == status
    else:
        with pytest.raises(failure):
            client.post(url, answer)
    assert sum(tries) == 3
    assert User.objects.filter(pk=learner.pk).exists() == (status is None)


def test_admin_keeps_one_superuser() -> None:
    one, other = (UserFactory(is_staff=True, is_superuser=True) for _ in range(2))
    client = client_of(one)
    both = {
        "action": "delete_selected",
        "_selected_action": [str(one.pk), str(other.pk)],
        "post": "yes",
    }
    assert client.post("/admin/accounts/user/", both).status_code == 403
    assert User.objects.count() == 2
    url = "/admin/accounts/user/{}/delete/"
    assert client.post(url.format(other.pk), {"post": "yes"}).status_code == 302
    assert client.post(url.format(one.pk), {"post": "yes"}).status_code == 403
    assert list(User.objects.all()) == [one]


def test_group_stays_when_its_member_goes(learner_client: Client, learner: User) -> None:
    learner.groups.add(Group.objects.get_or_create(name=MENTORS)[0])
    learner_client.post(PAGE, RIGHT)
    assert Group.objects.filter(name=MENTORS).exists()


def test_signed_out_people_sign_in_first(client: Client) -> None:
    assert client.get(PAGE).headers["Location"] == f"/accounts/login/?next={PAGE}"
    assert client.post(PAGE, RIGHT).headers["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_verbs_are_refused(learner_client: Client, method: str) -> None:
    assert getattr(learner_client, method)(PAGE).status_code == 405


def test_page_needs_its_token(learner: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(learner, backend="accounts.backends.EmailBackend")
    assert client.post(PAGE, RIGHT).status_code == 403
    assert User.objects.filter(pk=learner.pk).exists()


def test_page_needs_few_queries(
    learner_client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(3):  # session, person, header
        learner_client.get(PAGE)
