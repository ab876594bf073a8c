"""What the frame of every page says of the person: a mentor or not, and how much is new."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import Group
from django.db.models import Count, Exists, OuterRef, Q

from accounts.models import MENTORS, User

MOST_SHOWN = 9


@dataclass(frozen=True, slots=True)
class Frame:
    is_mentor: bool = False
    unread: int = 0

    @property
    def unread_shown(self) -> str:
        """Fits into a small round badge."""
        return str(self.unread) if self.unread <= MOST_SHOWN else f"{MOST_SHOWN}+"


def frame_of(user: User) -> Frame:
    """One query. The person then knows whether they are a mentor without another one."""
    mentors = Group.objects.filter(name=MENTORS, user=OuterRef("pk"))
    unread = Count("notices", filter=Q(notices__read_at__isnull=True))
    found = (
        User.objects.filter(pk=user.pk)
        .annotate(in_mentors=Exists(mentors), unread=unread)
        .values_list("in_mentors", "unread")
        .order_by()
        .first()
    )
    is_mentor, count = found or (False, 0)
    user.__dict__["is_mentor"] = is_mentor
    return Frame(is_mentor=is_mentor, unread=count)
