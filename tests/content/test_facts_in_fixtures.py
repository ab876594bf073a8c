"""The fixtures carry every fact and figure of the checklist, and keep the rules of the content.

Plain files on both sides, no database: `facts.yaml` here and `fixtures/*.json`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
FACTS = yaml.safe_load(Path(__file__).with_name("facts.yaml").read_text(encoding="utf-8"))

Fields = dict[str, Any]

STAGE_HOURS = 130
HOURS_TOLERANCE = 0.05


def load(file: str, model: str) -> list[Fields]:
    """The fields of every row of a model in a fixture file, in the file's order."""
    rows = json.loads((ROOT / "fixtures" / file).read_text(encoding="utf-8"))
    return [row["fields"] for row in rows if row["model"] == model]


def by_slug(rows: list[Fields]) -> dict[str, Fields]:
    return {row["slug"]: row for row in rows}


def as_text(items: list[str]) -> str:
    """A list as one line: an item may hold commas, at which the checklist's notation parts it."""
    return ", ".join(items)


def titles(keys: list[list[str]], rows: list[Fields]) -> list[str]:
    """The titles that a list of natural keys points at."""
    known = by_slug(rows)
    return [known[slug]["title"] for (slug,) in keys]


def lowered(items: list[str]) -> list[str]:
    """Titles begin with a capital; the checklist's items need not."""
    return [item.lower() for item in items]


AREAS = load("skills.json", "skills.skillarea")
SKILLS = load("skills.json", "skills.skill")
PLATFORMS = load("courses.json", "courses.platform")
PROVIDERS = load("courses.json", "courses.provider")
COURSES = load("courses.json", "courses.course")
INDUSTRIES = load("roles.json", "roles.industry")
ROLES = load("roles.json", "roles.role")
BANDS = load("roles.json", "roles.salaryband")
ROLE_SKILLS = load("roles.json", "roles.roleskill")
TRANSITIONS = load("roles.json", "roles.roletransition")
EDITIONS = load("roadmap.json", "roadmap.edition")
STAGES = load("roadmap.json", "roadmap.stage")
SPECIALISATIONS = load("roadmap.json", "roadmap.specialisation")
STEPS = load("steps.json", "roadmap.step")
OPTIONS = load("steps.json", "roadmap.stepoption")
STRATEGIES = load("strategies.json", "roadmap.strategy")

LEVELS = {"entry_to_mid": "entry-to-mid", "senior": "senior"}
SALARIES = [
    (role["slug"], level, band)
    for role in FACTS["roles"]
    for level, band in role["salary"].items()
    if band is not None
]


def slug_of(fact: Fields) -> str:
    return str(fact["slug"])


# Roles and salaries


def test_roles_are_those_of_the_checklist_in_its_order() -> None:
    assert [role["slug"] for role in sorted(ROLES, key=lambda role: role["order"])] == [
        fact["slug"] for fact in FACTS["roles"]
    ]


@pytest.mark.parametrize("fact", FACTS["roles"], ids=slug_of)
def test_role_carries_its_facts(fact: Fields) -> None:
    role = by_slug(ROLES)[fact["slug"]]
    assert role["title"] == fact["title"]
    for name in ("does", "examples", "works_with", "employers", "includes"):
        assert as_text(role[name]) == as_text(fact.get(name, [])), name
    # A set in the files; pages put them in the order of the industries themselves.
    named = lowered(titles(role["industries"], INDUSTRIES))
    assert sorted(named) == sorted(fact.get("industries", []))
    assert bool(role["market"]) == ("market" in fact)
    assert not role["editorial"]


@pytest.mark.parametrize(
    ("role", "level", "fact"),
    SALARIES,
    ids=[f"{role}-{LEVELS[level]}" for role, level, _ in SALARIES],
)
def test_salary_band_carries_its_figures(role: str, level: str, fact: Fields) -> None:
    (band,) = (band for band in BANDS if (band["role"], band["level"]) == ([role], LEVELS[level]))
    assert band["edition"] == FACTS["edition"]
    assert (band["minimum"], band["maximum"]) == (fact["min"], fact["max"])
    assert band["open_ended"] is fact["open"]
    assert band["currency"] == "USD"
    assert band["basis"].lower() == FACTS["salary_basis"].lower()
    assert (band["who"], band["where"]) == (fact.get("who", ""), fact.get("where", ""))


def test_salary_bands_are_exactly_those_of_the_checklist() -> None:
    assert len(SALARIES) == 15
    assert sorted((band["role"][0], band["level"]) for band in BANDS) == sorted(
        (role, LEVELS[level]) for role, level, _ in SALARIES
    )


def test_salary_notes_stand_where_the_checklist_has_one() -> None:
    noted = {(band["role"][0], band["level"]): band["note"] for band in BANDS if band["note"]}
    assert set(noted) == {
        ("ai-research-scientist", "senior"),
        ("entry-level-machine-learning", "entry-to-mid"),
    }
    (research,) = (role for role in FACTS["roles"] if role["slug"] == "ai-research-scientist")
    assert noted["ai-research-scientist", "senior"] == research["salary"]["senior"]["extra"]
    entry_note = noted["entry-level-machine-learning", "entry-to-mid"]
    for place in ("the US", "UK tech hubs", "major European cities"):
        assert place in entry_note


