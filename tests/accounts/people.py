"""What a person does on the account pages, for tests that are about something else."""

import html
import re
from typing import Any

from django.core import mail
from django.test import Client

from accounts.models import User
from accounts.services import verify_address
from tests.factories import UserFactory
from tests.factories.people import PASSWORD

__all__ = [
    "NEW_PASSWORD",
    "PASSWORD",
    "code_sent_to",
    "errors",
    "make_member",
    "messages_of",
    "sign_in",
    "sign_up",
]

NEW_PASSWORD = "another long pass phrase"  # noqa: S105 - of people in tests


def make_member(**fields: Any) -> User:
    """A person whose address is confirmed."""
    user: User = UserFactory(**fields)
    verify_address(user)
    return user


def sign_in(client: Client, email: str, password: str = PASSWORD, **more: str) -> Any:
    return client.post("/accounts/login/", {"login": email, "password": password, **more})


def sign_up(client: Client, email: str, password: str = PASSWORD, **more: str) -> Any:
    return client.post("/accounts/signup/", {"email": email, "password1": password, **more})


def code_sent_to(email: str) -> str:
    """The code in the last message; fails if that went to somebody else or has none."""
    last = mail.outbox[-1]
    assert last.to == [email]
    found = re.search(r"^ {4}([A-Z]{4}-[A-Z]{4})$", str(last.body), re.MULTILINE)
    assert found, last.body
    return found[1]


def errors(response: Any) -> dict[str, list[str]]:
    """What the page's form complains about."""
    return dict(response.context["form"].errors)


def messages_of(response: Any) -> list[str]:
    """The notices on top of a page."""
    found = re.findall(r'<div class="notice">.*?<p>(.+?)</p>', response.content.decode())
    return [html.unescape(text) for text in found]
