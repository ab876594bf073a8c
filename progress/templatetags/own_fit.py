"""The reader's own plan, and a role against it, on pages about roles."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django import template

from progress.fit import RoleFit, fit_book
from progress.models import Plan
from progress.standing import standing_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from roles.models import Role

register = template.Library()


@register.simple_tag
def own_fit(user: User | AnonymousUser, role: Role, today: datetime.date) -> RoleFit | None:
    """None for visitors, without a plan, and for a role that is not out yet."""
    plan = Plan.objects.of(user) if user.is_authenticated else None
    if plan is None:
        return None
    book = fit_book(standing_of(plan, today))
    return book.of(role) if role.pk in book.role_skills else None


@register.simple_tag
def own_plan(user: User | AnonymousUser) -> Plan | None:
    """The plan alone, in one query: it knows the target role. None for visitors."""
    return Plan.objects.current().filter(user=user).first() if user.is_authenticated else None
