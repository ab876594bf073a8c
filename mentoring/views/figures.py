"""What learners do as a whole, for staff: a page, and each of its tables as a file."""

from __future__ import annotations

import csv
import datetime

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from mentoring.aggregate_tables import NONE_YET, Figures, figures_of, said
from mentoring.floor import WITHHELD
from progress.floor import FLOOR, Shown

# A spreadsheet takes a cell that begins so for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def page(request: HttpRequest) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "title": _("What learners do"),
        "figures": _figures(request),
        "floor": FLOOR,
        "withheld": said(WITHHELD),
        "none_yet": NONE_YET,
        "counts_demo": settings.DEBUG,
    }
    return TemplateResponse(request, "admin/figures.html", context)


def table(request: HttpRequest, slug: str) -> HttpResponse:
    figures = _figures(request)
    found = figures.table(slug)
    if found is None:
        raise Http404
    day = figures.at.astimezone(datetime.UTC).date()
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{slug}-{day:%Y-%m-%d}.csv"'
    writer = csv.writer(response)
    writer.writerow([harmless(str(name)) for name in found.columns])
    writer.writerows([harmless(cell) for cell in row] for row in found.rows)
    return response


def harmless(cell: Shown) -> Shown:
    """A text that no spreadsheet takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def _figures(request: HttpRequest) -> Figures:
    if not request.user.has_perm("progress.view_plan"):
        raise PermissionDenied
    return figures_of(timezone.now())
