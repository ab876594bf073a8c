"""Addresses to come back to: our own, never another site's, and no error for nonsense."""

import pytest
from django.test import Client

from accounts.access import local_address

NONSENSE = ["foo", "é", "http://[", "//[", "//evil.example", "https://evil.example/", "\x00", ""]


@pytest.mark.parametrize("address", [*NONSENSE, "http://testserver//evil.example"])
def test_nonsense_and_other_sites_fall_back(rf: object, address: str) -> None:
    request = rf.get("/")  # type: ignore[attr-defined]
    assert local_address(request, address, "/home/") == "/home/"


@pytest.mark.parametrize("address", ["/plan/?hours=5", "http://testserver/plan/?hours=5"])
def test_own_addresses_keep_path_and_query(rf: object, address: str) -> None:
    request = rf.get("/")  # type: ignore[attr-defined]
    assert local_address(request, address, "/home/") == "/plan/?hours=5"


@pytest.mark.django_db
@pytest.mark.parametrize("entrance", ["/accounts/login/", "/accounts/signup/"])
@pytest.mark.parametrize("address", NONSENSE)
def test_entrances_ignore_nonsense(client: Client, entrance: str, address: str) -> None:
    assert client.get(entrance, {"next": address}).status_code == 200


@pytest.mark.parametrize("address", NONSENSE)
def test_settings_ignore_nonsense(learner_client: Client, address: str) -> None:
    answers = {"display_name": "Amara", "time_zone": "UTC", "next": address}
    response = learner_client.post("/accounts/settings/", answers)
    assert response.headers["Location"] == "/accounts/settings/"
