"""Makers of content. Numbers in titles have leading zeros, so that they sort as they were made."""

from typing import Any

import factory
from factory.django import DjangoModelFactory

from courses.models import Course, DurationUnit, Platform
from roadmap.models import (
    ChangeKind,
    Edition,
    Specialisation,
    Stage,
    Step,
    StepChange,
    StepKind,
    StepOption,
)
from roles.models import Importance, Role, RoleSkill, SalaryBand, SalaryLevel
from skills.models import Skill, SkillArea


class SkillAreaFactory(DjangoModelFactory[SkillArea]):
    class Meta:
        model = SkillArea

    slug = factory.Sequence(lambda n: f"area-{n}")
    title = factory.Sequence(lambda n: f"Area {n:05}")
    summary = "An area of skills."


class SkillFactory(DjangoModelFactory[Skill]):
    class Meta:
        model = Skill

    slug = factory.Sequence(lambda n: f"skill-{n}")
    title = factory.Sequence(lambda n: f"Skill {n:05}")
    area = factory.SubFactory(SkillAreaFactory)
    summary = "A skill."


class PlatformFactory(DjangoModelFactory[Platform]):
    class Meta:
        model = Platform

    slug = factory.Sequence(lambda n: f"platform-{n}")
    title = factory.Sequence(lambda n: f"Platform {n:05}")


class CourseFactory(DjangoModelFactory[Course]):
    class Meta:
        model = Course

    slug = factory.Sequence(lambda n: f"course-{n}")
    title = factory.Sequence(lambda n: f"Course {n:05}")
    platform = factory.SubFactory(PlatformFactory)
    duration_min = 2
    duration_max = 2
    duration_unit = DurationUnit.MONTHS
    hours_per_week_min = 10
    hours_per_week_max = 10
    summary = "A course."


class RoleFactory(DjangoModelFactory[Role]):
    class Meta:
        model = Role

    slug = factory.Sequence(lambda n: f"role-{n}")
    title = factory.Sequence(lambda n: f"Role {n:05}")
    short_title = factory.SelfAttribute("title")
    summary = "A role."
    description = "What one does in it."


class SalaryBandFactory(DjangoModelFactory[SalaryBand]):
    class Meta:
        model = SalaryBand

    role = factory.SubFactory(RoleFactory)
    level = SalaryLevel.ENTRY_TO_MID
    minimum = 100_000
    maximum = 150_000
    basis = "Typical ranges"


class RoleSkillFactory(DjangoModelFactory[RoleSkill]):
    class Meta:
        model = RoleSkill

    role = factory.SubFactory(RoleFactory)
    skill = factory.SubFactory(SkillFactory)
    importance = Importance.CORE


class EditionFactory(DjangoModelFactory[Edition]):
    class Meta:
        model = Edition

    year = 2026
    first_role_from_month = 9
    first_role_to_month = 12
    first_role_note = "With focused learning."


class StageFactory(DjangoModelFactory[Stage]):
    """Three months each, one after the other."""

    class Meta:
        model = Stage

    number = factory.LazyFunction(lambda: Stage.objects.count() + 1)
    slug = factory.LazyAttribute(lambda stage: f"stage-{stage.number}")
    title = factory.LazyAttribute(lambda stage: f"Stage title {stage.number}")
    short_title = factory.SelfAttribute("title")
    full_title = factory.SelfAttribute("title")
    chart_note = "A note"
    start_month = factory.LazyAttribute(lambda stage: 3 * (stage.number - 1))
    end_month = factory.LazyAttribute(lambda stage: stage.start_month + 3)
    summary = "A stage."
    description = "How to go about it."
    outcome = "What you can say."


class StepChangeFactory(DjangoModelFactory[StepChange]):
    """Not carried out. `sources` and `targets` are lists of steps."""

    class Meta:
        model = StepChange

    slug = factory.Sequence(lambda n: f"change-{n}")
    kind = ChangeKind.SAME
    reason = "It reads better."

    @classmethod
    def _create(cls, model_class: type[StepChange], *args: Any, **kwargs: Any) -> StepChange:
        sources, targets = kwargs.pop("sources", []), kwargs.pop("targets", [])
        change: StepChange = super()._create(model_class, *args, **kwargs)
        change.sources.set(sources)
        change.targets.set(targets)
        return change


class SpecialisationFactory(DjangoModelFactory[Specialisation]):
    class Meta:
        model = Specialisation

    slug = factory.Sequence(lambda n: f"field-{n}")
    title = factory.Sequence(lambda n: f"Field {n:05}")
    short_title = factory.SelfAttribute("title")
    stage = factory.SubFactory(StageFactory)
    summary = "A field."


class StepFactory(DjangoModelFactory[Step]):
    class Meta:
        model = Step

    slug = factory.Sequence(lambda n: f"step-{n}")
    title = factory.Sequence(lambda n: f"Step {n:05}")
    order = factory.Sequence(lambda n: n)
    stage = factory.SubFactory(StageFactory)
    group = "A group"
    kind = StepKind.TOPIC
    hours = 10
    summary = "A step."
    done_when = "You have done it."


class StepOptionFactory(DjangoModelFactory[StepOption]):
    class Meta:
        model = StepOption

    step = factory.SubFactory(StepFactory)
    slug = factory.Sequence(lambda n: f"option-{n}")
    title = factory.Sequence(lambda n: f"Option {n:05}")
    summary = "One way to do it."
