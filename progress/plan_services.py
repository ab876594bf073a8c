"""Changes of a learner's plan."""

import datetime

from accounts.models import User
from progress.models import Plan
from roadmap.models import Specialisation
from roles.models import Role


def save_plan(
    *,
    user: User,
    target_role: Role | None,
    start_date: datetime.date,
    hours_per_week: int,
    specialisation: Specialisation | None,
) -> Plan:
    """Make the learner's current plan, or give the one there is these answers.

    In one transaction. Two first plans at once become one: a constraint allows no second, and the
    later of the two then changes the plan of the earlier.
    """
    plan, _ = Plan.objects.current().update_or_create(
        user=user,
        defaults={
            "target_role": target_role,
            "start_date": start_date,
            "hours_per_week": hours_per_week,
            "specialisation": specialisation,
        },
    )
    return plan
