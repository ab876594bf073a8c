"""Search over all content.

The content is a few hundred rows, so it is read and matched here: that way case, accents and word
beginnings mean the same on every database.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from courses.models import Course
from roadmap.models import Specialisation, Stage, Step, Strategy
from roadmap.teaching import shown_courses, shown_skills, shown_steps
from roles.models import Role
from roles.salaries import current_roles, pay_of
from skills.markdown import words_of
from skills.models import Skill, SkillArea

LONGEST_QUERY = 100
MOST_WORDS = 8
MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that can be found. Title and body are normalised for matching."""

    title: str
    url: str
    detail: str
    stage: int | None
    words: str = field(repr=False)
    body: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Results:
    """What was looked for, as it was understood, and what was found, best first."""

    query: str
    entries: list[Entry]
    total: int
    near: list[Entry]
    """With nothing found: what a likely spelling finds."""
    is_partial: bool = False
    """The entries have some of the words: nothing has all of them."""


def clean_query(raw: str) -> str:
    """One line of at most a hundred characters, without control characters."""
    printable = "".join(
        " " if unicodedata.category(character).startswith(("C", "Z")) else character
        for character in raw[: LONGEST_QUERY * 4]
    )
    return " ".join(printable.split())[:LONGEST_QUERY].strip()


def normalise(text: str) -> str:
    """Without case and accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def search_content(raw: str) -> Results:
    query = clean_query(raw)
    if not query:
        return Results("", [], 0, [])
    entries = list(all_entries())
    if found := matching(query, entries):
        return Results(query, found[:MOST_SHOWN], len(found), [])
    spelling = likely_spelling(query, entries)
    near = matching(spelling, entries)[:5]
    # All of it, spelled otherwise, is nearer than a part of it as it was typed.
    is_all = near and len(spelling.split()) == len(_words_of(query))
    some = [] if is_all else matching_some(query, entries)
    return Results(query, some[:MOST_SHOWN], len(some), near, is_partial=bool(some))


def matching(query: str, entries: Iterable[Entry]) -> list[Entry]:
    """Entries in which every word of the query begins a word, those with it in the title first."""
    words = _words_of(query)
    if not words:
        return []
    patterns = [re.compile(beginning_of_word(word)) for word in words]
    ranked = []
    for position, entry in enumerate(entries):
        in_title = [bool(pattern.search(entry.words)) for pattern in patterns]
        if all(in_title):
            whole = entry.words == " ".join(words)
            starts = bool(patterns[0].match(entry.words))
            ranked.append((0 if whole else 1 if starts else 2, position, entry))
        elif all(
            here or pattern.search(entry.body)
            for here, pattern in zip(in_title, patterns, strict=True)
        ):
            ranked.append((3 if any(in_title) else 4, position, entry))
    return [entry for _, _, entry in sorted(ranked, key=lambda found: found[:2])]


def matching_some(query: str, entries: Sequence[Entry]) -> list[Entry]:
    """Entries in which a word of the query begins a word.

    The fewer entries have a word the more it says, and twice as much in a title.
    """
    scores = [0.0] * len(entries)
    for word in set(_words_of(query)):
        pattern = re.compile(beginning_of_word(word))
        hits = [
            2 if pattern.search(entry.words) else 1 if pattern.search(entry.body) else 0
            for entry in entries
        ]
        having = sum(map(bool, hits))
        scores = [score + hit / max(having, 1) for score, hit in zip(scores, hits, strict=True)]
    ranked = sorted(zip(scores, entries, strict=True), key=lambda found: -found[0])
    return [entry for score, entry in ranked if score]


def _words_of(query: str) -> list[str]:
    return normalise(query).split()[:MOST_WORDS]


def beginning_of_word(word: str) -> str:
    boundary = r"(?<!\w)" if re.match(r"\w", word) else ""
    return boundary + re.escape(word)


def likely_spelling(query: str, entries: Iterable[Entry]) -> str:
    """The query's words as the titles spell them, without those that none comes near to."""
    vocabulary = sorted({word for entry in entries for word in re.findall(r"\w{3,}", entry.words)})
    close = (
        difflib.get_close_matches(word, vocabulary, n=1, cutoff=0.75) for word in _words_of(query)
    )
    return " ".join(match[0] for match in close if match)


