"""Lists whose filters are kept under a name, for all who may see the list."""

from __future__ import annotations

import copy
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ALL_VAR, ERROR_FLAG, PAGE_VAR
from django.core.exceptions import PermissionDenied, SuspiciousOperation, ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from skills.models import SavedFilter

# Where one is in a list and how it is drawn: no part of what is looked for.
PLACE = (PAGE_VAR, ALL_VAR, ERROR_FLAG, "_facets")


class SavedFilterForm(forms.ModelForm):
    """A name for the list as it is filtered."""

    class Meta:
        model = SavedFilter
        fields = ("name", "query")

    def clean_query(self) -> str:
        """Without the place in the list, in one spelling."""
        asked = QueryDict(self.cleaned_data["query"].removeprefix("?"), mutable=True)
        for name in PLACE:
            asked.pop(name, None)
        if not asked:
            raise ValidationError(_("Filter the list first: there is nothing to keep."))
        return asked.urlencode()

    def _get_validation_exclusions(self) -> set[str]:
        """The list is not asked for, and yet a name stands once in it."""
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return excluded - {"model"}


class FilteredAdmin(admin.ModelAdmin):
    change_list_template = "admin/content_change_list.html"

    def get_urls(self) -> list[URLPattern]:
        name, wrap = f"{self.opts.app_label}_{self.opts.model_name}", self.admin_site.admin_view
        return [
            path("filters/save/", wrap(self.save_filter), name=f"{name}_save_filter"),
            path(
                "filters/<int:pk>/remove/", wrap(self.remove_filter), name=f"{name}_remove_filter"
            ),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        saved = SavedFilter.objects.filter(model=self.opts.label_lower)
        own = {
            "saved_filters": [(kept, self._may_remove(request, kept)) for kept in saved],
            "query_here": request.GET.urlencode(),
        }
        return super().changelist_view(request, own | (extra_context or {}))

    def save_filter(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        kept = SavedFilter(model=self.opts.label_lower, made_by_id=request.user.pk)
        form = SavedFilterForm(request.POST, instance=kept)
        if form.is_valid() and not self._accepts(request, form.cleaned_data["query"]):
            form.add_error("query", _("This list can’t be filtered like that."))
        if form.is_valid():
            self._keep(request, form)
        else:
            problems = " ".join(str(error) for found in form.errors.values() for error in found)
            said = _("Nothing was kept. %(problems)s") % {"problems": problems}
            self.message_user(request, said, messages.ERROR)
        accepted = form.cleaned_data.get("query", "") if form.is_valid() else ""
        return redirect(self._list_url(accepted))

    def _keep(self, request: HttpRequest, form: SavedFilterForm) -> None:
        try:
            with transaction.atomic():
                kept = form.save()
        except IntegrityError:
            self.message_user(request, _("This list has a filter of that name."), messages.ERROR)
            return
        self.message_user(
            request, _("Kept as “%(name)s”, for all who see this list.") % {"name": kept}
        )

    def _accepts(self, request: HttpRequest, query: str) -> bool:
        """Whether the list can be filtered so. It is asked, and what it finds thrown away."""
        asked: Any = copy.copy(request)
        asked.method, asked.GET = "GET", QueryDict(query)
        known = {name.split("__")[0] for name in asked.GET}
        if any(name.startswith("_") for name in known) or "\x00" in "".join(asked.GET.values()):
            return False
        try:
            with transaction.atomic():
                self.get_changelist_instance(asked)
        except (
            DatabaseError,
            DisallowedModelAdminLookup,
            IncorrectLookupParameters,
            OverflowError,
            SuspiciousOperation,
            ValidationError,
            ValueError,
        ):
            return False
        return True

    def remove_filter(self, request: HttpRequest, pk: int) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        theirs = SavedFilter.objects.filter(model=self.opts.label_lower)
        if not request.user.is_superuser:
            theirs = theirs.filter(made_by=request.user.pk)
        if pk >= 2**63:
            raise Http404
        kept = get_object_or_404(theirs, pk=pk)
        kept.delete()
        said = _("“%(name)s” is removed. The list itself is as it was.") % {"name": kept}
        self.message_user(request, said)
        return redirect(self._list_url(""))

    def _may_remove(self, request: HttpRequest, kept: SavedFilter) -> bool:
        return bool(request.user.is_superuser) or kept.made_by_id == request.user.pk

    def _list_url(self, query: str) -> str:
        url = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        return f"{url}?{query}" if query else url