def test_industries_of_the_field_are_those_of_the_checklist() -> None:
    across = [industry["title"] for industry in INDUSTRIES if industry["across_field"]]
    assert lowered(across) == FACTS["industries"]


# Skills


def test_areas_are_those_of_the_checklist_in_its_order() -> None:
    in_order = sorted(AREAS, key=lambda area: area["order"])
    assert [(area["slug"], area["title"], area["used_in"]) for area in in_order] == [
        (fact["slug"], fact["title"], fact.get("used_in", [])) for fact in FACTS["skill_areas"]
    ]
    assert not any(area["editorial"] for area in AREAS)


@pytest.mark.parametrize("fact", FACTS["skill_areas"], ids=slug_of)
def test_area_has_its_skills_in_order(fact: Fields) -> None:
    skills = [
        skill
        for skill in sorted(SKILLS, key=lambda skill: skill["order"])
        if skill["area"] == [fact["slug"]] and not skill["editorial"]
    ]
    assert lowered([skill["title"] for skill in skills]) == lowered(fact["skills"])


# Courses


def test_courses_are_exactly_those_of_the_checklist() -> None:
    assert {course["slug"] for course in COURSES} == {fact["slug"] for fact in FACTS["courses"]}
    assert len(COURSES) == len(FACTS["courses"]) == 7


@pytest.mark.parametrize("fact", FACTS["courses"], ids=slug_of)
def test_course_carries_its_facts(fact: Fields) -> None:
    course = by_slug(COURSES)[fact["slug"]]
    assert course["title"] == fact["title"]
    assert titles(course["providers"], PROVIDERS) == fact["providers"]
    assert titles([course["platform"]], PLATFORMS) == [fact["platform"]]
    assert course["instructor"] == fact.get("instructor", "")
    assert course["focus"] == fact["focus"]
    assert course["self_paced"] is fact["self_paced"]
    assert not course["editorial"]


@pytest.mark.parametrize("fact", FACTS["courses"], ids=slug_of)
def test_course_carries_its_figures(fact: Fields) -> None:
    course = by_slug(COURSES)[fact["slug"]]
    duration, hours = fact["duration"], fact["hours_per_week"]
    assert (course["duration_min"], course["duration_max"]) == (duration["min"], duration["max"])
    assert course["duration_unit"] == duration["unit"]
    assert course["duration_approximate"] is duration["approximate"]
    assert (course["hours_per_week_min"], course["hours_per_week_max"]) == (
        hours["min"],
        hours["max"],
    )
    assert course["hours_approximate"] is hours.get("approximate", False)


# Stages


def test_edition_carries_its_figures() -> None:
    (edition,) = EDITIONS
    realistic = FACTS["realistic_entry_level"]
    assert edition["year"] == FACTS["edition"]
    assert edition["first_role_from_month"] == realistic["min_months"]
    assert edition["first_role_to_month"] == realistic["max_months"]


def test_roadmap_is_as_long_as_the_checklist_says() -> None:
    ends = [stage["end_month"] for stage in STAGES if stage["end_month"] is not None]
    assert max(ends) == FACTS["timeline_months"]


def test_stages_are_exactly_those_of_the_checklist() -> None:
    assert sorted((stage["number"], stage["slug"]) for stage in STAGES) == [
        (fact["number"], fact["slug"]) for fact in FACTS["stages"]
    ]


@pytest.mark.parametrize("fact", FACTS["stages"], ids=slug_of)
def test_stage_carries_its_window(fact: Fields) -> None:
    stage = by_slug(STAGES)[fact["slug"]]
    assert stage["full_title"] == fact["title"]
    assert stage["start_month"] == fact["months"]["start"]
    assert stage["end_month"] == fact["months"]["end"]
    assert not stage["editorial"]


STAGE_LISTS = (
    "practice",
    "projects",
    "matters_most_for",
    "portfolio",
    "apply_for",
    "show",
    "network",
)


@pytest.mark.parametrize("fact", FACTS["stages"], ids=slug_of)
def test_stage_carries_its_lists(fact: Fields) -> None:
    stage = by_slug(STAGES)[fact["slug"]]
    topics = fact.get("topics") or fact.get("choose_one", [])
    assert as_text(stage["topics"]) == as_text(topics)
    for name in STAGE_LISTS:
        assert as_text(stage[name]) == as_text(fact.get(name, [])), name


def either_groups(fact: Fields) -> list[list[str]]:
    """The either/or choices of tools in a stage, each a list of names."""
    groups = fact.get("tools_either", [])
    return [groups] if groups and isinstance(groups[0], str) else groups