def starting_points() -> list[Entry]:
    """Where to begin when there is nothing to look for: a stage, a role and a course."""
    kinds = (stage_entries(), role_entries(), course_entries())
    return [entry for entries in kinds for entry in list(entries)[:1]]


def all_entries() -> Iterator[Entry]:
    """In the order in which equally good matches are listed."""
    yield from role_entries()
    yield from area_entries()
    yield from skill_entries()
    yield from course_entries()
    yield from stage_entries()
    yield from specialisation_entries()
    yield from step_entries()
    yield from strategy_entries()


def entry_of(
    row: Role | SkillArea | Skill | Course | Stage | Specialisation | Step | Strategy,
    detail: str,
    *texts: str | list[str],
    stage: Stage | None = None,
) -> Entry:
    # A specialisation has no page of its own: it stands on its stage's.
    page = row.stage if isinstance(row, Specialisation) else row
    body = "\n".join(
        "\n".join(text) if isinstance(text, list) else words_of(text) for text in texts
    )
    return Entry(
        title=row.title,
        url=page.get_absolute_url(),
        detail=detail,
        stage=stage.number if stage else None,
        words=normalise(row.title),
        body=normalise(body),
    )


def role_entries() -> Iterator[Entry]:
    for role in current_roles():
        first = pay_of(role).pay.first
        yield entry_of(
            role,
            _("Role, %(pay)s to start") % {"pay": first.short} if first else _("Role"),
            role.short_title,
            role.summary,
            role.description,
            role.market,
            role.does,
            role.examples,
            role.works_with,
            role.employers,
            role.includes,
        )


def area_entries() -> Iterator[Entry]:
    for area in SkillArea.objects.current():
        yield entry_of(area, _("Area of skills"), area.summary, area.used_in)


def skill_entries() -> Iterator[Entry]:
    for skill in shown_skills().select_related("area"):
        yield entry_of(skill, _("Skill in %(area)s") % {"area": skill.area.title}, skill.summary)


def course_entries() -> Iterator[Entry]:
    for course in shown_courses():
        yield entry_of(
            course,
            _("Course, %(hours)s on %(platform)s")
            % {"hours": course.total_words, "platform": course.platform.title},
            course.summary,
            course.suits,
            course.instructor,
            course.focus,
            [provider.title for provider in course.providers.all()],
        )


def stage_detail(stage: Stage) -> str:
    values = {"number": stage.number, "start": stage.start_month, "end": stage.end_month}
    if stage.end_month is None:
        return _("Stage %(number)s, month %(start)s onwards") % values
    return _("Stage %(number)s, months %(start)s–%(end)s") % values


def stage_entries() -> Iterator[Entry]:
    for stage in Stage.objects.current():
        yield entry_of(
            stage,
            stage_detail(stage),
            stage.full_title,
            stage.summary,
            stage.description,
            stage.outcome,
            stage.goal,
            stage.note,
            stage.topics,
            stage.practice,
            stage.projects,
            stage.tools,
            stage.portfolio,
            stage.apply_for,
            stage.show,
            stage.network,
            stage=stage,
        )


def specialisation_entries() -> Iterator[Entry]:
    fields = Specialisation.objects.current().filter(stage__retired=False)
    for specialisation in fields.select_related("stage"):
        yield entry_of(
            specialisation,
            _("Field of Stage %(number)s") % {"number": specialisation.stage.number},
            specialisation.short_title,
            specialisation.summary,
            specialisation.projects,
            stage=specialisation.stage,
        )


def step_entries() -> Iterator[Entry]:
    for step in shown_steps().select_related("stage").prefetch_related("options"):
        yield entry_of(
            step,
            _("%(kind)s in Stage %(number)s")
            % {"kind": step.get_kind_display(), "number": step.stage.number},
            step.summary,
            step.done_when,
            step.group,
            [option.title for option in step.options.all()],
            stage=step.stage,
        )


def strategy_entries() -> Iterator[Entry]:
    for strategy in Strategy.objects.current():
        yield entry_of(
            strategy,
            _("Job-market advice"),
            strategy.summary,
            strategy.description,
            strategy.note,
            strategy.covers,
            strategy.examples,
        )
