"""Share links: one live link a recipient, expiry, revoking, and honest counting."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from portfolio.models import ShareLink
from tests import pages
from tests.factories import PortfolioFactory, ShareLinkFactory, UserFactory
from tests.portfolio.people import ADDRESSES, DAY, NOW, client_of, person_of, world
from tests.portfolio.test_public import without_tokens

SHARING = reverse("portfolio:sharing")
ADD = reverse("portfolio:add-share-link")

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def revoke(link: ShareLink) -> str:
    return reverse("portfolio:revoke-share-link", args=[link.pk])


def views(link: ShareLink) -> int:
    link.refresh_from_db()
    return link.views


def link_of_another() -> ShareLink:
    """A live link of somebody else's portfolio."""
    link: ShareLink = ShareLinkFactory(portfolio__visibility="link")
    return link


@pytest.mark.parametrize(("method", "path"), [("get", SHARING), ("post", ADD)])
def test_visitor_is_sent_to_sign_in(client: Client, method: str, path: str) -> None:
    response = getattr(client, method)(path, {"recipient": "A", "expires": "7"})
    assert response.headers["Location"].startswith(reverse("account_login"))
    assert not ShareLink.objects.exists()


def test_wrong_verbs_are_refused(learner: User, learner_client: Client) -> None:
    link = ShareLinkFactory(portfolio__user=learner)
    assert learner_client.post(SHARING).status_code == 405
    assert [learner_client.get(path).status_code for path in (ADD, revoke(link))] == [405, 405]


def test_without_a_portfolio_there_is_nothing_to_share(learner_client: Client) -> None:
    assert "Make your portfolio" in pages.main(learner_client.get(SHARING)).text
    sent = {"recipient": "A", "expires": "7"}
    assert learner_client.post(ADD, sent).status_code == 404


@pytest.mark.parametrize(("expires", "days"), [("7", 7), ("30", 30), ("90", 90), ("none", None)])
def test_link_is_made_and_its_address_opens(
    learner: User, learner_client: Client, client: Client, expires: str, days: int | None
) -> None:
    PortfolioFactory(user=learner, visibility="link")
    learner_client.post(ADD, {"recipient": " Acme \n team ", "expires": expires})
    link = ShareLink.objects.get()
    assert link.recipient == "Acme team"
    if days is None:
        assert link.expires_at is None
    else:
        assert link.expires_at is not None
        assert abs(link.expires_at - NOW - days * DAY) < datetime.timedelta(minutes=5)
    page = pages.main(learner_client.get(SHARING))
    address = page.by_id(f"address-{link.pk}").attributes["value"] or ""
    assert address.startswith("http://testserver/p/")
    assert Client().get(address).status_code == 200


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"recipient": "", "expires": "7"}, "recipient"),
        ({"recipient": "x" * 81, "expires": "7"}, "recipient"),
        ({"recipient": "a\x00b", "expires": "7"}, "recipient"),
        ({"recipient": "A", "expires": "8"}, "expires"),
        ({"recipient": "A"}, "expires"),
    ],
)
def test_bad_answer_is_refused(
    learner: User, learner_client: Client, sent: dict[str, Any], field: str
) -> None:
    PortfolioFactory(user=learner)
    response = learner_client.post(ADD, sent)
    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert not ShareLink.objects.exists()


def test_second_live_link_for_a_recipient_is_refused(learner: User, learner_client: Client) -> None:
    PortfolioFactory(user=learner)
    learner_client.post(ADD, {"recipient": "Acme", "expires": "7"})
    response = learner_client.post(ADD, {"recipient": "ACME", "expires": "7"})
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["recipient"])
    assert ShareLink.objects.count() == 1


