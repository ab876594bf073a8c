"""Scripts that only some pages need."""

from django import template
from django.template.base import NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString, mark_safe
from django_htmx.jinja import htmx_script

register = template.Library()


class WithHtmxNode(template.Node):
    """A part of a page, followed by htmx if something in it asks for htmx."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        """What stands between the tags, and the script."""
        part = self.nodelist.render(context)
        script = htmx_script(minified=True) if " hx-" in part else ""
        return mark_safe(part + script)  # noqa: S308 - both are rendered already


@register.tag
def with_htmx(parser: Parser, token: Token) -> WithHtmxNode:
    """`{% with_htmx %}…{% endwith_htmx %}`: 15 KB of script, only on pages that use them."""
    nodelist = parser.parse(("endwith_htmx",))
    parser.delete_first_token()
    return WithHtmxNode(nodelist)
