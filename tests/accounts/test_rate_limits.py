"""Guessing passwords and filling mailboxes is slowed down, however many processes there are."""

import datetime
import os
import subprocess
import sys
from pathlib import Path

import pytest
import time_machine
from django.core import mail
from django.core.cache import caches
from django.core.checks import run_checks
from django.test import Client
from pytest_django import Settings

from tests.accounts.people import errors, make_member, sign_in, sign_up

pytestmark = pytest.mark.django_db
NOON = datetime.datetime(2026, 7, 22, 12, tzinfo=datetime.UTC)
TOO_MANY = {"__all__": ["Too many tries. Wait five minutes, then start again."]}
ROOT = Path(__file__).resolve().parents[2]

GUESSES = """
import sys
import django
django.setup()
from django.test import Client
sys.stdin.readline()
answers = []
for guess in range(6):
    response = Client(raise_request_exception=True).post(
        "/accounts/login/", {"login": "ada@example.com", "password": f"guess {guess}"}
    )
    assert response.status_code == 200, response.status_code
    answers.append("too many" if b"Too many tries" in response.content else "wrong")
print(*answers, sep="\\n")
"""


def test_sixth_guess_is_refused_even_when_it_is_right() -> None:
    make_member(email="ada@example.com")
    with time_machine.travel(NOON, tick=False) as clock:
        for _ in range(5):
            assert errors(sign_in(Client(), "ada@example.com", "wrong")) != TOO_MANY
        assert errors(sign_in(Client(), "ADA@example.com")) == TOO_MANY
        assert sign_in(Client(), "ada@example.com").status_code == 200
        clock.shift(datetime.timedelta(minutes=5, seconds=1))
        assert sign_in(Client(), "ada@example.com").headers["Location"] == "/dashboard/"


def test_own_sign_ins_are_not_counted_as_guesses() -> None:
    make_member(email="ada@example.com")
    with time_machine.travel(NOON, tick=False):
        for _ in range(8):
            assert sign_in(Client(), "ada@example.com").status_code == 302


def test_guesses_over_many_accounts_from_one_place_are_refused() -> None:
    with time_machine.travel(NOON, tick=False):
        for number in range(10):
            sign_in(Client(), f"person{number}@example.com", "wrong")
        assert errors(sign_in(Client(), "person10@example.com", "wrong")) == TOO_MANY


def test_thirty_sign_ins_a_minute_from_one_place_are_enough() -> None:
    make_member(email="ada@example.com")
    with time_machine.travel(NOON, tick=False):
        for _ in range(30):
            assert sign_in(Client(), "ada@example.com").status_code == 302
        response = sign_in(Client(), "ada@example.com")
    assert response.status_code == 429
    assert [template.name for template in response.templates][0] == "429.html"
    assert "ML Careers" in response.content.decode()


def test_forwarded_address_is_not_believed() -> None:
    """Unless a proxy is announced, the header is whatever the sender writes."""
    with time_machine.travel(NOON, tick=False):
        for number in range(11):
            response = Client().post(
                "/accounts/login/",
                {"login": f"person{number}@example.com", "password": "wrong"},
                headers={"X-Forwarded-For": f"203.0.113.{number}"},
            )
    assert errors(response) == TOO_MANY


def test_a_mailbox_gets_ten_codes_an_hour_at_most() -> None:
    make_member(email="ada@example.com")
    with time_machine.travel(NOON, tick=False) as clock:
        for _ in range(15):
            Client().post("/accounts/password/reset/", {"email": "ada@example.com"})
            clock.shift(datetime.timedelta(minutes=1))
        assert len(mail.outbox) == 10
        for _ in range(15):
            sign_up(Client(), "ada@example.com")
            clock.shift(datetime.timedelta(minutes=1))
    assert len(mail.outbox) == 20


def test_asking_for_a_code_too_often_answers_429() -> None:
    make_member(email="ada@example.com")
    with time_machine.travel(NOON, tick=False):
        answers = [
            Client().post("/accounts/password/reset/", {"email": "ada@example.com"}).status_code
            for _ in range(6)
        ]
    assert answers == [302] * 5 + [429]


def test_counts_survive_attempts_on_many_other_accounts() -> None:
    """The cache must not throw away one count to make room for others."""
    make_member(email="ada@example.com")
    for _ in range(5):
        sign_in(Client(), "ada@example.com", "wrong")
    for number in range(400):
        caches["default"].set(f"another-count-{number}", number)
    assert errors(sign_in(Client(), "ada@example.com")) == TOO_MANY


def test_two_processes_count_together(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{tmp_path / 'shared.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "PYTHONPATH": str(ROOT),
    }
    for command in (["migrate", "--verbosity=0"], ["createcachetable"]):
        subprocess.run(  # noqa: S603 - our own command
            [sys.executable, "-m", "django", *command],
            env=environment,
            cwd=ROOT,
            check=True,
            capture_output=True,
        )
    guessers = [
        subprocess.Popen(  # noqa: S603 - our own script
            [sys.executable, "-c", GUESSES],
            env=environment,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for guesser in guessers:
        assert guesser.stdin is not None
        guesser.stdin.write("go\n")
        guesser.stdin.flush()
    answers = []
    for guesser in guessers:
        out, trouble = guesser.communicate(timeout=120)
        assert guesser.returncode == 0, trouble
        answers += out.split("\n")[:-1]
    assert sorted(answers) == ["too many"] * 7 + ["wrong"] * 5


@pytest.mark.parametrize(
    "backend", ["locmem.LocMemCache", "dummy.DummyCache", "filebased.FileBasedCache"]
)
def test_cache_of_a_single_process_is_refused(
    settings: Settings, backend: str, tmp_path: Path
) -> None:
    settings.CACHES = {
        "default": {
            "BACKEND": f"django.core.cache.backends.{backend}",
            "LOCATION": str(tmp_path),
        }
    }
    found = [error for error in run_checks() if error.id == "accounts.E001"]
    assert len(found) == 1
    assert found[0].is_serious()


def test_shared_cache_is_accepted() -> None:
    assert [error for error in run_checks() if error.id == "accounts.E001"] == []
