"""Every address of ours and method × every kind of person, as page, fragment and JSON.

The table is compared with the URL configuration, so a new page can't be forgotten.
"""

from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import User
from progress.models import Project, StepEvent, StepState
from tests.site.addresses import NOBODY, TABLE
from tests.site.pasts import WITH_A_PAST, tell_pasts
from tests.site.story import Story, tell

# Who may do what is decided before a database has a say in it, and each part's own tests ask both.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.without_database,
    pytest.mark.usefixtures("today"),
]

# Their own tests are in tests/accounts and in each app's test_admin.py.
ELSEWHERE = ("admin:", "account_")
# How scripts ask.
ASKED_AS = ({"HX-Request": "true"}, {"Accept": "application/json"})
EVERY_ROW = TABLE | WITH_A_PAST
# So that they can run side by side.
PARTS = 4
LAST = {"own", "learner", "lapsed", "reviewer"}


def names(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from names(pattern.url_patterns, inner)
        elif pattern.name or prefix:
            yield f"{prefix}{pattern.name}"


@pytest.fixture
def story(learner: User) -> Story:
    return tell(learner)


def url_of(row: str, story: Story) -> str:
    name = row.partition(" ")[0]
    return reverse(name, args=[story.ids.get(arg, arg) for arg in EVERY_ROW[row].args])


def client_of(person: str, story: Story, *, strict: bool = False) -> Client:
    client = Client(enforce_csrf_checks=strict)
    if person in story.people:
        client.force_login(story.people[person], backend="accounts.backends.EmailBackend")
    return client


def test_table_names_every_address() -> None:
    ours = {
        name
        for name in names(get_resolver().url_patterns)
        if not name.startswith(ELSEWHERE) and not name.endswith(":None")
    }
    assert ours == {row.partition(" ")[0] for row in TABLE}


@pytest.mark.parametrize("part", range(PARTS))
def test_answers_by_person(part: int, story: Story) -> None:
    wrong = wrong_rows(list(TABLE)[part::PARTS], check_answers, story)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("part", range(2))
def test_answers_by_past(part: int, story: Story) -> None:
    tell_pasts(story.people["learner"], story)
    wrong = wrong_rows(list(WITH_A_PAST)[part::2], check_answers, story)
    assert not wrong, "\n".join(wrong)


def wrong_rows(rows: list[str], check: Callable[[str, Story], None], story: Story) -> list[str]:
    """The rows that do not hold, each tried on the story as it was told."""
    wrong = []
    for row in rows:
        with transaction.atomic():
            try:
                check(row, story)
            except AssertionError as error:
                wrong.append(f"{row}: {error}")
            transaction.set_rollback(True)
    return wrong


def check_answers(row: str, story: Story) -> None:
    """First what must change nothing: what scripts ask for, and other methods."""
    url, expected = url_of(row, story), EVERY_ROW[row]
    people = tuple(expected.get)
    clients = {person: client_of(person, story) for person in people}
    for person, headers in product(people, ASKED_AS):
        # A fragment can't be a sign-in page: htmx is told to go there instead.
        got = clients[person].get(url, headers=headers).status_code
        assert got in as_scripts_get(expected.get[person]), (person, "get", headers)
        status = expected.post[person]
        if status in {403, 404, 405} or (status == 302 and person == "visitor"):
            got = clients[person].post(url, expected.form, headers=headers).status_code
            assert got in as_scripts_get(status), (person, "post", headers)
    for person, method in product(people, ("put", "patch", "delete")):
        response = getattr(clients[person], method)(url)
        assert response.status_code in {302, 403, 404, 405}, (person, method)
    by_get = {person: clients[person].get(url).status_code for person in people}
    assert by_get == expected.get, "get"
    by_head = {person: clients[person].head(url).status_code for person in people}
    assert by_head == expected.get, "head"
    # Those last to whom it belongs: what they do may be the end of it.
    order = sorted(people, key=lambda person: person in LAST)
    posted = {person: status_of(clients[person].post(url, expected.form)) for person in order}
    assert posted == expected.post, "post"


def status_of(response: Any) -> int:
    """A file stays open until its answer is closed, which a server does."""
    if response.streaming:
        response.close()
    return int(response.status_code)


def as_scripts_get(status: int) -> set[int]:
    """The answers to a script that stand for an answer to a browser."""
    return {204, 302} if status == 302 else {status}


@pytest.mark.parametrize("part", range(2))
def test_writes_refuse_a_missing_token(part: int, story: Story) -> None:
    # Mail programs unsubscribe without one: RFC 8058. The address is the secret.
    writes = [
        row for row, it in TABLE.items() if it.post != NOBODY and row != "mentoring:stop-mail"
    ]
    wrong = wrong_rows(writes[part::2], check_token, story)
    assert not wrong, "\n".join(wrong)


def check_token(row: str, story: Story) -> None:
    before = (StepState.objects.count(), StepEvent.objects.count(), Project.objects.count())
    for person in ("learner", "own"):
        client = client_of(person, story, strict=True)
        assert client.post(url_of(row, story)).status_code == 403, person
    after = (StepState.objects.count(), StepEvent.objects.count(), Project.objects.count())
    assert before == after
