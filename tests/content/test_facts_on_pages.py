"""Every fact and figure of the checklist stands on the page of its thing.

The pages are rendered from the real content. Each check collects what is missing, so that a
failure names every gap at once; the last tests change a digit and expect to be told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.test import Client

from courses.models import Course
from roadmap.models import Stage
from roles.models import SalaryBand
from tests.pages import Element, main

FACTS = yaml.safe_load(Path(__file__).with_name("facts.yaml").read_text(encoding="utf-8"))
Facts = dict[str, Any]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("content")]

LISTS_OF_A_ROLE = ("does", "examples", "works_with", "employers", "industries", "includes")
LISTS_OF_A_STAGE = (
    "topics",
    "practice",
    "projects",
    "tools",
    "tools_either",
    "choose_one",
    "matters_most_for",
    "portfolio",
    "apply_for",
    "show",
    "network",
)


def get(client: Client, path: str) -> Element:
    response = client.get(path)
    assert response.status_code == 200, path
    return main(response)


def lists(items: Iterable[str], page: Element) -> bool:
    """Whether the page's list items hold these, one after the other.

    Joined by commas on both sides: the checklist's notation parts an item at its commas.
    """
    wanted = ", ".join(items).casefold()
    found = ", ".join(page.texts("li")).casefold()
    return f", {wanted}, " in f", {found}, "


def says(words: str, page: Element) -> bool:
    """Whether the words stand on the page, not as part of a longer word or figure."""
    return bool(re.search(rf"(?<![\w,$]){re.escape(words)}(?![\w+]|,\d)", page.text, re.IGNORECASE))


def states(term: str, value: str, page: Element) -> bool:
    """Whether a description list of the page gives this value."""
    facts = [(name.casefold(), text.casefold()) for name, text in page.facts()]
    return (term.casefold(), value.casefold()) in facts


def flat(items: list[Any]) -> list[str]:
    return [part for item in items for part in (item if isinstance(item, list) else [item])]


def band_in_full(band: Facts) -> str:
    return f"${band['min']:,}–${band['max']:,}{'+' if band['open'] else ''}"


def missing_on_role(role: Facts, page: Element) -> list[str]:
    missing = [key for key in LISTS_OF_A_ROLE if key in role and not lists(role[key], page)]
    if page.one("h1").text != role["title"]:
        missing.append("title")
    for level, band in role["salary"].items():
        if band is None:
            missing += [] if "No senior band" in page.text else [f"{level}: none"]
            continue
        if not states("A year", band_in_full(band), page):
            missing.append(f"{level}: {band_in_full(band)}")
        for key, term in (("who", "Who"), ("where", "Where"), ("extra", "Note")):
            if key in band and not states(term, band[key], page):
                missing.append(f"{level}: {key}")
    return missing


def duration_in_words(duration: Facts) -> str:
    about = "About " if duration["approximate"] else ""
    return f"{about}{span(duration)} {duration['unit']}"


def weekly_in_words(hours: Facts) -> str:
    return f"{'Approximately ' if hours.get('approximate') else ''}{span(hours)} h a week"


def span(bounds: Facts) -> str:
    if bounds["min"] == bounds["max"]:
        return str(bounds["min"])
    return f"{bounds['min']}–{bounds['max']}"


def missing_on_course(course: Facts, page: Element) -> list[str]:
    providers = course["providers"]
    expected = {
        "Platform": course["platform"],
        "Providers" if len(providers) > 1 else "Provider": " and ".join(providers),
        "Duration": duration_in_words(course["duration"]),
        "Weekly": weekly_in_words(course["hours_per_week"]),
        "Pace": "Self-paced" if course["self_paced"] else "With fixed dates",
    }
    if "instructor" in course:
        expected["Instructor"] = course["instructor"]
    facts = page.one("aside")
    missing = [term for term, value in expected.items() if not states(term, value, facts)]
    if page.one("h1").text != course["title"]:
        missing.append("title")
    if not lists(course["focus"], page):
        missing.append("focus")
    return missing


def window_in_words(months: Facts) -> str:
    if months["end"] is None:
        return f"Month {months['start']} onwards"
    return f"Months {months['start']}–{months['end']}"


def missing_on_stage(stage: Facts, page: Element) -> list[str]:
    facts = Element("dl", {})
    facts.children = [*page.all("dl")]
    missing = [
        key for key in LISTS_OF_A_STAGE if key in stage and not lists(flat(stage[key]), facts)
    ]
    window = window_in_words(stage["months"])
    return missing + ([] if says(window, page) else [window])


def missing_in_area(area: Facts, section: Element) -> list[str]:
    titles = [title.casefold() for title in section.texts("h3")]
    missing = [skill for skill in area["skills"] if skill.casefold() not in titles]
    missing += [words for words in area.get("used_in", []) if not says(words, section)]
    return missing + ([] if section.texts("h2") == [area["title"]] else ["title"])


def test_roles_have_their_figures_and_lists(client: Client) -> None:
    missing = {
        role["slug"]: missing_on_role(role, get(client, f"/roles/{role['slug']}/"))
        for role in FACTS["roles"]
    }
    assert missing == {role["slug"]: [] for role in FACTS["roles"]}
    assert len(missing) == 8


def test_entry_pay_says_where_it_is_higher(client: Client) -> None:
    facts = dict(get(client, "/roles/entry-level-machine-learning/").facts())
    assert all(place in facts["Note"] for place in ("US", "UK", "European"))


def test_roles_list_has_every_figure_in_its_table(client: Client) -> None:
    rows = get(client, "/roles/").all("tr")[1:]
    found = {row.texts("th")[0]: row.texts("td") for row in rows}
    # Ordered by pay on the page; the short titles are the page's own.
    expected = []
    for role in FACTS["roles"]:
        cells = []
        for band in role["salary"].values():
            plus = "+" if band and band["open"] else ""
            cells += [f"${band['min']:,}", f"${band['max']:,}{plus}"] if band else ["None"]
        expected.append(cells)
    assert sorted(found.values()) == sorted(expected)


def test_courses_have_their_facts_and_focus(client: Client) -> None:
    missing = {
        course["slug"]: missing_on_course(course, get(client, f"/courses/{course['slug']}/"))
        for course in FACTS["courses"]
    }
    assert missing == {course["slug"]: [] for course in FACTS["courses"]}
    assert len(missing) == 7


def test_course_list_has_durations_and_hours(client: Client) -> None:
    text = get(client, "/courses/").text
    for course in FACTS["courses"]:
        duration = duration_in_words(course["duration"])
        weekly = weekly_in_words(course["hours_per_week"])
        assert f"{duration} at {weekly[0].lower()}{weekly[1:]}" in text


def test_skill_areas_have_their_skills(client: Client) -> None:
    page = get(client, "/skills/")
    missing = {
        area["slug"]: missing_in_area(area, page.by_id(area["slug"]))
        for area in FACTS["skill_areas"]
    }
    assert missing == {area["slug"]: [] for area in FACTS["skill_areas"]}
    assert len(missing) == 6


def test_stages_have_their_windows_and_lists(client: Client) -> None:
    missing = {
        stage["slug"]: missing_on_stage(stage, get(client, f"/roadmap/{stage['slug']}/"))
        for stage in FACTS["stages"]
    }
    assert missing == {stage["slug"]: [] for stage in FACTS["stages"]}
    assert len(missing) == 6


def test_timeline_on_the_landing_page_has_every_window(client: Client) -> None:
    page = get(client, "/")
    table = page.all("table")[0]
    assert [row.texts("td") for row in table.all("tr")[1:]] == [
        [
            str(stage["number"]),
            str(stage["months"]["start"]),
            "No fixed end" if stage["months"]["end"] is None else str(stage["months"]["end"]),
        ]
        for stage in FACTS["stages"]
    ]
    assert FACTS["timeline_months"] == 15
    assert "over fifteen months" in page.text
    ready = FACTS["realistic_entry_level"]
    sentence = f"Months {ready['min_months']} to {ready['max_months']} are realistic"
    assert sentence in client.get("/").content.decode()


def test_strategies_have_what_they_cover(client: Client) -> None:
    page = get(client, "/job-market/")
    missing = {
        strategy["slug"]: [
            key
            for key in ("covers", "examples")
            if key in strategy and not lists(strategy[key], page.by_id(strategy["slug"]))
        ]
        for strategy in FACTS["job_market_strategies"]
    }
    assert missing == {strategy["slug"]: [] for strategy in FACTS["job_market_strategies"]}
    assert len(missing) == 4


def test_industries_are_listed(client: Client) -> None:
    assert lists(FACTS["industries"], get(client, "/job-market/"))
    *first, last = FACTS["industries"]
    assert f"{', '.join(first)} and {last}" in get(client, "/roles/").text


def test_changing_one_digit_of_any_salary_is_noticed(client: Client) -> None:
    role = next(role for role in FACTS["roles"] if role["slug"] == "data-scientist")
    for level, key, changed in (
        ("entry-to-mid", "minimum", 96_000),
        ("entry-to-mid", "maximum", 160_001),
        ("senior", "maximum", 320_000),
        ("senior", "open_ended", False),
    ):
        band = SalaryBand.objects.get(role__slug=role["slug"], level=level)
        before = getattr(band, key)
        SalaryBand.objects.filter(pk=band.pk).update(**{key: changed})
        named = missing_on_role(role, get(client, f"/roles/{role['slug']}/"))
        assert [gap.split(":")[0] for gap in named] == [level.replace("-", "_")]
        SalaryBand.objects.filter(pk=band.pk).update(**{key: before})


def test_changing_one_digit_of_a_duration_is_noticed(client: Client) -> None:
    course = next(c for c in FACTS["courses"] if c["slug"] == "deep-learning-specialization")
    path = f"/courses/{course['slug']}/"
    for field, value, gap in (
        ("duration_max", 5, "Duration"),
        ("duration_approximate", False, "Duration"),
        ("hours_per_week_min", 7, "Weekly"),
    ):
        before = getattr(Course.objects.get(slug=course["slug"]), field)
        Course.objects.filter(slug=course["slug"]).update(**{field: value})
        assert missing_on_course(course, get(client, path)) == [gap]
        Course.objects.filter(slug=course["slug"]).update(**{field: before})


def test_changing_one_month_or_item_of_a_stage_is_noticed(client: Client) -> None:
    stage = next(stage for stage in FACTS["stages"] if stage["slug"] == "core-machine-learning")
    row = Stage.objects.get(slug=stage["slug"])
    row.end_month = 7
    row.tools = []
    row.save()
    gaps = missing_on_stage(stage, get(client, f"/roadmap/{stage['slug']}/"))
    assert gaps == ["tools", "Months 3–6"]
