"""“Preview” on the forms of what has a page: the real page, with the form's values, unsaved."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.utils import quote
from django.db import router, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import SimpleTemplateResponse
from django.urls import URLPattern, path, reverse

from skills.content import Content
from skills.previews import page_for_visitor, show_parents


def is_preview(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and (match.url_name or "").endswith("_preview")


class PreviewAdmin(admin.ModelAdmin):
    """The form is saved as by its own button, the page drawn, and all of it rolled back."""

    def has_page(self) -> bool:
        return hasattr(self.model, "get_absolute_url")

    def _name(self, view: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{view}"

    def get_urls(self) -> list[URLPattern]:
        if not self.has_page():
            return super().get_urls()
        view = self.admin_site.admin_view(self.preview_view)
        return [
            path("add/preview/", view, name=self._name("add_preview")),
            path("<path:object_id>/preview/", view, name=self._name("preview")),
            *super().get_urls(),
        ]

    def preview_view(self, request: HttpRequest, object_id: str | None = None) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        form_url = self._form_url(object_id)
        with transaction.atomic(using=router.db_for_write(self.model)):
            response = self.changeform_view(request, object_id, form_url)
            if isinstance(response, SimpleTemplateResponse):
                response.render()
            transaction.set_rollback(True, using=router.db_for_write(self.model))
        return response

    def _form_url(self, object_id: str | None) -> str:
        """Where the form belongs: it comes back here when something in it is wrong."""
        if object_id is None:
            return reverse(f"admin:{self._name('add')}")
        return reverse(f"admin:{self._name('change')}", args=[object_id])

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        if self.has_page() and IS_POPUP_VAR not in request.GET | request.POST:
            context["preview_url"] = self._preview_url(context.get("original"))
        return super().render_change_form(request, context, *args, **kwargs)

    def _preview_url(self, row: Any) -> str:
        if row is None:
            return reverse(f"admin:{self._name('add_preview')}")
        url = reverse(f"admin:{self._name('preview')}", args=[quote(row.pk)])
        # Browsers go to the place on the page that the fragment names.
        return f"{url}#{row.slug}" if "#" in row.get_absolute_url() else url

    def save_model(self, request: HttpRequest, obj: Content, form: Any, change: bool) -> None:
        if is_preview(request):
            obj.draft = obj.retired = False
        super().save_model(request, obj, form, change)

    def response_add(self, request: HttpRequest, obj: Content, *args: Any, **kwargs: Any) -> Any:
        if is_preview(request):
            return self._page_of(request, obj)
        return super().response_add(request, obj, *args, **kwargs)

    def response_change(self, request: HttpRequest, obj: Content) -> HttpResponse:
        if is_preview(request):
            return self._page_of(request, obj)
        return super().response_change(request, obj)

    def _page_of(self, request: HttpRequest, row: Any) -> HttpResponse:
        return page_for_visitor(request, row.get_absolute_url(), show_parents(row))