@pytest.mark.parametrize("fact", FACTS["stages"], ids=slug_of)
def test_stage_names_its_tools_and_offers_each_choice(fact: Fields) -> None:
    groups = either_groups(fact)
    named = [tool for group in groups for tool in group] + fact.get("tools", [])
    assert sorted(by_slug(STAGES)[fact["slug"]]["tools"]) == sorted(named)
    stage_of = {step["slug"]: step["stage"][0] for step in STEPS}
    offered: dict[str, list[str]] = {}
    for option in sorted(OPTIONS, key=lambda option: option["order"]):
        if stage_of[option["step"][0]] == fact["slug"]:
            offered.setdefault(option["step"][0], []).append(option["title"])
    for group in groups:
        assert group in offered.values()


def test_specialisations_are_those_of_the_checklist() -> None:
    (fact,) = (fact for fact in FACTS["stages"] if "choose_one" in fact)
    in_order = sorted(SPECIALISATIONS, key=lambda row: row["order"])
    assert lowered([row["title"] for row in in_order]) == lowered(fact["choose_one"])
    assert all(row["stage"] == [fact["slug"]] for row in SPECIALISATIONS)


# Strategies


def test_strategies_carry_their_facts_in_order() -> None:
    in_order = sorted(STRATEGIES, key=lambda strategy: strategy["order"])
    assert [(row["slug"], row["covers"], row["examples"]) for row in in_order] == [
        (fact["slug"], fact["covers"], fact.get("examples", []))
        for fact in FACTS["job_market_strategies"]
    ]
    assert all(row["note"] and not row["editorial"] for row in STRATEGIES)


# Rules of the content


def hours_of(stages: set[str], specialisation: str | None) -> int:
    """The hours of a plan's current steps in some stages, for one specialisation or none."""
    wanted = (None, [specialisation])
    return sum(
        step["hours"]
        for step in STEPS
        if step["stage"][0] in stages and step["specialisation"] in wanted and not step["retired"]
    )


@pytest.mark.parametrize("fact", FACTS["stages"][:4], ids=slug_of)
def test_hours_of_a_stage_fill_three_months(fact: Fields) -> None:
    hours = hours_of({fact["slug"]}, None)
    assert hours == pytest.approx(STAGE_HOURS, rel=HOURS_TOLERANCE)


@pytest.mark.parametrize("specialisation", SPECIALISATIONS, ids=slug_of)
def test_hours_of_the_last_two_stages_fill_three_months(specialisation: Fields) -> None:
    last_two = {fact["slug"] for fact in FACTS["stages"][4:]}
    hours = hours_of(last_two, specialisation["slug"])
    assert hours == pytest.approx(STAGE_HOURS, rel=HOURS_TOLERANCE)


def test_every_step_has_a_skill() -> None:
    assert [step["slug"] for step in STEPS if not step["skills"]] == []


def test_every_course_serves_a_step() -> None:
    serving = {course for step in STEPS for (course,) in step["courses"]}
    assert {course["slug"] for course in COURSES} - serving == set()


@pytest.mark.parametrize("role", ROLES, ids=slug_of)
def test_role_has_core_and_useful_skills(role: Fields) -> None:
    asked = [row["importance"] for row in ROLE_SKILLS if row["role"] == [role["slug"]]]
    assert 6 <= asked.count("core") <= 9
    assert 4 <= asked.count("useful") <= 8


def test_every_skill_that_a_role_asks_for_is_taught_by_a_step() -> None:
    taught = {skill for step in STEPS if not step["retired"] for (skill,) in step["skills"]}
    assert {row["skill"][0] for row in ROLE_SKILLS} - taught == set()


def test_every_course_teaches_a_skill() -> None:
    assert [course["slug"] for course in COURSES if not course["skills"]] == []


def test_natural_keys_lead_to_rows() -> None:
    skills, courses, roles = by_slug(SKILLS), by_slug(COURSES), by_slug(ROLES)
    assert {skill["area"][0] for skill in SKILLS} == set(by_slug(AREAS))
    for taught in [*STEPS, *COURSES]:
        assert {slug for (slug,) in taught["skills"]} <= set(skills)
    for step in STEPS:
        assert {slug for (slug,) in step["courses"]} <= set(courses)
        assert step["stage"][0] in by_slug(STAGES)
    for row in ROLE_SKILLS:
        assert row["role"][0] in roles
        assert row["skill"][0] in skills
    for move in TRANSITIONS:
        assert {move["origin"][0], move["destination"][0]} <= set(roles)
        assert move["origin"] != move["destination"]


@pytest.mark.parametrize(
    "rows",
    [AREAS, SKILLS, PLATFORMS, PROVIDERS, COURSES, INDUSTRIES, ROLES, STAGES, STEPS, STRATEGIES],
    ids=lambda rows: f"{len(rows)} rows from {rows[0]['slug']}",
)
def test_slugs_are_unique(rows: list[Fields]) -> None:
    assert len(by_slug(rows)) == len(rows)


def test_dated_facts_name_their_source_and_edition() -> None:
    for band in BANDS:
        assert band["source"]
    for course in COURSES:
        assert course["duration_source"]
        assert course["duration_edition"] == FACTS["edition"]
    for row in (*COURSES, *PLATFORMS):
        assert bool(row["link_source"]) == bool(row["link"])
        assert row["link_edition"] == FACTS["edition"]
