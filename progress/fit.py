"""A learner's role fit: the rows of the database put to the sums of `role_fit`.

Skills come from finished steps, finished courses and projects. Queries do not grow with rows.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from progress import next_steps, role_fit, timeline
from progress.badges import badges_of
from progress.layers import Layer, layer_of, proof_of
from progress.models import (
    CourseLog,
    CourseStatus,
    Project,
    StepState,
    StepStatus,
    Verification,
)
from progress.next_steps import Candidate, Window
from progress.reason_words import wording
from progress.role_fit import Closing, Fit, Need, Offer, Route, Supply
from progress.standing import Standing, StepRow
from roadmap.models import Step, StepKind, StepOption
from roles.models import Importance, Role, RoleSkill
from skills.models import Skill, SkillArea

BEST_STEPS = 3
WEIGHTS = {Importance.CORE: role_fit.CORE, Importance.USEFUL: role_fit.USEFUL}


@dataclass(frozen=True, slots=True)
class LayerPoints:
    """The points that a role's skills reach at a layer or a higher one."""

    layer: Layer
    points: int
    percent: int


@dataclass(frozen=True, slots=True)
class SkillRow:
    """One skill that a role asks for. `instead` names what was chosen in its place."""

    skill: Skill
    importance: Importance
    layer: Layer | None
    steps: tuple[StepRow, ...]
    instead: str

    @property
    def box(self) -> str:
        """The class of its box: full with evidence, half without, empty while missing."""
        if self.layer is None:
            return ""
        return "on" if self.layer >= Layer.EVIDENCED else "half"


@dataclass(frozen=True, slots=True)
class Gap:
    """Missing skills, and the step that teaches all of them."""

    rows: tuple[SkillRow, ...]
    step: Step | None


@dataclass(frozen=True, slots=True)
class AreaFit:
    """What a role asks for in one area, and the sides of an either/or that were not chosen."""

    area: SkillArea
    rows: tuple[SkillRow, ...]
    passed_over: tuple[SkillRow, ...] = ()

    @property
    def boxes(self) -> list[str]:
        """Full ones first."""
        return sorted((row.box for row in self.rows), key=["on", "half", ""].index)

    @property
    def supplied(self) -> int:
        return len(self.rows) - len(self.missing)

    @property
    def missing(self) -> list[SkillRow]:
        return [row for row in self.rows if row.layer is None]

    @property
    def gaps(self) -> list[Gap]:
        """The missing skills by the step that teaches them first; one without a step alone."""
        found: defaultdict[int, list[SkillRow]] = defaultdict(list)
        for row in self.missing:
            found[row.steps[0].step.pk if row.steps else -row.skill.pk].append(row)
        return [
            Gap(tuple(rows), rows[0].steps[0].step if rows[0].steps else None)
            for rows in found.values()
        ]

    @property
    def claimed(self) -> list[SkillRow]:
        return [row for row in self.rows if row.layer == Layer.CLAIMED]

    @property
    def evidenced(self) -> list[SkillRow]:
        return [row for row in self.rows if row.layer == Layer.EVIDENCED]

    @property
    def verified(self) -> list[SkillRow]:
        return [row for row in self.rows if row.layer == Layer.VERIFIED]

    @property
    def following(self) -> SkillRow | None:
        """The missing skill that an open step of the plan teaches first."""
        taught = [row for row in self.missing if row.steps]
        return min(taught, key=lambda row: row.steps[0].step.stage.number, default=None)


@dataclass(frozen=True, slots=True)
class ClosingRow:
    """A step, and what it closes of a role's gap."""

    row: StepRow
    skills: tuple[Skill, ...]
    choice: Skill | None
    points: int
    gap: int


