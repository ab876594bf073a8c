"""Tags that wrap a part of the frame and look at what a page has put into it."""

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


class AlsoAsNode(template.Node):
    """A part of a page that is needed once more, inside an attribute."""

    def __init__(self, name: str, nodelist: NodeList) -> None:
        self.name = name
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        """What stands between the tags, which the name then stands for."""
        part = self.nodelist.render(context)
        # Escaped already; only what would end the attribute may stand in literal text.
        context[self.name] = mark_safe(part.replace('"', "&quot;"))  # noqa: S308
        return part


@register.tag
def also_as(parser: Parser, token: Token) -> AlsoAsNode:
    """`{% also_as NAME %}{% block … %}{% endalso_as %}`: a block can stand on a page only once."""
    _, name = token.split_contents()
    nodelist = parser.parse(("endalso_as",))
    parser.delete_first_token()
    return AlsoAsNode(name, nodelist)
