"""Share links: made for one recipient each, counted, revoked."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import PersonRequest, sign_in_required
from portfolio import services
from portfolio.forms import ShareForm
from portfolio.models import Portfolio, ShareLink
from progress.models import Visibility

# How many of those that open nothing any more are listed.
MOST_CLOSED = 20
TAKEN = _("There is a live link for this recipient, in the list. Revoke it to make another.")
ENOUGH = _("You have %(most)d live links. Revoke one to make another.")


@require_safe
@sign_in_required
def share_links(request: PersonRequest) -> HttpResponse:
    """Who has a link, whether it was opened, and until when it works."""
    portfolio = Portfolio.objects.filter(user=request.user).first()
    return _page(request, portfolio, ShareForm())


@require_POST
@sign_in_required
def add_share_link(request: PersonRequest) -> HttpResponse:
    portfolio = get_object_or_404(Portfolio, user=request.user)
    form = ShareForm(request.POST)
    if not form.is_valid():
        return _page(request, portfolio, form, status=422)
    now, recipient = timezone.now(), form.cleaned_data["recipient"]
    try:
        services.share(
            portfolio=portfolio, recipient=recipient, expires_at=form.expires_at(now), now=now
        )
    except services.RecipientTakenError:
        form.add_error("recipient", TAKEN)
        return _page(request, portfolio, form, status=422)
    except services.TooManyError:
        form.add_error(None, ENOUGH % {"most": services.MOST_SHARE_LINKS})
        return _page(request, portfolio, form, status=422)
    said = gettext("The link for %(recipient)s is ready. Copy it from the list.")
    messages.success(request, said % {"recipient": recipient})
    return redirect("portfolio:sharing")


@require_POST
@sign_in_required
def revoke_share_link(request: PersonRequest, pk: int) -> HttpResponse:
    link = get_object_or_404(ShareLink, pk=pk, portfolio__user=request.user)
    services.revoke(link=link, now=timezone.now())
    said = gettext("The link for %(recipient)s opens nothing any more.")
    messages.success(request, said % {"recipient": link.recipient})
    return redirect("portfolio:sharing")


def _page(
    request: PersonRequest, portfolio: Portfolio | None, form: ShareForm, status: int = 200
) -> HttpResponse:
    now = timezone.now()
    links = list(portfolio.share_links.all()) if portfolio else []
    live = [link for link in links if link.is_live(now)]
    closed = [link for link in links if not link.is_live(now)]
    context: dict[str, Any] = {
        "portfolio": portfolio,
        "form": form,
        "next": reverse("portfolio:sharing"),
        "live": [(link, _address_of(request, portfolio, link)) for link in live if portfolio],
        "closed": [(link, link.expired_by(now)) for link in closed[:MOST_CLOSED]],
        "older": max(0, len(closed) - MOST_CLOSED),
        "opens": portfolio is not None
        and portfolio.visibility in {Visibility.LINK, Visibility.PUBLIC},
    }
    return render(request, "portfolio/sharing.html", context, status=status)


def _address_of(request: PersonRequest, portfolio: Portfolio, link: ShareLink) -> str:
    path = reverse("portfolio:shared", args=[portfolio.handle, link.token])
    return request.build_absolute_uri(path)