@dataclass(frozen=True)
class RoleFit:
    """One role against one learner, as pages show it."""

    role: Role
    fit: Fit
    book: FitBook

    @cached_property
    def layers(self) -> list[LayerPoints]:
        return [
            LayerPoints(layer, self.fit.points(layer), self.fit.percent(layer)) for layer in Layer
        ]

    @property
    def is_target(self) -> bool:
        return self.book.standing.plan.target_role_id == self.role.pk

    @property
    def points(self) -> int:
        return self.fit.points()

    @property
    def percent(self) -> int:
        return self.fit.percent()

    @cached_property
    def areas(self) -> list[AreaFit]:
        """By area, in the order of the skills' pages."""
        areas = []
        counted = {need.skill for need in self.fit.needs}
        for area, asked in groupby(
            self.book.role_skills[self.role.pk], key=lambda row: row.skill.area
        ):
            rows = [self._row(row) for row in asked]
            areas.append(
                AreaFit(
                    area,
                    rows=tuple(row for row in rows if row.skill.slug in counted),
                    passed_over=tuple(row for row in rows if row.skill.slug not in counted),
                )
            )
        return areas

    def _row(self, asked: RoleSkill) -> SkillRow:
        slug = asked.skill.slug
        layer = self.fit.layer(slug)
        return SkillRow(
            skill=asked.skill,
            importance=Importance(asked.importance),
            layer=Layer(layer) if layer else None,
            steps=self.book.teaching.get(slug, ()),
            instead=option.title if (option := self.book.instead.get(slug)) else "",
        )

    @property
    def supplied(self) -> int:
        return len(self.fit.covered)

    @property
    def has_verified(self) -> bool:
        return self.fit.points(Layer.VERIFIED) > 0

    @property
    def verified(self) -> int:
        """The number of skills whose proof is a mentor's approval."""
        return sum(len(area.verified) for area in self.areas)

    @cached_property
    def route(self) -> Route:
        return role_fit.route(self.fit, self.book.offers)

    @property
    def weeks(self) -> float:
        """The route's hours at the learner's pace."""
        return self.book.weeks(self.route.hours)

    @property
    def best_steps(self) -> list[ClosingRow]:
        """The steps that close most of the gap an hour, each reckoned after those before it."""
        return [self.book.closing_row(item) for item in self.route.closings[:BEST_STEPS]]


@dataclass(frozen=True, slots=True)
class SwitchPage:
    """Another target role as a what-if."""

    covered: list[Skill]
    shared: list[Skill]
    new: list[Skill]
    dropped: list[Skill]
    untaught: list[Skill]
    hours: int
    weeks: float
    extra_hours: int
    weeks_apart: float

    @property
    def hours_apart(self) -> int:
        return abs(self.extra_hours)


@dataclass(frozen=True)
class FitBook:
    """Everything that one learner's role fit is reckoned from, loaded once."""

    standing: Standing
    roles: tuple[Role, ...]
    role_skills: dict[int, list[RoleSkill]]
    best_layers: dict[str, int]
    offers: tuple[Offer, ...]
    instead: dict[str, StepOption]

    @cached_property
    def _rows(self) -> dict[int, StepRow]:
        return {row.step.pk: row for row in self.standing.rows}

    @cached_property
    def _skills(self) -> dict[str, Skill]:
        return {row.skill.slug: row.skill for rows in self.role_skills.values() for row in rows}

    @cached_property
    def teaching(self) -> dict[str, tuple[StepRow, ...]]:
        """The open steps of the plan that teach each skill, in the roadmap's order."""
        found: defaultdict[str, list[StepRow]] = defaultdict(list)
        for offer in self.offers:
            for skill in (*offer.skills, *offer.choices):
                found[skill].append(self._rows[offer.key])
        return {skill: tuple(rows) for skill, rows in found.items()}

    def of(self, role: Role) -> RoleFit:
        asked = {row.skill.slug: row for row in self.role_skills[role.pk]}
        needs = (
            Need(slug, WEIGHTS[Importance(row.importance)])
            for slug, row in asked.items()
            if not self._is_passed_over(slug, asked)
        )
        return RoleFit(role, Fit(tuple(needs), self.best_layers), self)

    def _is_passed_over(self, slug: str, asked: Collection[str]) -> bool:
        """Of several sides of a finished either/or a role asks for the chosen one alone."""
        chosen = self.instead.get(slug)
        return chosen is not None and chosen.slug in asked and slug not in self.best_layers

    @property
    def target(self) -> RoleFit | None:
        """The fit for the plan's target role; None without one."""
        role = self.standing.plan.target_role
        return self.of(role) if role else None

    def compared(self) -> list[RoleFit]:
        """All roles that the site shows, the best fit first."""
        fits = [self.of(role) for role in self.roles if not role.retired]
        return sorted(fits, key=_by_share)

    def switch(self, role: Role) -> SwitchPage:
        """What another target role would change. Nothing is saved."""
        present = self.target.fit if self.target else Fit((), self.best_layers)
        change = role_fit.switch(present, self.of(role).fit, self.offers)
        return SwitchPage(
            covered=self.skills(change.covered),
            shared=self.skills(change.shared),
            new=self.skills(change.new),
            dropped=self.skills(change.dropped),
            untaught=self.skills(change.route.untaught),
            hours=change.route.hours,
            weeks=self.weeks(change.route.hours),
            extra_hours=change.extra_hours,
            weeks_apart=self.weeks(abs(change.extra_hours)),
        )

    def skills(self, slugs: Iterable[str]) -> list[Skill]:
        return [self._skills[slug] for slug in slugs]

    def weeks(self, hours: int) -> float:
        """Hours at the plan's pace."""
        return float(timeline.weeks_at(hours, self.standing.plan.hours_per_week))

    def closing_row(self, closing: Closing) -> ClosingRow:
        return ClosingRow(
            row=self._rows[closing.key],
            skills=tuple(self.skills(closing.skills)),
            choice=self._skills[closing.choice] if closing.choice else None,
            points=closing.points,
            gap=closing.gap,
        )


