"""Who mentors whom, and who wants nothing to do with whom."""

from __future__ import annotations

import datetime
import secrets
from typing import Any

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Min, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.models import MENTORS, User

# No vowels, so no words; nothing that is misread on a slide.
CODE_LETTERS = "BCDFGHJKMNPQRSTVWXZ"
CODE_LENGTH = 8


def new_join_code() -> str:
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def normal_code(text: str) -> str:
    """A code as it is stored: however it was typed, in capitals, without spaces and hyphens."""
    return "".join(letter for letter in text.upper() if letter.isalnum())


class CohortQuerySet(models.QuerySet["Cohort"]):
    def led_by(self, mentor: Any) -> CohortQuerySet:
        return self.filter(mentors=mentor)


class Cohort(models.Model):
    """People who learn at the same time, and their mentors."""

    name = models.CharField(max_length=80)
    join_code = models.CharField(
        max_length=16,
        unique=True,
        default=new_join_code,
        help_text=_("Whoever has it can join. Change it to make the old one useless."),
    )
    is_open = models.BooleanField("takes new learners", default=True)
    mentors = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="led_cohorts", blank=True
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = CohortQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.join_code = normal_code(self.join_code)
        super().save(*args, **kwargs)


class CohortMember(models.Model):
    """A learner in a cohort. Leaving removes the row."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="cohort_places"
    )
    joined_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["joined_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "user"],
                name="cohort_member_once",
                violation_error_message=_("This learner is in the cohort already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.cohort_id}"


class Mentorship(models.Model):
    """A mentor whom an admin gave to one learner. Ending it removes the row."""

    mentor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mentorships"
    )
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="learnerships"
    )
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["mentor", "learner"],
                name="mentorship_once",
                violation_error_message=_("This mentor has this learner already."),
            ),
            models.CheckConstraint(
                condition=~Q(mentor=F("learner")),
                name="mentorship_of_two_people",
                violation_error_message=_("Nobody mentors themselves."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mentor_id} for {self.learner_id}"


class Block(models.Model):
    """One person wants nothing more to do with another. It works both ways."""

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="blocks_made"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="blocks_had"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["by", "person"], name="block_once"),
            models.CheckConstraint(condition=~Q(by=F("person")), name="block_of_two_people"),
        ]

    def __str__(self) -> str:
        return f"{self.by_id} blocks {self.person_id}"


class MentorInvitationQuerySet(models.QuerySet["MentorInvitation"]):
    def unanswered(self) -> MentorInvitationQuerySet:
        """Neither accepted nor revoked, expired or not."""
        return self.filter(accepted_at__isnull=True, revoked_at__isnull=True)


class MentorInvitation(models.Model):
    """A way to become a mentor, for one email address and for a while."""

    email = models.EmailField("email address")
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = MentorInvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="invitation_one_unanswered_per_address",
                violation_error_message=_(
                    "This address has an invitation. Send that one again, or revoke it first."
                ),
            )
        ]

    def __str__(self) -> str:
        return self.email

    def is_live(self, now: datetime.datetime) -> bool:
        return self.accepted_at is None and self.revoked_at is None and self.expires_at > now


class MentorNote(models.Model):
    """What a mentor notes about a learner, for themselves alone."""

    mentor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mentor_notes"
    )
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    text = models.TextField(max_length=10_000, blank=True, validators=[MaxLengthValidator(10_000)])
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mentor", "learner"], name="mentor_note_one_each")
        ]

    def __str__(self) -> str:
        return f"{self.mentor_id} on {self.learner_id}"


def active_mentors() -> models.QuerySet[User]:
    """Those who are mentors now and whose account is open, for use in a query."""
    return User.objects.filter(is_active=True, groups__name=MENTORS).order_by()


def blocked_for(user: User) -> models.QuerySet[User]:
    """The people who blocked this person or whom they blocked, for use in a query."""
    # By the blocks, of which there are few, and not by the people.
    return User.objects.filter(
        Q(pk__in=Block.objects.filter(person=user).order_by().values("by"))
        | Q(pk__in=Block.objects.filter(by=user).order_by().values("person"))
    ).order_by()


def are_blocked(one: User, other: User) -> bool:
    """Whether either has blocked the other."""
    return _blocks_between(one.pk, other.pk).exists()


def parted_at(one: int, other: int) -> datetime.datetime | None:
    """When the first block that stands between two people was made; None where there is none."""
    first: datetime.datetime | None = _blocks_between(one, other).aggregate(at=Min("at"))["at"]
    return first


def _blocks_between(one: int, other: int) -> models.QuerySet[Block]:
    return Block.objects.filter(Q(by=one, person=other) | Q(by=other, person=one))


def learners_of(mentor: User) -> models.QuerySet[User]:
    """The learners whom a mentor may follow: assigned, or in a cohort that they lead.

    Not themselves, and nobody who blocked them or whom they blocked.
    """
    return (
        User.objects.filter(
            Q(pk__in=Mentorship.objects.filter(mentor=mentor).values("learner"))
            | Q(pk__in=CohortMember.objects.filter(cohort__mentors=mentor).values("user")),
            is_active=True,
        )
        .exclude(pk=mentor.pk)
        .exclude(pk__in=blocked_for(mentor).values("pk"))
    )


def mentors_of(learner: User) -> models.QuerySet[User]:
    """The mentors who may follow a learner: the other way round of `learners_of`."""
    return (
        User.objects.filter(
            Q(pk__in=Mentorship.objects.filter(learner=learner).values("mentor"))
            | Q(pk__in=Cohort.objects.filter(members__user=learner).values("mentors")),
            is_active=True,
            groups__name=MENTORS,
        )
        .exclude(pk=learner.pk)
        .exclude(pk__in=blocked_for(learner).values("pk"))
    )
