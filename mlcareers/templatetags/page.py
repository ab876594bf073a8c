"""Tags for the frame and the small parts that every page is made of."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon of the sprite in `components/sprite.html`. Decorative: words stand beside it."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="#i-{}"/></svg>', name
    )


@register.inclusion_tag("components/nav_link.html", takes_context=True)
def nav_link(
    context: dict[str, Any], url_name: str, label: str, wide_only: bool = False
) -> dict[str, Any]:
    """An item of the main navigation, marked when the page is it or lies below it.

    What has no room on a phone stands in the footer there.
    """
    url = reverse(url_name)
    path = context["request"].path
    current = "page" if path == url else "true" if path.startswith(url) else ""
    return {"url": url, "label": label, "current": current, "wide_only": wide_only}