def _by_share(item: RoleFit) -> tuple[int, int, int]:
    claimed, evidenced, _ = (points.percent for points in item.layers)
    return -claimed, -evidenced, item.role.order


def fit_book(standing: Standing) -> FitBook:
    """All that the learner's role fit is made of. Nine queries, however many rows,
    and four more for the projects that a mentor has approved.
    """
    plan = standing.plan
    shown = Q(retired=False) | Q(pk=plan.target_role_id)
    asked: dict[int, list[RoleSkill]] = {}
    roles = tuple(Role.objects.filter(shown))
    for role in roles:
        asked[role.pk] = []
    needed = RoleSkill.objects.filter(
        role__in=roles, skill__retired=False, skill__area__retired=False
    )
    for row in needed.select_related("skill__area").order_by(
        "skill__area__order",
        "skill__area__title",
        "skill__area_id",
        "importance",
        "skill__order",
        "skill__title",
    ):
        asked[row.role_id].append(row)
    lessons = _Lessons.load()
    done = _done_by(plan.user_id)
    supplies = _supplies(plan.user_id, standing.today, lessons, done)
    return FitBook(
        standing=standing,
        roles=roles,
        role_skills=asked,
        best_layers=role_fit.best_layers(supplies),
        offers=tuple(_offers(standing.rows, lessons)),
        instead=_instead(lessons, done),
    )


def supplies_of(user_id: int, today: datetime.date) -> tuple[Supply, ...]:
    """All that supplies a person with skills, whether or not they have a plan."""
    return _supplies(user_id, today, _Lessons.load(), _done_by(user_id))


def _done_by(user_id: int) -> dict[int, StepOption | None]:
    """The finished steps, each with the option that was chosen."""
    states = StepState.objects.filter(user=user_id, status=StepStatus.DONE)
    return {state.step_id: state.option for state in states.select_related("option")}


def _supplies(
    user_id: int, today: datetime.date, lessons: _Lessons, done: dict[int, StepOption | None]
) -> tuple[Supply, ...]:
    return (
        *_of_steps(user_id, lessons, done),
        *_of_courses(user_id),
        *_of_projects(user_id, today),
    )


@dataclass(frozen=True, slots=True)
class _Lessons:
    """The slugs of every step's skills and options."""

    skills: dict[int, set[str]]
    options: dict[int, list[str]]

    @classmethod
    def load(cls) -> _Lessons:
        skills: defaultdict[int, set[str]] = defaultdict(set)
        for step, skill in Step.skills.through.objects.values_list("step", "skill__slug"):
            skills[step].add(skill)
        options: defaultdict[int, list[str]] = defaultdict(list)
        for step, option in StepOption.objects.order_by("order").values_list("step", "slug"):
            options[step].append(option)
        return cls(dict(skills), dict(options))


def _of_steps(
    user_id: int, lessons: _Lessons, done: dict[int, StepOption | None]
) -> Iterator[Supply]:
    """Finished steps, those outside the plan and those that left the roadmap too."""
    proof = proof_of(user_id)
    for step, option in done.items():
        skills = role_fit.credited(
            lessons.skills.get(step, ()),
            lessons.options.get(step, ()),
            option.slug if option else None,
        )
        layer = layer_of(
            is_done=True,
            is_evidenced=step in proof.evidenced,
            is_verified=step in proof.verified,
        )
        yield Supply(skills, layer or Layer.CLAIMED)


