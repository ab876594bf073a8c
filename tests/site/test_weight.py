"""What a page sends along: compressed, and only the scripts that it uses."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.test import Client, RequestFactory

from mlcareers.middleware import CompressionMiddleware

TEXT = b"the same again and again, " * 100


@pytest.fixture
def request_(rf: RequestFactory) -> HttpRequest:
    return rf.get("/", headers={"Accept-Encoding": "gzip, br"})


@pytest.mark.parametrize(
    ("kind", "encoding"),
    [
        ("text/html; charset=utf-8", "gzip"),
        ("text/csv", "gzip"),
        ("application/json", "gzip"),
        ("image/webp", None),
        ("application/octet-stream", None),
    ],
)
def test_text_is_compressed_and_nothing_else(
    request_: HttpRequest, kind: str, encoding: str | None
) -> None:
    answer = CompressionMiddleware(lambda _: HttpResponse(TEXT, content_type=kind))(request_)
    assert isinstance(answer, HttpResponse)
    assert answer.headers.get("Content-Encoding") == encoding
    assert (len(answer.content) < len(TEXT)) is (encoding == "gzip")


@pytest.mark.django_db
def test_pages_are_compressed_for_those_who_can_read_it(client: Client) -> None:
    answer = client.get("/about/", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert "Content-Encoding" not in client.get("/about/").headers


@pytest.mark.parametrize(("part", "asks"), [("<p>hx</p>", False), ('<p hx-get="/">', True)])
def test_htmx_comes_where_something_asks_for_it(part: str, asks: bool) -> None:
    source = "{% load frame %}{% with_htmx %}" + part + "{% endwith_htmx %}"
    assert ("<script" in Template(source).render(Context())) is asks


@pytest.mark.django_db
def test_reading_pages_come_without_htmx(client: Client) -> None:
    assert b"htmx-2" not in client.get("/about/").content
    assert b"htmx-2" in client.get("/roles/").content
