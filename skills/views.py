"""The skills of the field, area by area, and the preview of what editors write."""

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from skills.markdown import CONTENT_REL
from skills.markdown import render as render_markdown
from skills.models import Skill, SkillArea

# Characters: several times the longest text there is.
MOST_MARKDOWN = 20_000


@require_safe
def skill_list(request: HttpRequest) -> HttpResponse:
    areas = SkillArea.objects.current().prefetch_related(
        Prefetch("skills", queryset=Skill.objects.current())
    )
    return render(request, "skills/skill_list.html", {"areas": areas})


def markdown_preview(request: HttpRequest) -> HttpResponse:
    """A text as pages would show it. Stores nothing; the admin's guard lets staff in only."""
    text = request.POST.get("text", "")
    if len(text) > MOST_MARKDOWN:
        return HttpResponse(_("This text is too long to preview."), status=413)
    # Not kept: the next one differs by a letter.
    html = render_markdown(text.replace("\r\n", "\n"), rel=CONTENT_REL, breaks=True)
    return HttpResponse(html or _("Nothing is written yet."))
