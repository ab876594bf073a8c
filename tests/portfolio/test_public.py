"""The page that others see: who may, what stands on it, and what does not."""

import datetime
import re

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from portfolio.models import Portfolio
from portfolio.snapshots import fingerprint_of_portfolio
from progress.models import Verification
from tests import pages
from tests.factories import (
    CourseLogFactory,
    EvidenceFactory,
    MentorFactory,
    PlanFactory,
    PortfolioFactory,
    ProjectFactory,
    ProjectImageFactory,
    ShareLinkFactory,
    ShownProjectFactory,
    SkillFactory,
    StageFactory,
    StepFactory,
    StepStateFactory,
    UserFactory,
    VerificationFactory,
)
from tests.portfolio.people import ADDRESSES, NOW, PEOPLE, client_of, own_link, person_of, world

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

NOBODY: set[str] = set()
# Who sees what: the page's visibility, the kind of link, and those who get it.
STATES = {
    "private": ("private", "", {"owner"}),
    "mentors": ("mentors", "", {"owner", "mentor"}),
    "link, by its handle": ("link", "", {"owner"}),
    "public": ("public", "", set(PEOPLE)),
    "live link": ("link", "live", set(PEOPLE)),
    "expired link": ("link", "expired", NOBODY),
    "revoked link": ("link", "revoked", NOBODY),
    "live link of a public page": ("public", "live", set(PEOPLE)),
    "live link of a private page": ("private", "live", NOBODY),
    "live link of a page for mentors": ("mentors", "live", NOBODY),
}


def on_page(response: object) -> str:
    return pages.main(response).text  # type: ignore[arg-type]


def without_tokens(content: bytes) -> bytes:
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]*"', b"", content)


# --- Who may -------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("kind", PEOPLE)
@pytest.mark.parametrize("state", STATES)
def test_each_person_gets_what_the_state_allows(state: str, kind: str, address: str) -> None:
    visibility, link, allowed = STATES[state]
    there = world(visibility, link)
    client = client_of(person_of(kind, there.portfolio.user))
    response = client.get(there.address(address))
    assert response.status_code == (200 if kind in allowed else 404)
    if response.status_code == 404:
        assert b"Trams" not in response.content
        return
    is_public = state == "public"
    assert response.headers.get("X-Robots-Tag") == (None if is_public else "noindex")
    if not is_public:
        assert response.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("kind", ["visitor", "learner", "mentor", "admin"])
@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(
    ("visibility", "link"), [("private", ""), ("link", "expired"), ("link", "revoked")]
)
def test_what_may_not_be_seen_and_what_is_not_there_are_one_answer(
    visibility: str, link: str, kind: str, address: str
) -> None:
    there = world(visibility, link)
    client, path = client_of(person_of(kind, there.portfolio.user)), there.address(address)
    hidden = client.get(path)
    there.portfolio.delete()
    missing = client.get(path)
    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert without_tokens(hidden.content) == without_tokens(missing.content)
    assert dict(hidden.headers) == dict(missing.headers)


def test_nobody_sees_the_page_of_an_inactive_person(client: Client) -> None:
    there, linked = world("public"), None
    linked = ShareLinkFactory(portfolio=there.portfolio)
    there.portfolio.user.is_active = False
    there.portfolio.user.save()
    assert client.get(there.address("page")).status_code == 404
    assert client.get(there.address("page", token=linked.token)).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/p/%00/",
        "/p/a%00b/",
        "/p/amara-osei%00/",
        f"/p/{'a' * 5000}/",
        "/p/AMARA OSEI/",
        "/p/amara-ose%C4%B0/",
        "/p/amara-osei/link/%00/",
        "/p/amara-osei/link/é/",
        f"/p/amara-osei/link/{'x' * 5000}/",
        "/p/amara-osei/images/0/",
        f"/p/amara-osei/images/{10**30}/",
        "/p/admin/",
    ],
)
def test_nonsense_is_not_found(client: Client, path: str) -> None:
    world("public")
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("address", ADDRESSES)
def test_pages_are_only_for_looking(client: Client, address: str) -> None:
    for there in (world("public"),):
        statuses = [
            getattr(client, verb)(there.address(address)).status_code
            for verb in ("post", "put", "delete")
        ]
        assert statuses == [405] * 3


