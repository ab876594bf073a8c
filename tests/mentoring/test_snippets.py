"""Snippets: list, add, edit, delete; and nobody else's."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from mentoring.models import Snippet
from mentoring.snippet_forms import MOST_SNIPPETS
from tests.factories import MentorFactory, UserFactory
from tests.mentoring.reviewing import client_of
from tests.pages import main

pytestmark = pytest.mark.django_db

LIST, ADD = reverse("mentoring:snippets"), reverse("mentoring:add-snippet")


@pytest.fixture
def mentor(db: None) -> User:
    return MentorFactory()


@pytest.fixture
def desk(mentor: User) -> Client:
    return client_of(mentor)


def snippet_of(mentor: User, title: str = "Split", text: str = "Split by time.") -> Snippet:
    return Snippet.objects.create(mentor=mentor, title=title, text=text)


def kept() -> list[tuple[str, str]]:
    return list(Snippet.objects.order_by("pk").values_list("title", "text"))


def url(name: str, snippet: Snippet) -> str:
    args = [] if name in {"snippets", "add-snippet"} else [snippet.pk]
    return reverse(f"mentoring:{name}", args=args)


def test_list_has_own_snippets_by_name(mentor: User, desk: Client) -> None:
    assert "No snippets yet" in main(desk.get(LIST)).texts("h2")
    snippet_of(mentor, "Zebra")
    snippet_of(mentor, "Apple")
    snippet_of(MentorFactory(), "Theirs")
    page = main(desk.get(LIST))
    assert [snippet.title for snippet in desk.get(LIST).context["snippets"]] == ["Apple", "Zebra"]
    assert "Theirs" not in page.text


def test_add_edit_and_delete(mentor: User, desk: Client) -> None:
    sent = {"title": "Split", "text": "Split by\r\ntime."}
    assert desk.post(ADD, sent).headers["Location"] == LIST
    # Twice: one, and no complaint.
    assert desk.post(ADD, sent).headers["Location"] == LIST
    assert kept() == [("Split", "Split by\ntime.")]
    snippet = Snippet.objects.get()
    assert snippet.mentor == mentor
    changed = {"title": "Split", "text": "Anew."}
    for _ in range(2):
        assert desk.post(url("edit-snippet", snippet), changed).headers["Location"] == LIST
    assert kept() == [("Split", "Anew.")]
    assert "Split" in main(desk.get(url("delete-snippet", snippet))).text
    assert kept() == [("Split", "Anew.")]
    assert desk.post(url("delete-snippet", snippet)).headers["Location"] == LIST
    assert desk.post(url("delete-snippet", snippet)).status_code == 404
    assert kept() == []


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({}, ["title", "text"]),
        ({"title": "A"}, ["text"]),
        ({"title": " ", "text": "A"}, ["title"]),
        ({"title": "x" * 81, "text": "A"}, ["title"]),
        ({"title": "A", "text": "x" * 4_001}, ["text"]),
        ({"title": "A\0", "text": "A\0"}, ["title", "text"]),
        ({"title": "Taken", "text": "Another"}, ["title"]),
    ],
)
@pytest.mark.parametrize("name", ["add-snippet", "edit-snippet"])
def test_bad_input_is_said_beside_the_field(
    mentor: User, desk: Client, name: str, sent: dict[str, str], wrong: list[str]
) -> None:
    snippet_of(mentor, "Taken", "First")
    own = snippet_of(mentor)
    response = desk.post(url(name, own), sent)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == wrong
    assert kept() == [("Taken", "First"), ("Split", "Split by time.")]


def test_name_of_another_mentors_snippet_is_free(mentor: User, desk: Client) -> None:
    snippet_of(MentorFactory(), "Split", "Theirs")
    assert desk.post(ADD, {"title": "Split", "text": "Mine"}).status_code == 302
    assert kept() == [("Split", "Theirs"), ("Split", "Mine")]


def test_there_is_an_end_to_them(mentor: User, desk: Client) -> None:
    Snippet.objects.bulk_create(
        Snippet(mentor=mentor, title=f"S{n}", text="T") for n in range(MOST_SNIPPETS)
    )
    response = desk.post(ADD, {"title": "One more", "text": "T"})
    assert response.status_code == 422
    assert "Delete one to add another" in main(response).text
    first = Snippet.objects.order_by("pk")[0]
    assert desk.post(url("edit-snippet", first), {"title": "S0", "text": "U"}).status_code == 302


@pytest.mark.parametrize("name", ["snippets", "add-snippet", "edit-snippet", "delete-snippet"])
def test_others_find_nothing(client: Client, name: str) -> None:
    snippet = snippet_of(MentorFactory())
    path = url(name, snippet)
    assert client.get(path).headers["Location"].startswith(reverse("account_login"))
    for person in (UserFactory(), UserFactory(is_staff=True, is_superuser=True)):
        assert client_of(person).get(path).status_code == 404
        if name != "snippets":
            answers = {"title": "A", "text": "B"}
            assert client_of(person).post(path, answers).status_code == 404
    if name in {"edit-snippet", "delete-snippet"}:
        other = client_of(MentorFactory())
        assert other.get(path).status_code == 404
        assert other.post(path, {"title": "A", "text": "B"}).status_code == 404
    assert kept() == [("Split", "Split by time.")]


@pytest.mark.parametrize(
    ("name", "verbs"),
    [
        ("snippets", ["post", "put", "delete"]),
        ("add-snippet", ["put", "delete"]),
        ("edit-snippet", ["put", "delete"]),
        ("delete-snippet", ["put", "delete"]),
    ],
)
def test_wrong_verb_is_refused(mentor: User, desk: Client, name: str, verbs: list[str]) -> None:
    path = url(name, snippet_of(mentor))
    assert [getattr(desk, verb)(path).status_code for verb in verbs] == [405] * len(verbs)


@pytest.mark.parametrize("number", [0, 10**18, 10**30])
def test_snippet_that_is_not_there_is_not_found(desk: Client, number: int) -> None:
    for name in ("edit-snippet", "delete-snippet"):
        assert desk.get(reverse(f"mentoring:{name}", args=[number])).status_code == 404


@pytest.mark.parametrize("rows", [1, 5])
def test_queries_of_the_list_do_not_grow(
    mentor: User,
    desk: Client,
    rows: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(rows):
        snippet_of(mentor, f"S{number}")
    with django_assert_num_queries(5):
        desk.get(LIST)
