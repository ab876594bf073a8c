"""The box in which editors write Markdown."""

from typing import Any

from django.contrib.admin.widgets import AdminTextareaWidget
from django.urls import reverse

MARKDOWN_HELP = "Markdown: *emphasis*, [link](https://example.org), lists with “-”."


class MarkdownTextarea(AdminTextareaWidget):
    """A script puts a button beside it that shows the text as pages would."""

    class Media:
        css = {"all": ("markdown-preview.css",)}
        js = ("markdown-preview.js",)

    def build_attrs(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        address = reverse("content-admin-markdown")
        return {**super().build_attrs(*args, **kwargs), "data-markdown-preview": address}
