"""What a person was told: the list, opening one, and which of it comes by mail."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import PersonRequest, local_address, sign_in_required
from accounts.models import User
from mentoring import mailing
from mentoring.models import Notice, NoticeOptOut
from mentoring.notice_forms import MailChoicesForm

NOTICES_A_PAGE = 30


@require_safe
@sign_in_required
def notice_list(request: PersonRequest) -> HttpResponse:
    """Everything the person was told, newest first."""
    notices = Notice.objects.filter(recipient=request.user)
    page = Paginator(notices, NOTICES_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "mentoring/notice_list.html", {"page": page})


@require_POST
@sign_in_required
def open_notice(request: PersonRequest, pk: int) -> HttpResponse:
    """Read from now on; leads to the page it is about."""
    notice = get_object_or_404(Notice, pk=pk, recipient=request.user)
    # The first time counts.
    Notice.objects.unread().filter(pk=notice.pk).update(read_at=timezone.now())
    page = local_address(request, notice.address, "")
    if not page:
        return redirect("mentoring:notices")
    fragment = urlsplit(notice.address).fragment
    return redirect(f"{page}#{fragment}" if fragment else page)


@require_POST
@sign_in_required
def read_all(request: PersonRequest) -> HttpResponse:
    """All up to the newest one on the page: what came since has not been seen."""
    newest = request.POST.get("newest", "")
    if newest.isascii() and newest.isdecimal() and len(newest) <= 18:
        unread = Notice.objects.unread().filter(recipient=request.user, pk__lte=int(newest))
        unread.update(read_at=timezone.now())
    else:
        messages.warning(request, _("That form was incomplete. Use the button once more."))
    return redirect("mentoring:notices")


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
def mail_choices(request: PersonRequest) -> HttpResponse:
    """Which kinds come by mail as well."""
    form = MailChoicesForm(request.POST if request.method == "POST" else None, user=request.user)
    if form.is_valid():
        mailing.choose(user=request.user, offered=form.offered, wanted=form.cleaned_data["kinds"])
        messages.success(request, _("Your choice is saved."))
        return redirect("mentoring:mail-choices")
    status = 422 if form.is_bound else 200
    return render(request, "mentoring/mail_choices.html", {"form": form}, status=status)


@never_cache
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def stop_mail(request: HttpRequest, token: str) -> HttpResponse:
    """The link in each mail. Looking changes nothing, since mail scanners look.

    The token stands for signing in and for the form's token: mail programs post by themselves
    and follow no redirect (RFC 8058).
    """
    read = mailing.read_stop_token(token)
    if read is None:
        raise Http404
    pk, kind = read
    user = get_object_or_404(User, pk=pk)
    if request.method == "POST":
        mailing.stop(user=user, kind=kind)
    context = {
        "kind": kind.label,
        "stopped": NoticeOptOut.objects.filter(user=user, kind=kind).exists(),
    }
    return render(request, "mentoring/stop_mail.html", context)
