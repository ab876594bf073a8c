"""One week of the learner's, looked back at."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import PersonRequest, sign_in_required
from progress.charts import stage_hours_of
from progress.week_review import review_of
from progress.weeks import Week


@require_safe
@sign_in_required
def week(request: PersonRequest) -> HttpResponse:
    """This week of the learner's own calendar, or the one that is asked for."""
    today = timezone.localdate()
    this_week = Week.of(today)
    asked = request.GET.get("week")
    try:
        week = Week.named(asked) if asked else this_week
    except ValueError as error:
        raise Http404(_("There is no such week.")) from error
    if week > this_week:
        raise Http404(_("That week is still to come."))
    review = review_of(request.user, week, today)
    chart = stage_hours_of(review.standing) if review.standing else None
    context = {"review": review, "chart": chart, "today": today}
    return render(request, "progress/week.html", context)
