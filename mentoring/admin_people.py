"""Cohorts, mentorships, invitations and blocks in the admin."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from accounts.models import MENTORS, User
from mentoring import invitations
from mentoring.models import Block, Cohort, CohortMember, MentorInvitation, Mentorship
from mentoring.models.people import new_join_code, normal_code

LEAST_CODE = 6
MOST_DAYS = 90


def mentors() -> QuerySet[User]:
    return User.objects.filter(groups__name=MENTORS).order_by("email")


class CohortForm(forms.ModelForm):
    """A code of the admin's own has letters and digits enough not to be guessed."""

    def clean_join_code(self) -> str:
        code = normal_code(self.cleaned_data["join_code"])
        if not code.isascii() or len(code) < LEAST_CODE:
            text = gettext("Use at least %(count)s letters and digits.")
            raise ValidationError(text % {"count": LEAST_CODE})
        return code


class MembersOfCohort(admin.TabularInline):
    model = CohortMember
    # Without the line above each row that says what stands in it.
    classes = ("plain-rows",)
    autocomplete_fields = ("user",)
    fields = ("user", "joined_at")
    readonly_fields = ("joined_at",)
    extra = 0
    verbose_name = _("learner")
    verbose_name_plural = _("learners")


@admin.register(Cohort)
class CohortAdmin(admin.ModelAdmin):
    """Who leads a cohort sees the plans of its learners."""

    form = CohortForm
    list_display = ("name", "join_code", "is_open", "learners", "leaders", "created_at")
    list_filter = ("is_open",)
    search_fields = ("name", "join_code", "mentors__email", "members__user__email")
    fields = ("name", "join_code", "is_open", "mentors")
    filter_horizontal = ("mentors",)
    inlines = (MembersOfCohort,)
    actions = ("change_code",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Cohort]:
        counted = {
            "number_of_learners": Count("members", distinct=True),
            "number_of_leaders": Count("mentors", distinct=True),
        }
        cohorts: QuerySet[Cohort] = super().get_queryset(request).annotate(**counted)
        return cohorts

    def formfield_for_manytomany(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "mentors":
            kwargs["queryset"] = mentors()
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    @admin.display(description=_("learners"), ordering="number_of_learners")
    def learners(self, cohort: Any) -> int:
        return int(cohort.number_of_learners)

    @admin.display(description=_("mentors"), ordering="number_of_leaders")
    def leaders(self, cohort: Any) -> int:
        return int(cohort.number_of_leaders)

    @admin.action(description=_("Give a new join code, so that the old one is useless"))
    def change_code(self, request: HttpRequest, cohorts: QuerySet[Cohort]) -> None:
        for cohort in cohorts:
            cohort.join_code = new_join_code()
            cohort.save(update_fields=["join_code"])
            self.log_change(request, cohort, "Gave it a new join code.")
            text = gettext("The new code of %(cohort)s is %(code)s.")
            said = text % {"cohort": cohort, "code": cohort.join_code}
            self.message_user(request, said)

    change_code.allowed_permissions = ("change",)  # type: ignore[attr-defined]


@admin.register(Mentorship)
class MentorshipAdmin(admin.ModelAdmin):
    """A mentor given to one learner sees that learner's plan."""

    list_display = ("mentor", "learner", "since")
    list_select_related = ("mentor", "learner")
    search_fields = (
        "mentor__email",
        "mentor__display_name",
        "learner__email",
        "learner__display_name",
    )
    autocomplete_fields = ("learner",)
    fields = ("mentor", "learner")

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "mentor":
            kwargs["queryset"] = mentors()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class InvitationForm(forms.ModelForm):
    """Who is invited, and for how long."""

    days = forms.IntegerField(
        label=_("Days it is valid"),
        min_value=1,
        max_value=MOST_DAYS,
        initial=invitations.VALID_DAYS,
    )

    class Meta:
        model = MentorInvitation
        fields = ("email",)

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].strip().lower()
        if mentors().filter(email__iexact=email).exists():
            raise ValidationError(gettext("Whoever has this address is a mentor already."))
        unanswered = MentorInvitation.objects.unanswered().filter(email__iexact=email)
        # Inviting anew revokes an expired one.
        if unanswered.filter(expires_at__gt=timezone.now()).exists():
            raise ValidationError(
                gettext("This address has an invitation. Send that one again, or revoke it first.")
            )
        return email


