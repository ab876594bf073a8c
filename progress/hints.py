"""Short hints for somebody new: which one a page shows, and that it has been read.

A hint goes when its person sends it away, and by itself once the thing is done.
"""

import datetime

from django.db.models import Exists, OuterRef

from accounts.models import User
from progress.models import DismissedHint, Hint, Project
from progress.standing import Standing
from progress.timeline import State

# The two positions explain themselves after as many days: the forecast has joined them by then.
NEW_DAYS = 28
MOVING = {State.ON_TRACK, State.AHEAD, State.BEHIND}


def dashboard_hint(standing: Standing) -> Hint | None:
    """What to tick, until something is; then, for the first weeks, what the two positions mean."""
    if not _has_begun(standing):
        return _unless_read(standing.plan.user_id, Hint.TICK) if standing.tally.total else None
    age = (standing.today - standing.plan.start_date).days
    if standing.shows_comparison and standing.state in MOVING and age < NEW_DAYS:
        return _unless_read(standing.plan.user_id, Hint.POSITIONS)
    return None


def steps_hint(standing: Standing | None) -> Hint | None:
    """When a step is done, until one of the plan is begun, done or skipped."""
    if standing is None or _has_begun(standing):
        return None
    return _unless_read(standing.plan.user_id, Hint.STEPS)


def projects_hint(user_id: int) -> Hint | None:
    """How evidence counts, until a project names a step that it shows."""
    shown = Project.objects.filter(user=OuterRef("pk"), steps__isnull=False)
    read = DismissedHint.objects.filter(user=OuterRef("pk"), hint=Hint.EVIDENCE)
    is_over = User.objects.filter(Exists(shown) | Exists(read), pk=user_id).exists()
    return None if is_over else Hint.EVIDENCE


def dismiss(*, user_id: int, hint: Hint, now: datetime.datetime) -> None:
    """Never show this hint to this person again. A second time changes nothing."""
    DismissedHint.objects.get_or_create(user_id=user_id, hint=hint, defaults={"dismissed_at": now})


def _has_begun(standing: Standing) -> bool:
    tally = standing.tally
    return bool(tally.done or tally.doing or tally.skipped)


def _unless_read(user_id: int, hint: Hint) -> Hint | None:
    is_read = DismissedHint.objects.filter(user=user_id, hint=hint).exists()
    return None if is_read else hint
