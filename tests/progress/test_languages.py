"""The pages of the roadmap in a language whose decimal sign is a comma."""

import datetime
import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext_lazy

from accounts.models import User
from portfolio.forms import PortfolioForm
from progress.completeness import ProjectFacts, hints
from progress.course_forms import AmountField
from progress.form_parts import card_label
from progress.layers import Layer
from progress.models import LifeCyclePart, Project, StepStatus, Visibility
from progress.templatetags.study_time import figure, week_in_words
from progress.weeks import Week, week_of_study
from tests.factories import (
    EvidenceFactory,
    PlanFactory,
    ProjectFactory,
    StageFactory,
    StepFactory,
    StepStateFactory,
)

MEASURES = re.compile(r'\b(?:x|y|width|height|value|max|cx|cy)="([^"]*)"')
DAY = datetime.date(2026, 7, 1)


@pytest.mark.django_db
@pytest.mark.usefixtures("today")
@pytest.mark.parametrize("path", ["/roadmap/foundations/", "/steps/begun/", "/role-fit/compare/"])
def test_drawings_and_meters_keep_their_points(
    learner_client: Client, learner: User, path: str
) -> None:
    stage = StageFactory(number=1, slug="foundations")
    PlanFactory(user=learner)
    for name, hours in (("begun", 7), ("shown", 9), ("open", 5)):
        step = StepFactory(stage=stage, slug=name, hours=hours)
        if name != "open":
            StepStateFactory(
                user=learner, step=step, status=StepStatus.DONE, done_on=DAY, first_done_on=DAY
            )
        if name == "shown":
            EvidenceFactory(user=learner, step=step)
    # A request leaves its language behind: what comes after has its own again.
    with translation.override("en-gb"):
        page = learner_client.get(path, headers={"accept-language": "de"}).content.decode()
    assert '<html lang="de"' in page
    assert [value for value in MEASURES.findall(page) if re.search(r"\d,\d", value)] == []


def test_figures_have_the_decimal_sign_of_the_language() -> None:
    assert figure("5.8") == "5.8"
    with translation.override("de"):
        assert figure("5.8") == "5,8"


def test_a_week_in_words() -> None:
    week = Week.of(DAY)
    study = week_of_study(week, {week.monday: 60, week.sunday: 90}, None, week.sunday)
    assert week_in_words(study) == "Mon 1 hour, Sun 1.5 hours."
    begun = week_of_study(week, {}, None, week.monday)
    assert week_in_words(begun) == "Nothing is logged. The rest of the week is still to come."


@pytest.mark.django_db
def test_words_of_a_project_are_plain_text(learner: User) -> None:
    """They are joined, frozen and exported, which a text that is still to be translated is not."""
    project: Project = ProjectFactory(
        user=learner, repository_url="https://example.org", life_cycle=["training"]
    )
    assert {type(name) for name, _ in project.parts} == {str}
    assert project.parts[1] == (str(LifeCyclePart.TRAINING.label), True)
    assert [(type(name), name) for name in project.linked] == [(str, "repository")]
    assert [layer.label for layer in Layer] == ["Claimed", "Evidenced", "Verified"]
    assert hints(ProjectFacts())[0].title == "A summary that says the problem and what you made"


@pytest.mark.parametrize(
    ("language", "typed", "amount"),
    [("de", "49,50", "49.50"), ("de", "49.50", "49.50"), ("en-gb", "49.50", "49.50")],
)
def test_an_amount_is_read_as_the_language_writes_it(
    language: str, typed: str, amount: str
) -> None:
    with translation.override(language):
        assert AmountField(max_digits=8, decimal_places=2).clean(typed) == Decimal(amount)


def test_cards_are_read_in_the_language_of_the_page() -> None:
    """Their words are made when the forms are read, long before somebody asks for the page."""
    title = card_label(Visibility.PRIVATE.label, gettext_lazy("Only you can see it"))
    assert str(title) == "Private<small>Only you can see it</small>"
    with translation.override("de"):
        assert str(title) == "Privat<small>Nur du kannst es sehen</small>"
        field: Any = PortfolioForm().fields["visibility"]
        first = str(field.choices[0][1])
        assert first == "Privat<small>Nur du. Alle anderen bekommen „Seite nicht gefunden“.</small>"


@pytest.mark.django_db
@pytest.mark.usefixtures("today")
def test_content_says_that_it_is_english(learner_client: Client, learner: User) -> None:
    stage = StageFactory(number=1, slug="foundations", title="Foundations", goal="read code")
    step = StepFactory(stage=stage, title="Loops", group="Python", done_when="It runs.")
    PlanFactory(user=learner)
    marked = {
        step.get_absolute_url(): ('<h1 lang="en">Loops</h1>', '<div class="prose" lang="en">'),
        stage.get_absolute_url(): (
            '<span lang="en">Foundations</span></h1>',
            ' lang="en">Loops</a>',
        ),
        "/roadmap/": ('<span lang="en">Foundations</span></a></h2>',),
        "/dashboard/": ('<span lang="en">Foundations</span></span></a>', ' lang="en">Loops</a>'),
        "/plan/": ('<span lang="en">',),
    }
    for path, wanted in marked.items():
        with translation.override("en-gb"):
            german = learner_client.get(path, headers={"accept-language": "de"}).content.decode()
            english = learner_client.get(path).content.decode()
        assert [text for text in wanted if text not in german] == [], path
        assert ' lang="en">' not in english, path
