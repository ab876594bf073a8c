"""The box in which editors write Markdown."""

import json
from typing import Any

from django.contrib.admin.widgets import AdminTextareaWidget
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

MARKDOWN_HELP = _("Markdown: *emphasis*, [link](https://example.org), lists with “-”.")
WORDS = {
    "show": _("Preview"),
    "hide": _("Hide preview"),
    "named": _("%(action)s: %(name)s"),
    "of": _("Preview of %(name)s"),
    "reload": _("No preview: reload this page first."),
    "silent": _("No preview: the site did not answer."),
}


class MarkdownTextarea(AdminTextareaWidget):
    """A script puts a button beside it that shows the text as pages would."""

    class Media:
        css = {"all": ("markdown-preview.css",)}
        js = ("markdown-preview.js",)

    def build_attrs(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        address = reverse("content-admin-markdown")
        return {
            **super().build_attrs(*args, **kwargs),
            "data-markdown-preview": address,
            # What the script says.
            "data-preview-words": json.dumps({name: str(said) for name, said in WORDS.items()}),
        }
