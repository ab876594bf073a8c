"""Before an edit of the roadmap takes effect: how many learners it concerns, and what it does.

The edit is made, looked at and rolled back; sent again from the page that says so, it stays.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.contrib.messages import get_messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from progress.change_preview import EditPreview, preview_of_edit
from roadmap.admin import CountedAdmin, SpecialisationAdmin, StageAdmin, StepAdmin
from roadmap.models import Specialisation, Stage, Step
from roadmap.publishing import snapshot_now
from skills.preview_admin import is_preview

# Sent along by the page that shows the impact.
SEEN = "_seen_impact"


class ImpactAdmin(CountedAdmin):
    """Asks before plans count otherwise, wherever the edit was made: form, list or action."""

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._asked(
            request, lambda: super(ImpactAdmin, self).changeform_view(request, *args, **kwargs)
        )

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._asked(
            request, lambda: super(ImpactAdmin, self).changelist_view(request, *args, **kwargs)
        )

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._asked(
            request, lambda: super(ImpactAdmin, self).delete_view(request, *args, **kwargs)
        )

    def revert_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._asked(
            request, lambda: super(ImpactAdmin, self).revert_view(request, *args, **kwargs)
        )

    def _asked(self, request: HttpRequest, answer: Callable[[], HttpResponse]) -> HttpResponse:
        sent = request.POST
        if request.method != "POST" or SEEN in sent or is_preview(request):
            return answer()
        before = snapshot_now()
        with transaction.atomic():
            response = answer()
            # What is no redirect was not saved: a form with errors, or a question of its own.
            impact = (
                preview_of_edit(before, snapshot_now()) if response.status_code == 302 else None
            )
            if impact is None:
                return response
            transaction.set_rollback(True)
        _forget_messages(request)
        return self._impact_page(request, impact)

    def _impact_page(self, request: HttpRequest, impact: EditPreview) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": _("What this changes for learners"),
            "opts": self.opts,
            "impact": impact,
            "sent": [
                (name, value)
                for name, values in request.POST.lists()
                for value in values
                if name != "csrfmiddlewaretoken"
            ],
            "seen": SEEN,
            "back": self._edited_at(request),
        }
        return TemplateResponse(request, "admin/impact.html", context)

    def _edited_at(self, request: HttpRequest) -> str:
        """The form or the list as it is saved; the form, where a button of its row was pressed."""
        match = request.resolver_match
        form = f"{self.opts.app_label}_{self.opts.model_name}_change"
        if match is None or match.url_name == form or "object_id" not in match.kwargs:
            return request.get_full_path()
        return reverse(f"admin:{form}", args=[match.kwargs["object_id"]])


def _forget_messages(request: HttpRequest) -> None:
    """They tell of what has just been rolled back."""
    storage: Any = get_messages(request)
    storage._queued_messages.clear()


for model in (Stage, Step, Specialisation):
    admin.site.unregister(model)


@admin.register(Stage)
class StageWithLearnersAdmin(ImpactAdmin, StageAdmin):
    pass


@admin.register(Step)
class StepWithLearnersAdmin(ImpactAdmin, StepAdmin):
    pass


@admin.register(Specialisation)
class SpecialisationWithLearnersAdmin(ImpactAdmin, SpecialisationAdmin):
    pass
