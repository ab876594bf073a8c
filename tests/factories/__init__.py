"""Makers of rows for tests. Plain values, nothing random: a test names what it cares about."""

from tests.factories.content import (
    CourseFactory,
    EditionFactory,
    PlatformFactory,
    RoleFactory,
    RoleSkillFactory,
    SalaryBandFactory,
    SkillAreaFactory,
    SkillFactory,
    SpecialisationFactory,
    StageFactory,
    StepFactory,
    StepOptionFactory,
)
from tests.factories.people import PlanFactory, ProjectFactory, StepStateFactory, UserFactory

__all__ = [
    "CourseFactory",
    "EditionFactory",
    "PlanFactory",
    "PlatformFactory",
    "ProjectFactory",
    "RoleFactory",
    "RoleSkillFactory",
    "SalaryBandFactory",
    "SkillAreaFactory",
    "SkillFactory",
    "SpecialisationFactory",
    "StageFactory",
    "StepFactory",
    "StepOptionFactory",
    "StepStateFactory",
    "UserFactory",
]
