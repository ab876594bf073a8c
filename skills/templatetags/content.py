"""How pages show what editors wrote, and lead those who may change it to its form."""

from typing import Any

from django import template
from django.db.models import Model
from django.template.context import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from skills.markdown import render_content, words_of

register = template.Library()


@register.filter
def markdown(text: str) -> SafeString:
    """Paragraphs, lists and links, on the text's own page."""
    return render_content(text)


@register.filter
def plain(text: str) -> str:
    """The words alone: in lists, in short places, and for search engines."""
    return words_of(text)


@register.simple_tag(takes_context=True)
def edit_link(context: Context, row: Model) -> str:
    """A link to the row's form in the admin, for staff who may change it; nothing for others.

    Asks nothing for others. Of staff it asks for their permissions, which Django keeps.
    """
    user: Any = context.get("user")
    if user is None or not user.is_authenticated or not user.is_staff:
        return ""
    opts = row._meta
    if not user.has_perm(f"{opts.app_label}.change_{opts.model_name}"):
        return ""
    return format_html(
        # The space parts it from what it follows; without the link there is none.
        ' <a class="edit-link d-print-none" href="{}">{}</a>',
        reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[row.pk]),
        format_html(_('Edit<span class="visually-hidden"> {row}</span>'), row=row),
    )
