"""Editors' Markdown: what pages make of it, what they never do, and its preview."""

import html

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from nh3 import is_html

from roadmap.models import Strategy
from skills.markdown import render_content, words_of
from skills.views import MOST_MARKDOWN
from tests.factories import CourseFactory, RoleFactory, SkillFactory, StageFactory, UserFactory
from tests.mentoring.followed import client_of

PREVIEW = "/admin/markdown/"
HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "![x](https://elsewhere.example/pixel.png)",
    "<a href='https://elsewhere.example' onclick='x()' style='color:red'>x</a>",
    "<svg/onload=alert(1)>",
    "[x]: javascript:alert(1)\n\n[x]",
    "<style>p{}</style>",
]


# --- Rendering -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Plain words.", "<p>Plain words.</p>"),
        ("One.\n\nTwo.", "<p>One.</p>\n<p>Two.</p>"),
        # As pages have always shown them.
        ("One.\nTwo.", "<p>One.<br>\nTwo.</p>"),
        ("a < b & c", "<p>a &lt; b &amp; c</p>"),
        ("*much* `code`", "<p><em>much</em> <code>code</code></p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("# Heading", "Heading"),
        (
            "[a](https://example.org)",
            '<p><a href="https://example.org" rel="noopener nofollow">a</a></p>',
        ),
        ("", ""),
    ],
)
def test_content_as_html(text: str, shown: str) -> None:
    assert render_content(text).strip() == shown


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_harmful_comes_through(text: str) -> None:
    shown = render_content(text)
    for bad in ("<script", "<img", "<svg", "<style", 'href="javascript', 'href="data', "<a href='"):
        assert bad not in shown
    assert "onclick=" not in shown or "&lt;a" in shown


@given(st.text(max_size=200))
def test_any_text_is_safe_html_and_plain_words(text: str) -> None:
    assert "<script" not in render_content(text).lower()
    assert "  " not in words_of("*x* " + text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Plain words, as shipped: 5 of 10 – “so”.", "Plain words, as shipped: 5 of 10 – “so”."),
        ("*much* and `code`", "much and code"),
        ("[a link](https://example.org) here", "a link here"),
        ("One.\n\nTwo\nthree.", "One. Two three."),
        ("- a\n- b", "a b"),
        ("# Head\n\ntext", "Head text"),
        ("```\nx = 1\n```", "x = 1"),
        ("a < b & c", "a < b & c"),
        ("AT&amp;T", "AT&T"),
        (r"2 \* 3", "2 * 3"),
        ("<b>bold</b>", "<b>bold</b>"),
        ("![a picture](x.png)", "a picture"),
        ("5 * 3 * 2", "5 * 3 * 2"),
        ("", ""),
    ],
)
def test_words_alone(text: str, words: str) -> None:
    assert words_of(text) == words


def test_words_without_signs_are_left_as_they_are() -> None:
    text = "A sentence; another (with brackets), and a dash: 3–6 months. Isn’t it?"
    assert words_of(text) is text
    assert not is_html(words_of(text))


# --- On pages ------------------------------------------------------------------------------

TEXT = "Some *rich* text <b>here</b>.\n\n- one"
RICH = "<em>rich</em> text &lt;b&gt;here&lt;/b&gt;."


def body(client: Client, path: str) -> str:
    return client.get(path).content.decode()


@pytest.mark.django_db
@pytest.mark.usefixtures("today")
def test_pages_show_it_and_lists_its_words(client: Client) -> None:
    role = RoleFactory(summary=TEXT, description=TEXT, market=TEXT)
    stage = StageFactory(summary=TEXT, description=TEXT, outcome=TEXT, note=TEXT)
    course = CourseFactory(summary=TEXT, suits=TEXT)
    skill = SkillFactory(summary=TEXT, area__summary=TEXT)
    Strategy.objects.create(slug="s", title="S", summary=TEXT, description=TEXT, note=TEXT)
    counts = {
        role.get_absolute_url(): 2,
        stage.get_absolute_url(): 4,
        course.get_absolute_url(): 2,
        skill.get_absolute_url(): 1,
        "/skills/": 1,
        "/job-market/": 3,
        "/roles/": 0,
        "/roadmap/": 0,
    }
    for path, count in counts.items():
        page = body(client, path)
        assert page.count(RICH) == count, path
        assert page.count("<li>one</li>") == count, path
        assert "*rich*" not in page, path
        assert "<b>here</b>" not in page, path
    head = body(client, role.get_absolute_url()).partition('name="description" content="')[2]
    assert html.unescape(head.partition('"')[0]) == "Some rich text <b>here</b>. one"


@pytest.mark.django_db
def test_search_finds_words_through_the_markup(client: Client) -> None:
    RoleFactory(title="Tester", description="It is un*believ*able.")
    assert "Tester" in body(client, "/search/?q=unbelievable")


# --- The preview ---------------------------------------------------------------------------


@pytest.fixture
def editor(db: None) -> Client:
    return client_of(UserFactory(is_staff=True))


@pytest.mark.parametrize("text", ["*much*", "One.\r\n\r\nTwo.", *HOSTILE])
def test_the_preview_is_what_pages_show(editor: Client, text: str) -> None:
    response = editor.post(PREVIEW, {"text": text})
    assert response.status_code == 200
    assert response.content.decode() == render_content(text.replace("\r\n", "\n"))
    assert "script-src 'self'" in response["Content-Security-Policy"]


def test_an_empty_text_says_so(editor: Client) -> None:
    assert b"Nothing is written yet." in editor.post(PREVIEW, {}).content


def test_a_text_has_an_end(editor: Client) -> None:
    assert editor.post(PREVIEW, {"text": "x" * MOST_MARKDOWN}).status_code == 200
    assert editor.post(PREVIEW, {"text": "x" * (MOST_MARKDOWN + 1)}).status_code == 413


def test_a_text_made_to_be_slow_is_not(editor: Client) -> None:
    for text in ("[" * MOST_MARKDOWN, "*a " * 6_000, "> " * 9_000, "`" * MOST_MARKDOWN):
        assert editor.post(PREVIEW, {"text": text}).status_code == 200


@pytest.mark.django_db
def test_the_preview_is_for_staff_and_a_post_with_its_token() -> None:
    assert client_of(None).post(PREVIEW, {"text": "x"}).status_code == 302
    assert client_of(UserFactory()).post(PREVIEW, {"text": "x"}).status_code == 302
    staff = UserFactory(is_staff=True)
    assert client_of(staff).get(PREVIEW).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(staff, backend="accounts.backends.EmailBackend")
    assert strict.post(PREVIEW, {"text": "x"}).status_code == 403


@pytest.mark.parametrize("model", ["roadmap/stage", "roadmap/step", "roles/role", "skills/skill"])
def test_forms_say_that_it_is_markdown_and_offer_the_preview(
    admin_client: Client, model: str
) -> None:
    page = body(admin_client, f"/admin/{model}/add/")
    assert f'data-markdown-preview="{PREVIEW}"' in page
    assert "markdown-preview.js" in page
    assert "Markdown: *emphasis*" in page
