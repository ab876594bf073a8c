"""The admin's first page: what needs attention, and to whom it says so."""

import datetime
import re
from typing import Any

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from mentoring.models import Report
from mlcareers.admin_site import CareersAdminSite
from mlcareers.attention import needing_attention
from tests.conftest import TODAY
from tests.factories import (
    PlanFactory,
    RoleFactory,
    SalaryBandFactory,
    SkillFactory,
    StepChangeFactory,
    StepFactory,
    ThreadFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
DRAFT = {"draft": True, "retired": True}


def staff(*codenames: str) -> User:
    person = UserFactory(is_staff=True)
    person.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return person


def report() -> Report:
    at = datetime.datetime(2026, 7, 1, tzinfo=datetime.UTC)
    thread = ThreadFactory()
    return Report.objects.create(thread=thread, reporter=thread.learner, reason="Rude.", at=at)


def rows(user: User) -> list[tuple[str, int | str, str]]:
    return [(row.title, row.count, row.url) for row in needing_attention(user, TODAY)]


def page(client: Client, user: User) -> Any:
    client.force_login(user, backend="accounts.backends.EmailBackend")
    return client.get(reverse("admin:index"))


def test_it_is_the_admins_site() -> None:
    assert isinstance(admin.site._wrapped, CareersAdminSite)  # type: ignore[attr-defined]


def test_what_editors_work_with_comes_first_and_accounts_are_one_group(
    admin_client: Client,
) -> None:
    found = admin_client.get(reverse("admin:index")).context["app_list"]

    assert [app["app_label"] for app in found][:8] == [
        *("roadmap", "roles", "courses", "skills"),
        *("mentoring", "progress", "portfolio", "accounts"),
    ]
    accounts = next(app for app in found if app["app_label"] == "accounts")
    assert [model["object_name"] for model in accounts["models"]] == [
        "User",
        "EmailAddress",
        "Group",
    ]


def test_its_colours_are_those_of_the_theme() -> None:
    """The admin's style sheet repeats the tokens, since the theme would restyle Django's pages."""
    theme, own = (
        dict(re.findall(r"(--ml-[\w-]+): (.+);", (settings.BASE_DIR / "static" / name).read_text()))
        for name in ("theme.css", "admin.css")
    )

    assert own
    assert {name: theme.get(name) for name in own} == own


def test_nothing_waits(admin_client: Client) -> None:
    assert "Nothing needs attention." in admin_client.get(reverse("admin:index")).content.decode()


def test_drafts_are_counted_and_lead_to_their_lists() -> None:
    StepFactory(**DRAFT)
    StepFactory(**DRAFT)
    StepFactory(retired=True)
    editor = staff("change_step", "change_skill")
    assert rows(editor)[0] == ("Drafts", 2, "/admin/roadmap/step/?state=draft")

    SkillFactory(**DRAFT)

    found = needing_attention(editor, TODAY)[0]
    assert (found.count, found.url) == (3, "")
    assert [(part.count, part.name, part.url) for part in found.parts] == [
        (1, "skill", "/admin/skills/skill/?state=draft"),
        (2, "steps", "/admin/roadmap/step/?state=draft"),
    ]


def test_drafts_of_what_one_may_not_change_are_not_said() -> None:
    RoleFactory(**DRAFT)
    assert rows(staff("change_skill", "view_role")) == []


def test_open_reports_are_said_to_those_who_settle_them() -> None:
    report()
    Report.objects.filter(pk=report().pk).update(
        resolved_at=datetime.datetime(2026, 7, 2, tzinfo=datetime.UTC)
    )
    address = "/admin/mentoring/report/?resolved_at__isempty=1"
    assert rows(staff("change_report")) == [("Reported conversations", 1, address)]
    assert rows(staff("view_report")) == []


def test_stuck_learners_are_counted_without_names(client: Client, today: datetime.date) -> None:
    StepFactory()
    plan = PlanFactory(start_date=datetime.date(2026, 1, 1))
    few = ("Learners stuck", "fewer than 5", "/admin/figures/")
    assert rows(staff("view_plan")) == [few]
    assert rows(staff("view_user")) == []

    shown = page(client, staff("view_plan")).content.decode()

    assert "Learners stuck" in shown
    assert plan.user.email not in shown


def test_what_editors_look_after_is_said_to_them(today: datetime.date) -> None:
    step = StepFactory(stage__end_month=3)
    SalaryBandFactory(edition=2024, role=RoleFactory())
    StepChangeFactory(sources=[step])

    said = {title: url for title, _, url in rows(staff("change_step", "change_salaryband"))}
    assert said == {
        "Broken content rules": "/admin/rules/",
        "Stale facts": "/admin/facts/",
    }
    waiting = ("Step changes not carried out", 1)
    address = "/admin/roadmap/stepchange/?applied_at__isempty=1"
    assert rows(staff("change_stepchange")) == [(*waiting, address)]
    assert rows(staff("view_step")) == []


def test_nobody_is_sent_after_what_they_may_not_mend(client: Client, today: datetime.date) -> None:
    """The counts are those of the pages they lead to."""
    StepFactory(stage__end_month=3)
    SalaryBandFactory(edition=2024, role=RoleFactory())

    assert rows(staff("change_course", "change_skill")) == []
    for right, title, address in (
        ("change_salaryband", "Stale facts", "content-admin:facts"),
        ("change_role", "Broken content rules", "content-admin:rules"),
    ):
        person = staff(right)
        ((said, count, url),) = rows(person)
        assert (said, url) == (title, reverse(address))
        shown = page(client, person)
        assert url in [address for _, address in shown.context["whole_pages"]]
        listed = client.get(url).context
        assert count == listed["stale"] if right == "change_salaryband" else listed["findings"]
    assert reverse("content-admin:rules") not in page(client, staff("change_plan")).text


def test_visitors_and_learners_do_not_see_it(client: Client) -> None:
    assert "login" in client.get(reverse("admin:index"))["Location"]
    assert page(client, UserFactory()).status_code in {302, 403}


def test_the_page_asks_the_same_however_much_waits(
    admin_client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(3):
        StepFactory(**DRAFT)
        RoleFactory(**DRAFT)
        report()
        PlanFactory(start_date=datetime.date(2020, 1, 1))
        with django_assert_num_queries(26):
            admin_client.get(reverse("admin:index"))