@pytest.mark.parametrize("address", ADDRESSES)
def test_handle_in_another_case_leads_to_its_own(client: Client, address: str) -> None:
    there = world("public")
    response = client.get(there.address(address, handle="Amara-OSEI"))
    assert (response.status_code, response.headers["Location"]) == (301, there.address(address))


@pytest.mark.parametrize("address", ADDRESSES)
def test_handle_in_another_case_of_a_private_page_is_not_found(
    client: Client, address: str
) -> None:
    there = world("private")
    assert client.get(there.address(address, handle="AMARA-OSEI")).status_code == 404


@pytest.mark.parametrize(
    ("audience", "shown"),
    [
        ("private", "private mentors link public"),
        ("mentors", "mentors link public"),
        ("link", "link public"),
        ("public", "public"),
    ],
)
def test_project_is_shown_to_audiences_it_is_open_to(audience: str, shown: str) -> None:
    """The owner sees the page as those it is open to; pictures go with their project."""
    portfolio = PortfolioFactory(visibility=audience)
    made = {}
    for visibility in ("private", "mentors", "link", "public"):
        project = ProjectFactory(user=portfolio.user, title=visibility, visibility=visibility)
        ShownProjectFactory(portfolio=portfolio, project=project)
        made[visibility] = ProjectImageFactory(project=project)
    client = client_of(portfolio.user)
    page = pages.main(client.get(portfolio.get_absolute_url()))
    assert page.texts("h3") == shown.split()
    answers = {
        visibility: client.get(reverse("portfolio:image", args=[portfolio.handle, image.pk]))
        for visibility, image in made.items()
    }
    assert [name for name, answer in answers.items() if answer.status_code == 200] == shown.split()


def test_holder_of_a_link_sees_what_links_open_on_a_public_page(client: Client) -> None:
    there = world("public", "live")
    ShownProjectFactory(
        portfolio=there.portfolio,
        project=ProjectFactory(user=there.portfolio.user, title="By link", visibility="link"),
    )
    by_link = client.get(there.address("page"))
    by_handle = client.get(there.portfolio.get_absolute_url())
    assert pages.main(by_link).texts("h3") == ["Trams", "By link"]
    assert pages.main(by_handle).texts("h3") == ["Trams"]


def test_picture_of_a_project_that_is_not_chosen_is_not_found(client: Client) -> None:
    there = world("public")
    other = ProjectImageFactory(
        project=ProjectFactory(user=there.portfolio.user, visibility="public")
    )
    path = reverse("portfolio:image", args=[there.portfolio.handle, other.pk])
    assert client.get(path).status_code == 404


def test_picture_comes_with_safe_headers(client: Client) -> None:
    there = world("link", "live")
    response = client.get(there.address("image"))
    assert {
        name: response.headers[name]
        for name in ("Content-Type", "Content-Security-Policy", "X-Content-Type-Options")
    } == {
        "Content-Type": "image/webp",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
    }


# --- Search engines ------------------------------------------------------------------------


def test_public_page_is_told_to_search_engines(client: Client) -> None:
    there = world("public")
    there.portfolio.headline = 'Builds "small" <systems>'
    there.portfolio.save()
    response = client.get(there.address("page"))
    html = response.content.decode()
    assert pages.is_indexed(response)
    assert pages.canonical(response) == "http://testserver/p/amara-osei/"
    assert dict(re.findall(r'<meta property="og:(\w+)" content="([^"]*)">', html)) == {
        "type": "profile",
        "title": "Amara Osei",
        "description": "Builds &quot;small&quot; &lt;systems&gt;",
        "url": "http://testserver/p/amara-osei/",
        "site_name": "ML Careers",
        "image": "http://testserver/static/icons/social-card.png",
    }