@pytest.mark.parametrize(
    ("first", "second"),
    [("ÉCOLE", "école"), ("Straße", "STRASSE"), ("Σίσυφος", "ΣΊΣΥΦΟΣ"), ("Acme", "  aCME ")],
)
def test_recipient_is_the_same_in_whatever_letters(
    learner: User, learner_client: Client, first: str, second: str
) -> None:
    PortfolioFactory(user=learner)
    learner_client.post(ADD, {"recipient": first, "expires": "7"})
    response = learner_client.post(ADD, {"recipient": second, "expires": "7"})
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["recipient"])
    ShareLink.objects.update(expires_at=NOW - DAY)
    assert learner_client.post(ADD, {"recipient": second, "expires": "7"}).status_code == 302
    assert ShareLink.objects.filter(revoked_at=None).get().recipient == second.strip()


def test_letters_that_only_the_database_takes_for_the_same_are_no_error(
    learner: User, learner_client: Client
) -> None:
    """PostgreSQL may write the dotted I small as i; Python does not."""
    PortfolioFactory(user=learner)
    learner_client.post(ADD, {"recipient": "İ", "expires": "7"})
    assert learner_client.post(ADD, {"recipient": "i", "expires": "7"}).status_code in {302, 422}


@pytest.mark.parametrize("state", ["expired", "revoked"])
def test_closed_link_makes_room_for_another(
    learner: User, learner_client: Client, state: str
) -> None:
    old = ShareLinkFactory(
        portfolio=PortfolioFactory(user=learner),
        recipient="Acme",
        expires_at=NOW - DAY if state == "expired" else None,
        revoked_at=NOW - DAY if state == "revoked" else None,
    )
    assert learner_client.post(ADD, {"recipient": "acme", "expires": "7"}).status_code == 302
    new = ShareLink.objects.exclude(pk=old.pk).get()
    old.refresh_from_db()
    assert (new.revoked_at, new.token == old.token, old.revoked_at is None) == (None, False, False)
    words = pages.main(learner_client.get(SHARING)).text
    assert f"{state.capitalize()} on 21 July 2026" in words


def test_same_recipient_of_somebody_else_is_in_nobodys_way(
    learner: User, learner_client: Client
) -> None:
    ShareLinkFactory(recipient="Acme")
    PortfolioFactory(user=learner)
    assert learner_client.post(ADD, {"recipient": "Acme", "expires": "7"}).status_code == 302


def test_revoked_link_opens_nothing_and_stays_as_it_was(
    learner_client: Client, learner: User
) -> None:
    link = ShareLinkFactory(portfolio__user=learner, portfolio__visibility="link")
    path = reverse("portfolio:shared", args=[link.portfolio.handle, link.token])
    assert Client().get(path).status_code == 200
    learner_client.post(revoke(link))
    link.refresh_from_db()
    first = link.revoked_at
    learner_client.post(revoke(link))
    link.refresh_from_db()
    assert first is not None
    assert link.revoked_at == first
    assert Client().get(path).status_code == 404
    assert link.token not in learner_client.get(SHARING).content.decode()


def test_somebody_elses_link_is_not_found(learner_client: Client) -> None:
    link = ShareLinkFactory(recipient="Secret firm")
    assert learner_client.post(revoke(link)).status_code == 404
    assert b"Secret firm" not in learner_client.get(SHARING).content
    link.refresh_from_db()
    assert link.revoked_at is None


@pytest.mark.parametrize(
    ("kind", "counted"),
    [("visitor", 1), ("learner", 1), ("mentor", 1), ("admin", 1), ("owner", 0)],
)
def test_view_of_anybody_but_the_owner_is_counted(kind: str, counted: int) -> None:
    there = world("link", "live")
    assert there.link
    client = client_of(person_of(kind, there.portfolio.user))
    assert client.get(there.address("page")).status_code == 200
    assert views(there.link) == counted
    assert (there.link.last_viewed_at is not None) == bool(counted)


def test_only_a_look_at_the_page_is_a_view(client: Client) -> None:
    there = world("link", "live")
    assert there.link
    client.head(there.address("page"))
    client.get(there.address("resume"))
    client.get(there.address("image"))
    client.get(there.address("page", handle="AMARA-OSEI"))
    client.get(there.portfolio.get_absolute_url())
    assert views(there.link) == 0
    client.get(there.address("page"))
    client.get(there.address("page"))
    assert views(there.link) == 2


