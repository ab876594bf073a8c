"""The learner's own links on the page: added once, refused beside their field, deleted."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from portfolio.models import PortfolioLink
from tests import pages
from tests.factories import PortfolioFactory
from tests.portfolio.people import own_link

ADD_LINK = reverse("portfolio:add-link")

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def test_somebody_elses_link_is_not_found(learner_client: Client, learner: User) -> None:
    PortfolioFactory(user=learner)
    link = own_link(PortfolioFactory(), 1)
    path = reverse("portfolio:delete-link", args=[link.pk])
    assert learner_client.post(path).status_code == 404
    assert PortfolioLink.objects.exists()


def test_link_is_added_once_and_deleted(learner: User, learner_client: Client) -> None:
    portfolio = PortfolioFactory(user=learner)
    for _ in range(2):
        learner_client.post(ADD_LINK, {"label": "Code", "url": "https://git.example.org/a"})
    (link,) = portfolio.links.all()
    assert (link.label, link.url) == ("Code", "https://git.example.org/a")
    path = reverse("portfolio:delete-link", args=[link.pk])
    assert learner_client.post(path).status_code == 302
    assert learner_client.post(path).status_code == 404


@pytest.mark.parametrize(
    "sent",
    [
        {"label": "", "url": "https://example.org"},
        {"label": "Code", "url": ""},
        {"label": "Code", "url": "javascript:alert(1)"},
        {"label": "Code", "url": "https://user:word@example.org"},
        {"label": "x" * 41, "url": "https://example.org"},
        {"label": "Code", "url": "https://example.org/" + "x" * 500},
    ],
)
def test_bad_link_is_refused(learner: User, learner_client: Client, sent: dict[str, str]) -> None:
    portfolio = PortfolioFactory(user=learner)
    response = learner_client.post(ADD_LINK, sent)
    assert response.status_code == 422
    assert response.context["link_form"].errors
    assert not portfolio.links.exists()


def test_ninth_link_is_refused(learner: User, learner_client: Client) -> None:
    portfolio = PortfolioFactory(user=learner)
    for n in range(8):
        own_link(portfolio, n)
    response = learner_client.post(ADD_LINK, {"label": "Ninth", "url": "https://example.org/9th"})
    assert (response.status_code, portfolio.links.count()) == (422, 8)
    assert 'value="Ninth"' in response.content.decode()


def test_address_under_another_name_is_refused_beside_it(
    learner: User, learner_client: Client
) -> None:
    portfolio = PortfolioFactory(user=learner)
    own_link(portfolio, 1)
    response = learner_client.post(ADD_LINK, {"label": "Mine", "url": "https://example.org/1"})
    said = "This address is on your portfolio already, as “Site 1”."
    assert response.status_code == 422
    assert response.context["link_form"].errors == {"url": [said]}
    assert 'value="Mine"' in response.content.decode()
    assert [link.label for link in portfolio.links.all()] == ["Site 1"]


def test_htmx_gets_the_links_alone(learner: User, learner_client: Client) -> None:
    portfolio = PortfolioFactory(user=learner)
    headers = {"HX-Request": "true"}
    sent = {"label": "Code", "url": "https://example.org/code"}
    added = learner_client.post(ADD_LINK, sent, headers=headers)
    page = pages.read(added.content.decode())
    assert (added.status_code, page.find("main"), page.texts("b")) == (200, None, ["Code"])
    assert page.by_id("announcement").text == "The link is on your portfolio: Code"
    assert page.by_id("id_label").attributes.get("value") is None

    refused = learner_client.post(ADD_LINK, sent | {"url": "code"}, headers=headers)
    page = pages.read(refused.content.decode())
    assert (refused.status_code, "<html" in refused.content.decode()) == (422, False)
    assert page.by_id("id_url").attributes["value"] == "code"

    # What is typed of the next one comes along and back.
    path = reverse("portfolio:delete-link", args=[portfolio.links.get().pk])
    typed = {"label": '"><b>Half', "url": "https:"}
    deleted = learner_client.post(path, typed, headers=headers)
    page = pages.read(deleted.content.decode())
    assert (deleted.status_code, page.texts("b")) == (200, [])
    assert page.by_id("announcement").text == "The link is deleted: Code"
    values = [page.by_id(id_).attributes["value"] for id_ in ("id_label", "id_url")]
    assert values == ['"><b>Half', "https:"]