@pytest.mark.parametrize(("visibility", "link"), [("link", "live"), ("public", "live")])
def test_page_by_link_is_kept_from_search_engines(
    client: Client, visibility: str, link: str
) -> None:
    response = client.get(world(visibility, link).address("page"))
    assert not pages.is_indexed(response)
    assert b"og:" not in response.content
    assert response.headers["Referrer-Policy"] == "same-origin"


# --- What stands on it ---------------------------------------------------------------------


def full(visibility: str = "public") -> Portfolio:
    """A portfolio with something in every section."""
    owner = UserFactory(email="secret.address@example.com", display_name="Amara Osei")
    portfolio = PortfolioFactory(
        user=owner,
        handle="amara",
        visibility=visibility,
        headline="Builds small systems.",
        about="I like **tests**. <script>alert(1)</script>",
        location="Porto",
        contact_email="hello@example.org",
    )
    own_link(portfolio, 1)
    PlanFactory(user=owner, start_date=datetime.date(2026, 1, 5))
    first = StageFactory(number=1, title="Foundations", start_month=0, end_month=3)
    second = StageFactory(number=2, title="Core", start_month=3, end_month=6)
    python, claimed = SkillFactory(title="Python"), SkillFactory(title="Only claimed")
    step = StepFactory(stage=first, hours=30)
    step.skills.add(python)
    StepStateFactory(user=owner, step=step, done_on=datetime.date(2026, 4, 1), note="Secret note")
    EvidenceFactory(user=owner, step=step)
    other = StepFactory(stage=second, hours=10)
    other.skills.add(claimed)
    StepStateFactory(user=owner, step=other, done_on=datetime.date(2026, 5, 1))
    StepFactory(stage=second, hours=20)
    CourseLogFactory(
        user=owner,
        course__title="Statistics",
        status="finished",
        finished_on=datetime.date(2026, 6, 1),
        certificate_url="https://example.org/certificate",
    )
    CourseLogFactory(user=owner, course__title="No certificate", status="finished")
    project = ProjectFactory(
        user=owner,
        title="Trams",
        visibility="public",
        summary="Predicts\ndelays.",
        metric="median error",
        metric_value="70 s",
        baseline_value="110 s",
        my_role="All of it",
        data_source="Open feeds",
        data_licence="ODbL",
        repository_url="https://git.example.org/trams",
        life_cycle=["training"],
        finished_on=datetime.date(2026, 5, 3),
    )
    ShownProjectFactory(portfolio=portfolio, project=project)
    VerificationFactory(project=project, score="3.8", mentor__display_name="Secret Mentor")
    hidden = ProjectFactory(user=owner, title="Hidden work", summary="Not yet.")
    ShownProjectFactory(portfolio=portfolio, project=hidden)
    ProjectFactory(user=owner, title="Never chosen", visibility="public")
    return portfolio


def test_page_holds_every_section(client: Client) -> None:
    page = pages.main(client.get(full().get_absolute_url()))
    assert page.texts("h1") == ["Amara Osei"]
    assert page.texts("h2") == [
        "About",
        "Where I am",
        "Projects",
        "Finished stages",
        "Certificates",
        "Skills, with proof",
    ]
    words = page.text
    for part in (
        "Builds small systems.",
        "hello@example.org",
        "Porto",
        "I like tests",
        "Month 4 of 6, in Stage 2 of 2. 40 of 60 planned hours are finished.",
        "Median error: 70 s, against a baseline of 110 s",
        "My part: All of it",
        "Data: Open feeds, ODbL",
        "Verified by a mentor, 3.8 of 4, 20 July 2026",
        "Stage 1: Foundations Apr 2026",
        "Python",
        "with evidence",
    ):
        assert part in words
    assert "https://git.example.org/trams" in page.links()
    assert "https://example.org/certificate" in page.links()


@pytest.mark.parametrize("path", ["", "resume.json"])
def test_page_and_export_leak_nothing(client: Client, path: str) -> None:
    """All of this is in the database, and none of it is anybody's business."""
    portfolio = full()
    html = client.get(portfolio.get_absolute_url() + path).content.decode()
    for secret in (
        "secret.address",
        "Hidden work",
        "Never chosen",
        "Secret note",
        "Secret Mentor",
        "Only claimed",
        "No certificate",
        "2026-01-05",
        "5 January",
    ):
        assert secret not in html
    assert not re.search(r"\b(behind|ahead|late|early)\b", html)