def test_links_of_a_page_that_links_do_not_open_say_so(
    learner: User, learner_client: Client
) -> None:
    portfolio = PortfolioFactory(user=learner, visibility="mentors")
    said = "Links open nothing while your portfolio is for mentors alone."
    assert said in pages.main(learner_client.get(SHARING)).text
    portfolio.visibility = "link"
    portfolio.save()
    assert said not in pages.main(learner_client.get(SHARING)).text


@pytest.mark.parametrize("address", ADDRESSES)
def test_link_outlives_the_handle_it_was_sent_with(client: Client, address: str) -> None:
    there = world("link", "live")
    sent = there.address(address)
    there.portfolio.handle = "another-handle"
    there.portfolio.save()
    # Whoever takes the handle next has nothing to do with it.
    PortfolioFactory(handle="amara-osei", visibility="public")
    response = client.get(sent)
    assert (response.status_code, response.headers["Location"]) == (302, there.address(address))
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert client.get(response.headers["Location"]).status_code == 200
    assert there.link
    there.link.refresh_from_db()
    assert there.link.views == (1 if address == "page" else 0)


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(
    ("visibility", "link"), [("link", "expired"), ("link", "revoked"), ("private", "live")]
)
def test_closed_link_with_an_old_handle_is_not_told_from_a_wrong_one(
    client: Client, visibility: str, link: str, address: str
) -> None:
    there = world(visibility, link)
    path = there.address(address, handle="an-old-handle")
    closed = client.get(path)
    there.portfolio.delete()
    wrong = client.get(path)
    assert (closed.status_code, wrong.status_code) == (404, 404)
    assert without_tokens(closed.content) == without_tokens(wrong.content)
    assert dict(closed.headers) == dict(wrong.headers)


@pytest.mark.parametrize("address", ["page", "resume"])
def test_link_opens_its_own_portfolio_whatever_the_handle(client: Client, address: str) -> None:
    there, other = world("link", "live"), link_of_another()
    response = client.get(there.address(address, token=other.token))
    assert response.status_code == 302
    assert response.headers["Location"].startswith(f"/p/{other.portfolio.handle}/")
    assert b"Trams" not in response.content


def test_picture_of_another_portfolio_is_not_opened_by_a_link(client: Client) -> None:
    there, other = world("link", "live"), link_of_another()
    assert client.get(there.address("image", token=other.token)).status_code == 404


@pytest.mark.parametrize("rows", [1, 6])
def test_list_asks_as_much_for_many_links_as_for_one(
    learner: User,
    learner_client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    rows: int,
) -> None:
    portfolio = PortfolioFactory(user=learner)
    for _ in range(rows):
        ShareLinkFactory(portfolio=portfolio)
        ShareLinkFactory(portfolio=portfolio, revoked_at=NOW)
    with django_assert_num_queries(5):  # session, person, header, portfolio, links
        learner_client.get(SHARING)


def test_admin_never_shows_an_address() -> None:
    link = ShareLinkFactory(recipient="Acme")
    staff = client_of(UserFactory(is_staff=True, is_superuser=True))
    path = reverse("admin:portfolio_portfolio_change", args=[link.portfolio.pk])
    html = staff.get(path).content.decode()
    assert "Acme" in html
    assert link.token not in html


@pytest.mark.parametrize(
    ("before", "after", "is_taken"),
    [("public", "private", True), ("link", "link", True), ("private", "public", False)],
)
def test_staff_close_a_page_and_never_open_one(before: str, after: str, is_taken: bool) -> None:
    portfolio = PortfolioFactory(visibility=before)
    staff = client_of(UserFactory(is_staff=True, is_superuser=True))
    path = reverse("admin:portfolio_portfolio_change", args=[portfolio.pk])
    management = {
        f"share_links-{name}": "0" for name in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS")
    }
    sent = {"handle": "another", "visibility": after, **management}
    assert staff.post(path, sent).status_code == (302 if is_taken else 200)
    portfolio.refresh_from_db()
    assert portfolio.visibility == (after if is_taken else before)