@admin.register(MentorInvitation)
class MentorInvitationAdmin(admin.ModelAdmin):
    """Added here, it goes out by mail. What was sent is not changed any more."""

    list_display = ("email", "state", "created_at", "expires_at", "invited_by", "accepted_by")
    list_select_related = ("invited_by", "accepted_by")
    search_fields = ("email",)
    actions = ("send_again", "revoke")

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        if obj is None:
            kwargs["form"] = InvitationForm
        return super().get_form(request, obj, change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return ("email", "days")
        return self.get_readonly_fields(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return ()
        times = ("created_at", "expires_at", "accepted_at", "accepted_by", "revoked_at")
        return ("email", "state", "invited_by", *times)

    def save_model(
        self, request: HttpRequest, obj: MentorInvitation, form: Any, change: bool
    ) -> None:
        if change:
            return
        obj.invited_by_id = request.user.pk
        invitations.invite(invitation=obj, days=form.cleaned_data["days"], now=timezone.now())

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except IntegrityError:
            # Another admin has just invited the same address: now the form finds that one.
            return super().changeform_view(request, *args, **kwargs)

    @admin.display(description=_("state"))
    def state(self, invitation: MentorInvitation) -> str:
        if invitation.accepted_at:
            return pgettext("invitation", "Accepted")
        if invitation.revoked_at:
            return pgettext("invitation", "Revoked")
        if invitation.is_live(timezone.now()):
            return pgettext("invitation", "Waiting")
        return pgettext("invitation", "Expired")

    @admin.action(description=_("Send again, for another 14 days"))
    def send_again(self, request: HttpRequest, chosen: QuerySet[MentorInvitation]) -> None:
        for invitation in chosen:
            sent = invitations.send_again(invitation=invitation, now=timezone.now())
            if sent:
                self.log_change(request, invitation, "Sent it again.")
            self._say(
                request,
                sent,
                gettext("%(address)s is invited again.") % {"address": invitation},
                gettext("%(address)s: nothing sent, it was accepted or revoked before.")
                % {"address": invitation},
            )

    @admin.action(description=_("Revoke"))
    def revoke(self, request: HttpRequest, chosen: QuerySet[MentorInvitation]) -> None:
        for invitation in chosen:
            done = invitations.revoke(invitation=invitation, now=timezone.now())
            if done:
                self.log_change(request, invitation, "Revoked it.")
            self._say(
                request,
                done,
                gettext("The invitation of %(address)s is revoked.") % {"address": invitation},
                gettext("%(address)s: nothing to revoke, it was accepted or revoked before.")
                % {"address": invitation},
            )

    send_again.allowed_permissions = ("change",)  # type: ignore[attr-defined]
    revoke.allowed_permissions = ("change",)  # type: ignore[attr-defined]

    def _say(self, request: HttpRequest, done: bool, words: str, otherwise: str) -> None:
        if done:
            self.message_user(request, words)
        else:
            self.message_user(request, otherwise, messages.WARNING)


@admin.register(Block)
class BlockAdmin(admin.ModelAdmin):
    """To look at only: whoever made a block lifts it."""

    list_display = ("by", "person", "at")
    list_select_related = ("by", "person")
    search_fields = ("by__email", "by__display_name", "person__email", "person__display_name")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Not on these pages. Deleting a person takes their blocks along, and asks here."""
        match = request.resolver_match
        if match is None or (match.url_name or "").startswith("mentoring_block"):
            return False
        return super().has_delete_permission(request, obj)
