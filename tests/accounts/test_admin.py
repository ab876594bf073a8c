"""People in the admin."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Permission
from django.core import mail
from django.test import Client

from accounts.models import User
from tests.accounts.people import NEW_PASSWORD, PASSWORD, make_member, sign_in
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
LIST = "/admin/accounts/user/"
ADD = "/admin/accounts/user/add/"


@pytest.fixture
def root_client(client: Client) -> Client:
    root = make_member(email="root@example.com", is_staff=True, is_superuser=True)
    client.force_login(root, backend="accounts.backends.EmailBackend")
    return client


@pytest.fixture
def clerk_client(client: Client) -> Client:
    """Staff who may change people, and is no superuser."""
    clerk = make_member(email="clerk@example.com", is_staff=True)
    clerk.user_permissions.set(Permission.objects.filter(content_type__app_label="accounts"))
    client.force_login(clerk, backend="accounts.backends.EmailBackend")
    return client


def change_page(user: User) -> str:
    return f"{LIST}{user.pk}/change/"


def fields_of(user: User, **changes: object) -> dict[str, object]:
    return {
        "email": user.email,
        "display_name": user.display_name,
        "time_zone": user.time_zone,
        "is_active": "on",
        **changes,
    }


def test_admin_is_entered_by_the_sign_in_page(client: Client) -> None:
    make_member(email="root@example.com", is_staff=True, is_superuser=True)
    response = client.get("/admin/", follow=True)
    assert response.redirect_chain[-1] == ("/accounts/login/?next=%2Fadmin%2F", 302)
    response = sign_in(client, "root@example.com", next="/admin/")
    assert response.headers["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_admins_own_form_takes_no_password(client: Client) -> None:
    make_member(email="root@example.com", is_staff=True)
    response = client.post("/admin/login/", {"username": "root@example.com", "password": PASSWORD})
    assert response.headers["Location"].startswith("/accounts/login/")
    assert "_auth_user_id" not in client.session


def test_learner_is_kept_out_of_the_admin(learner_client: Client) -> None:
    assert learner_client.get("/admin/", follow=True).status_code == 403


def test_list_shows_and_finds_people(root_client: Client) -> None:
    UserFactory(email="ada@example.com", display_name="Ada Lovelace")
    UserFactory(email="grace@example.com", is_demo=True)
    page = root_client.get(LIST).content.decode()
    assert "ada@example.com" in page
    assert "Ada Lovelace" in page
    found = root_client.get(LIST, {"q": "lovelace"}).content.decode()
    assert "ada@example.com" in found
    assert "grace@example.com" not in found
    demo = root_client.get(LIST, {"is_demo__exact": "1"}).content.decode()
    assert "grace@example.com" in demo
    assert "ada@example.com" not in demo


def test_person_made_here_signs_in_without_a_code(root_client: Client) -> None:
    assert root_client.get(ADD).status_code == 200
    response = root_client.post(
        ADD,
        {
            "email": "Ada@Example.com",
            "usable_password": "true",
            "password1": PASSWORD,
            "password2": PASSWORD,
        },
    )
    ada = User.objects.get(email="ada@example.com")
    assert response.headers["Location"] == change_page(ada)
    assert EmailAddress.objects.filter(user=ada, verified=True, primary=True).count() == 1
    other = Client()
    assert sign_in(other, "ada@example.com").headers["Location"] == "/dashboard/"
    assert mail.outbox == []


def test_person_made_without_a_password(root_client: Client) -> None:
    root_client.post(ADD, {"email": "ada@example.com", "usable_password": "false"})
    assert not User.objects.get(email="ada@example.com").has_usable_password()


@pytest.mark.parametrize(
    ("email", "password", "complaint"),
    [
        ("ROOT@example.com", PASSWORD, "This email address has an account."),
        ("nonsense", PASSWORD, "Enter a valid email address."),
        ("ada@example.com", "short", "This password is too short."),
    ],
)
def test_bad_person_is_refused(
    root_client: Client, email: str, password: str, complaint: str
) -> None:
    response = root_client.post(
        ADD,
        {
            "email": email,
            "usable_password": "true",
            "password1": password,
            "password2": password,
        },
    )
    assert response.status_code == 200
    assert complaint in response.content.decode()
    assert User.objects.count() == 1


def test_changed_address_is_confirmed_and_the_old_one_shut(root_client: Client) -> None:
    ada = make_member(email="ada@example.com")
    assert root_client.get(change_page(ada)).status_code == 200
    response = root_client.post(change_page(ada), fields_of(ada, email="lovelace@example.com"))
    assert response.headers["Location"] == LIST
    assert list(EmailAddress.objects.filter(user=ada).values_list("email", "verified")) == [
        ("lovelace@example.com", True)
    ]
    assert sign_in(Client(), "ada@example.com").status_code == 200
    assert sign_in(Client(), "lovelace@example.com").headers["Location"] == "/dashboard/"


def test_other_changes_confirm_nothing(root_client: Client) -> None:
    ada = UserFactory(email="ada@example.com")
    root_client.post(change_page(ada), fields_of(ada, display_name="Ada"))
    ada.refresh_from_db()
    assert ada.display_name == "Ada"
    assert not EmailAddress.objects.filter(user=ada).exists()


def test_demo_mark_can_not_be_taken_away(root_client: Client) -> None:
    demo = UserFactory(is_demo=True)
    root_client.post(change_page(demo), fields_of(demo, is_demo=""))
    demo.refresh_from_db()
    assert demo.is_demo


def test_password_is_set_here(root_client: Client) -> None:
    ada = make_member(email="ada@example.com")
    page = f"{LIST}{ada.pk}/password/"
    assert root_client.get(page).status_code == 200
    root_client.post(
        page, {"usable_password": "true", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    )
    assert User.objects.get(pk=ada.pk).check_password(NEW_PASSWORD)


def test_staff_can_not_hand_themselves_rights(clerk_client: Client) -> None:
    clerk = User.objects.get(email="clerk@example.com")
    clerk_client.post(change_page(clerk), fields_of(clerk, is_staff="on", is_superuser="on"))
    clerk.refresh_from_db()
    assert not clerk.is_superuser


def test_staff_can_not_touch_a_superuser(clerk_client: Client) -> None:
    root = make_member(email="root@example.com", is_staff=True, is_superuser=True)
    response = clerk_client.post(change_page(root), fields_of(root, email="mine@example.com"))
    assert response.status_code == 403
    password = {"usable_password": "true", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    assert clerk_client.post(f"{LIST}{root.pk}/password/", password).status_code == 403
    assert clerk_client.post(f"{LIST}{root.pk}/delete/", {"post": "yes"}).status_code == 403
    root.refresh_from_db()
    assert root.email == "root@example.com"
    assert root.check_password(PASSWORD)
