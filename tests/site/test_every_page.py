"""No page is forgotten: every named address has an example, or a reason not to have one.

The browser looks at them in tests/e2e/test_pages.py.
"""

import re
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.test import Client
from django.urls import get_resolver, resolve
from pytest_django import Settings

from progress import demo
from tests.e2e import addresses, world
from tests.e2e.addresses import ADMIN_KINDS, ADMIN_POST_ONLY, NO_PAGES
from tests.site.addresses import NOBODY, TABLE
from tests.site.test_access import names

EXAMPLES = (
    *(addresses.VISITOR, addresses.VISITOR_TOO, addresses.LEARNER, addresses.LEARNER_TOO),
    *(addresses.MENTOR, addresses.MENTOR_TOO, addresses.ADMIN, addresses.ADMIN_TOO),
)
OF_A_MODEL = re.compile(r"^admin:[a-z]+_[a-z_]+_(" + "|".join(ADMIN_KINDS) + ")$")
OF_A_MODEL_BY_POST = re.compile(r"^admin:[a-z]+_[a-z_]+_(" + "|".join(ADMIN_POST_ONLY) + ")$")


def named() -> set[str]:
    return {name for name in names(get_resolver().url_patterns) if not name.endswith(":None")}


def with_an_example() -> set[str]:
    """The names to which the examples lead; `no-such-page` leads nowhere."""
    paths = {path for pages in EXAMPLES for path in pages.values()} - {"/no-such-page/"}
    plain = (re.sub(r"\{\w+\}", "1", path).partition("?")[0] for path in paths)
    return {resolve(path).view_name for path in plain}


def test_every_address_has_an_example_or_a_reason() -> None:
    by_post = {row.partition(" ")[0] for row, it in TABLE.items() if it.get == NOBODY}
    # `world.editors_pages` makes those of models, below compared with the admin.
    of_models = {name for name in named() if OF_A_MODEL.match(name)}
    of_models |= {name for name in named() if OF_A_MODEL_BY_POST.match(name)}
    assert named() - with_an_example() - by_post - of_models - set(NO_PAGES) == set()


def test_reasons_are_of_addresses_without_an_example() -> None:
    assert set(NO_PAGES) <= named()
    assert with_an_example() & set(NO_PAGES) == set()


@pytest.mark.django_db
@pytest.mark.usefixtures("content")
def test_admins_pages_are_there_or_nobody_may_open_them(settings: Settings) -> None:
    """Every model's list, form, history, deletion and versions."""
    places = world.make(settings)
    client = Client()
    user = world.person(demo.ADMIN.email)
    client.force_login(user, backend="accounts.backends.EmailBackend")
    pages = world.editors_pages()
    of_models = {name for name in named() if OF_A_MODEL.match(name)}
    assert of_models - with_an_example() - set(pages) == set()
    answers: dict[str, Any] = {name: client.get(path) for name, path in pages.items()}
    statuses = {name: answer.status_code for name, answer in answers.items()}
    assert statuses == {name: 200 if may(answers[name], name) else 403 for name in pages}
    for path in (*addresses.ADMIN.values(), *addresses.ADMIN_TOO.values()):
        assert client.get(path.format(**places)).status_code == 200, path


def may(answer: Any, name: str) -> bool:
    """Whether the admin of the model lets a superuser do that there."""
    its_model, _, kind = name.removeprefix("admin:").rpartition("_")
    app, _, model = its_model.rpartition("_")
    its_admin = admin.site._registry[apps.get_model(app, model)]
    request = answer.wsgi_request
    if kind == "delete":
        row = its_admin.model._default_manager.order_by("pk").first()
        return its_admin.has_delete_permission(request, row)
    return kind != "add" or its_admin.has_add_permission(request)