def test_script_in_the_text_about_a_person_does_not_run(client: Client) -> None:
    html = client.get(full().get_absolute_url()).content.decode()
    assert "<script>alert" not in html


def test_name_is_the_handle_and_never_part_of_the_address(client: Client) -> None:
    portfolio = full()
    portfolio.user.display_name = ""
    portfolio.user.save()
    response = client.get(portfolio.get_absolute_url())
    assert pages.main(response).texts("h1") == ["amara"]
    assert b"secret" not in response.content


@pytest.mark.parametrize(
    ("section", "heading"),
    [
        ("shows_position", "Where I am"),
        ("shows_stages", "Finished stages"),
        ("shows_certificates", "Certificates"),
        ("shows_skills", "Skills, with proof"),
    ],
)
def test_section_that_is_switched_off_is_not_there(
    client: Client, section: str, heading: str
) -> None:
    portfolio = full()
    before = pages.main(client.get(portfolio.get_absolute_url())).texts("h2")
    setattr(portfolio, section, False)
    portfolio.save()
    after = pages.main(client.get(portfolio.get_absolute_url())).texts("h2")
    assert after == [name for name in before if name != heading]


def test_page_without_plan_or_anything_says_so(client: Client) -> None:
    portfolio = PortfolioFactory(visibility="public")
    assert "Nothing is on this page yet." in on_page(client.get(portfolio.get_absolute_url()))


def test_edited_project_says_verified_on_an_earlier_version(client: Client) -> None:
    portfolio = full()
    project = portfolio.user.projects.get(title="Trams")
    project.summary = "Something else."
    project.save()
    words = on_page(client.get(portfolio.get_absolute_url()))
    assert "Verified on an earlier version" in words
    assert "Verified by a mentor" not in words


def test_withdrawn_word_is_no_badge(client: Client) -> None:
    portfolio = full()
    Verification.objects.update(withdrawn_at=NOW)
    assert "Verified" not in on_page(client.get(portfolio.get_absolute_url()))


def test_portfolio_itself_is_verified_until_it_changes(client: Client) -> None:
    portfolio = PortfolioFactory(visibility="public", headline="One")
    Verification.objects.create(
        user=portfolio.user,
        subject="portfolio",
        mentor=MentorFactory(),
        fingerprint=fingerprint_of_portfolio(portfolio),
        verified_at=NOW,
        source="6f9d4a1e-0000-4000-8000-000000000001",
    )
    assert "Verified by a mentor" in on_page(client.get(portfolio.get_absolute_url()))
    Portfolio.objects.update(headline="Two")
    assert "Verified on an earlier version" in on_page(client.get(portfolio.get_absolute_url()))


@pytest.mark.parametrize("rows", [1, 5])
@pytest.mark.parametrize(("address", "queries"), [("page", 29), ("resume", 29)])
def test_page_asks_as_much_for_many_rows_as_for_one(
    client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    rows: int,
    address: str,
    queries: int,
) -> None:
    portfolio = full()
    for n in range(rows):
        project = ProjectFactory(
            user=portfolio.user,
            visibility="public",
            life_cycle=["training"],
            demo_url="https://e.org",
        )
        project.skills.add(SkillFactory())
        project.steps.add(StepFactory())
        ShownProjectFactory(portfolio=portfolio, project=project)
        ProjectImageFactory(project=project)
        VerificationFactory(project=project)
        own_link(portfolio, n + 10)
        CourseLogFactory(
            user=portfolio.user,
            status="finished",
            finished_on=datetime.date(2026, 6, 1),
            certificate_url="https://example.org/c",
        )
    path = portfolio.get_absolute_url() + ("resume.json" if address == "resume" else "")
    with django_assert_num_queries(queries):
        assert client.get(path).status_code == 200
