"""Reviews and the requests for them, to look at. A verdict can be withdrawn, with a reason."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mentoring.models import Review, ReviewRequest, Side, Verdict
from mentoring.review_forms import WithdrawVerdictForm
from mentoring.review_services import withdraw_verdict
from progress.admin import KeptFromLookupsMixin, ReadOnlyMixin


class ReviewPages(KeptFromLookupsMixin, ReadOnlyMixin, admin.ModelAdmin):
    """What belongs to reviewing; none of it is removed here."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Not on these pages; with the person whose work it is, as their rights say."""
        match = request.resolver_match
        if match is not None and (match.url_name or "").startswith("mentoring_review"):
            return False
        return super().has_delete_permission(request, obj)


@admin.register(ReviewRequest)
class ReviewRequestAdmin(ReviewPages):
    """Who waits since when, and who holds it. Without the question: that is for mentors."""

    kept_from_lookups = frozenset({"question"})
    list_display = ("requested_at", "learner", "subject", "look", "status", "claimed_by")
    list_filter = ("status", "subject", "look")
    list_select_related = ("learner", "claimed_by")
    search_fields = ("learner__email", "learner__display_name")
    fields = (
        "learner",
        "subject",
        "look",
        "is_second",
        "status",
        "requested_at",
        "settled_at",
        "claimed_by",
        "claim_expires_at",
    )


@admin.register(Review)
class ReviewAdmin(ReviewPages):
    """Without the private note: that is between mentors."""

    kept_from_lookups = frozenset({"private_note", "scores", "comments", "steps"})
    list_display = ("published_at", "work", "mentor", "verdict", "withdrawn_at")
    list_filter = ("verdict", ("withdrawn_at", admin.EmptyFieldListFilter))
    list_select_related = ("request__submission", "mentor")
    search_fields = ("mentor__email", "mentor__display_name", "request__submission__title")
    fields = (
        "work",
        "mentor",
        "published_at",
        "verdict",
        "scores",
        "comments",
        "summary",
        "reason",
        "steps",
        "withdrawn_at",
        "withdrawn_reason",
    )
    readonly_fields = ("work",)
    actions = ("withdraw",)

    @admin.display(ordering="request__submission__title", description=_("work"))
    def work(self, review: Review) -> str:
        return review.request.title

    def has_withdraw_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("mentoring.change_review")

    @admin.action(description=_("Withdraw verdict…"), permissions=["withdraw"])
    def withdraw(self, request: HttpRequest, queryset: QuerySet[Review]) -> TemplateResponse | None:
        """Asks for the reason first; the page sends itself here again with it."""
        form = WithdrawVerdictForm(request.POST if "reason" in request.POST else None)
        standing = queryset.filter(withdrawn_at=None).exclude(verdict=Verdict.ANSWERED)
        reviews = list(
            standing.select_related("request__learner", "request__thread", "request__submission")
        )
        if reviews and not form.is_valid():
            context = {
                **self.admin_site.each_context(request),
                "title": gettext("Withdraw verdict"),
                "opts": self.opts,
                "form": form,
                "reviews": reviews,
                "action_checkbox_name": helpers.ACTION_CHECKBOX_NAME,
            }
            return TemplateResponse(request, "admin/withdraw_verdict.html", context)
        done = 0
        for review in reviews:
            done += withdraw_verdict(
                review=review,
                by=request.user,  # type: ignore[arg-type]
                side=Side.ADMIN,
                reason=form.cleaned_data["reason"],
                now=timezone.now(),
            )
        said = gettext("Verdicts withdrawn: %(count)s.") % {"count": done}
        self.message_user(request, said, messages.SUCCESS)
        return None
