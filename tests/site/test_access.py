"""Every address of ours and method × every kind of person, as page, fragment and JSON.

The table is compared with the URL configuration, so a new page can't be forgotten.
"""

from collections.abc import Iterator
from itertools import product

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import User
from progress.models import Project, StepEvent, StepState
from tests.site.addresses import NOBODY, PEOPLE, TABLE
from tests.site.story import Story, tell

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

# Their own tests are in tests/accounts and in each app's test_admin.py.
ELSEWHERE = ("admin:", "account_")
# How scripts ask.
ASKED_AS = ({"HX-Request": "true"}, {"Accept": "application/json"})


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
    return reverse(name, args=[story.ids.get(arg, arg) for arg in TABLE[row].args])


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


@pytest.mark.parametrize("row", TABLE)
def test_answers_by_person(row: str, story: Story) -> None:
    """First what must change nothing: what scripts ask for, and other methods."""
    url, expected = url_of(row, story), TABLE[row]
    clients = {person: client_of(person, story) for person in PEOPLE}
    for person, headers in product(PEOPLE, ASKED_AS):
        for method, status in (("get", expected.get[person]), ("post", expected.post[person])):
            if status in {403, 404, 405} or (status == 302 and person == "visitor"):
                response = getattr(clients[person], method)(url, headers=headers)
                # A fragment can't be a sign-in page: htmx is told to go there instead.
                allowed = {status} if status != 302 else {204, 302}
                assert response.status_code in allowed, (person, method, headers)
    for person, method in product(PEOPLE, ("put", "patch", "delete")):
        response = getattr(clients[person], method)(url)
        assert response.status_code in {302, 403, 404, 405}, (person, method)
    got = {person: clients[person].get(url).status_code for person in PEOPLE}
    assert got == expected.get
    assert got == {person: clients[person].head(url).status_code for person in PEOPLE}
    # Those last to whom it belongs: what they do may be the end of it.
    order = sorted(PEOPLE, key=lambda person: person in {"own", "learner"})
    posted = {person: clients[person].post(url).status_code for person in order}
    assert posted == expected.post


@pytest.mark.parametrize("row", [row for row, it in TABLE.items() if it.post != NOBODY])
def test_writes_refuse_a_missing_token(row: str, story: Story) -> None:
    if row == "mentoring:stop-mail":
        pytest.skip("Mail programs unsubscribe without one: RFC 8058. The address is the secret.")
    before = (StepState.objects.count(), StepEvent.objects.count(), Project.objects.count())
    for person in ("learner", "own"):
        client = client_of(person, story, strict=True)
        assert client.post(url_of(row, story)).status_code == 403, person
    after = (StepState.objects.count(), StepEvent.objects.count(), Project.objects.count())
    assert before == after