def _of_courses(user_id: int) -> Iterator[Supply]:
    logs = CourseLog.objects.filter(user=user_id, status=CourseStatus.FINISHED)
    for certificate, skill in logs.values_list("certificate_url", "course__skills__slug"):
        if skill:
            yield Supply(frozenset({skill}), Layer.EVIDENCED if certificate else Layer.CLAIMED)


def _of_projects(user_id: int, today: datetime.date) -> Iterator[Supply]:
    """Projects that are finished or cover a part of the life cycle; an idea supplies nothing.

    What a mentor approved supplies the more, until it is changed.
    """
    words = Verification.objects.standing().filter(project=OuterRef("project"))
    shown = Project.skills.through.objects.filter(project__user=user_id)
    rows = list(shown.annotate(has_word=Exists(words)).select_related("project", "skill"))
    badges = badges_of(row.project for row in rows if getattr(row, "has_word", False))
    for row in rows:
        badge = badges.get(row.project_id)
        if badge and badge.is_current:
            yield Supply(frozenset({row.skill.slug}), Layer.VERIFIED)
        elif row.project.is_finished(today) or row.project.life_cycle:
            layer = Layer.EVIDENCED if row.project.linked else Layer.CLAIMED
            yield Supply(frozenset({row.skill.slug}), layer)


def _offers(rows: Iterable[StepRow], lessons: _Lessons) -> Iterator[Offer]:
    """The open steps that teach. A career task shows skills to others and teaches none."""
    for row in rows:
        if row.is_counted and not row.is_done and row.step.kind != StepKind.CAREER:
            chosen = row.state.option.slug if row.state and row.state.option else None
            step = row.step.pk
            yield role_fit.offer_of(
                step, row.hours, lessons.skills.get(step, ()), lessons.options.get(step, ()), chosen
            )


def _instead(lessons: _Lessons, done: dict[int, StepOption | None]) -> dict[str, StepOption]:
    """The skill of each option that was passed over, with the one chosen."""
    return {
        side: option
        for step, option in done.items()
        if option
        for side in role_fit.sides(lessons.skills.get(step, ()), lessons.options.get(step, ()))
        if side != option.slug
    }


@dataclass(frozen=True, slots=True)
class Suggested:
    """A step to take, and why."""

    row: StepRow
    reasons: tuple[str, ...]


def suggestions_of(standing: Standing, fit: RoleFit | None, most: int) -> list[Suggested]:
    """What to do next with its reasons. `fit` is that of the target role, None without one."""
    windows = {
        item.stage.pk: Window(
            item.stage.number,
            item.stage.start_month,
            item.opens_on or standing.today,
            item.closes_on,
        )
        for item in standing.stages
    }
    closed = _closed_by(fit)
    places = {item.key: n for n, item in enumerate(fit.route.closings[:BEST_STEPS])} if fit else {}
    rows = {row.step.pk: row for row in standing.rows if row.is_counted and not row.is_done}
    ranked = next_steps.rank(
        [
            Candidate(
                key=key,
                window=windows[row.step.stage_id],
                is_begun=row.status == StepStatus.DOING,
                closes=closed.get(key, ()),
                place=places.get(key),
            )
            for key, row in rows.items()
        ],
        current_month=standing.position,
        today=standing.today,
        role=fit.role.short_title if fit else "",
        shows_lateness=standing.shows_comparison,
        wording=wording(),
    )
    return [Suggested(rows[item.key], item.reasons) for item in ranked[:most]]


def _closed_by(fit: RoleFit | None) -> dict[int, tuple[str, ...]]:
    """The names of the missing skills that each open step closes."""
    if fit is None:
        return {}
    closings = (role_fit.closing_of(fit.fit.missing, offer) for offer in fit.book.offers)
    return {
        item.key: tuple(
            _("%(skill)s (if you choose it)") % {"skill": skill.title}
            if skill.slug == item.choice
            else skill.title
            for skill in fit.book.skills(item.skills)
        )
        for item in closings
        if item
    }
