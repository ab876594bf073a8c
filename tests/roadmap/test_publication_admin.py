"""Published editions in the admin: to look at, without their snapshots."""

import datetime

import pytest
from django.test import Client

from roadmap.models import Publication
from tests.factories import UserFactory
from tests.roadmap.test_admin import text, url

pytestmark = pytest.mark.django_db


def test_editions_are_looked_at_and_not_written(admin_client: Client) -> None:
    edition = Publication.objects.create(
        number=7,
        published_at=datetime.datetime(2026, 7, 1, 12, tzinfo=datetime.UTC),
        published_by=UserFactory(display_name="Ed"),
        reason="Hours of a step",
        stages={"a-snapshot": 1},
        steps={},
    )
    change = url("publication", "change", edition.pk)

    for page in (url("publication", "changelist"), change):
        shown = text(admin_client.get(page))
        assert "Hours of a step" in shown
        assert "Ed" in shown
        assert "1 Jul" in shown
        assert "a-snapshot" not in shown
    assert admin_client.post(change, {"number": 8}).status_code == 403
    assert admin_client.get(url("publication", "add")).status_code == 403
    assert admin_client.get(url("publication", "delete", edition.pk)).status_code == 403
    asked = {"published_by__email__startswith": "a"}
    assert admin_client.get(url("publication", "changelist"), asked).status_code == 400
    edition.refresh_from_db()
    assert edition.number == 7
