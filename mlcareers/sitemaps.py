"""Every page that anybody may read, for search engines."""

from __future__ import annotations

from typing import Any

from django.contrib.sitemaps import GenericSitemap, Sitemap
from django.urls import reverse

from courses.models import Course
from portfolio.models import Portfolio
from progress.models import Visibility
from roadmap.models import Stage
from roadmap.teaching import shown_skills, shown_steps
from roles.models import Role

PAGES = [
    "home",
    "about",
    "progress:roadmap",
    "progress:tour",
    "roles:list",
    "roles:compare",
    "skills:list",
    "roadmap:courses",
    "roadmap:job-market",
]


class PageSitemap(Sitemap):
    """The pages that stand for themselves."""

    def items(self) -> list[str]:
        return PAGES

    def location(self, item: str) -> str:
        return reverse(item)


def sitemaps() -> dict[str, type[Sitemap[Any]] | Sitemap[Any]]:
    rows = {
        "stages": Stage.objects.current(),
        "steps": shown_steps(),
        "roles": Role.objects.current(),
        "skills": shown_skills(),
        "courses": Course.objects.current(),
        "portfolios": Portfolio.objects.filter(
            visibility=Visibility.PUBLIC, user__is_active=True
        ).order_by("handle"),
    }
    return {
        "pages": PageSitemap,
        **{name: GenericSitemap({"queryset": queryset}) for name, queryset in rows.items()},
    }
