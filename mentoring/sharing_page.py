"""Who can see what of one person."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Prefetch, QuerySet
from django.utils.translation import gettext as _

from accounts.models import MENTORS, User
from mentoring.models import Block, Cohort, CohortMember, Mentorship, Review, ReviewRequest
from mentoring.models.people import blocked_for, mentors_of
from mentoring.models.requests import no_claim_holds
from portfolio.models import Portfolio, ShareLink
from progress.models import Visibility


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """A request that waits. `holder` is the mentor who reads it now."""

    request: ReviewRequest
    holder: User | None


def sharing_of(user: User, now: datetime.datetime) -> dict[str, Any]:
    """The values of the page. As many queries for one row of anything as for many."""
    portfolio = Portfolio.objects.filter(user=user).first()
    mentors = mentors_of(user).order_by("pk")
    places = CohortMember.objects.filter(user=user).select_related("cohort")
    requests = ReviewRequest.objects.waiting().filter(learner=user)
    is_free = ExpressionWrapper(no_claim_holds(now), output_field=BooleanField())
    return {
        "portfolio": portfolio,
        "portfolio_words": portfolio_words(portfolio),
        "live_links": ShareLink.objects.live(now).filter(portfolio__user=user).count(),
        "places": list(places.prefetch_related(Prefetch("cohort__mentors", mentors))),
        "mentorships": list(
            Mentorship.objects.filter(learner=user, mentor__in=mentors).select_related("mentor")
        ),
        "requests": [
            OpenRequest(request, None if request.is_free else request.claimed_by)
            for request in requests.annotate(is_free=is_free).select_related(
                "submission", "claimed_by"
            )
        ],
        "reviewers": list(reviewers_of(user)),
        "blocks": list(Block.objects.filter(by=user).select_related("person")),
    }


def portfolio_words(portfolio: Portfolio | None) -> str:
    """Who can open the page, in a sentence."""
    if portfolio is None:
        return _("You have no portfolio yet, so there is no page to open.")
    return {
        Visibility.PRIVATE: _("Only you can open it."),
        Visibility.MENTORS: _(
            "Every mentor of this site can open it, also one whom you block, and nobody else. "
            "Make it private or link-only to close it to them."
        ),
        Visibility.LINK: _("Whoever has one of your links can open it, and nobody else."),
        Visibility.PUBLIC: _("Everybody can open it, search engines included."),
    }[Visibility(portfolio.visibility)]


def reviewers_of(user: User) -> QuerySet[User]:
    """The mentors who have reviewed this person's work: they still see those conversations."""
    reviews = Review.objects.filter(request__thread__learner=user).order_by()
    return User.objects.filter(
        pk__in=reviews.values("mentor"), is_active=True, groups__name=MENTORS
    ).order_by("pk")


def mentors_in(cohort: Cohort, user: User) -> list[User]:
    """The mentors of a cohort who see this person's plan, or would see it."""
    return list(
        cohort.mentors.filter(is_active=True, groups__name=MENTORS)
        .exclude(pk=user.pk)
        .exclude(pk__in=blocked_for(user).values("pk"))
        .order_by("pk")
    )
