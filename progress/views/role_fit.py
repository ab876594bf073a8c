"""Role fit: the gap to the target role, all roles side by side, and another target."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import PersonRequest, sign_in_required
from progress.fit import FitBook, fit_book
from progress.layers import Layer
from progress.models import Plan
from progress.plan_services import set_target
from progress.role_fit_forms import TargetForm
from progress.standing import standing_of
from roles.models import Role


@require_safe
@sign_in_required
def role_fit(request: PersonRequest) -> HttpResponse:
    """The gap to the target role. `?role=` looks at another one and saves nothing."""
    book = _book(request)
    if book is None:
        return render(request, "progress/role_fit.html", {"book": None})
    target = book.standing.plan.target_role
    form = TargetForm(request.GET if request.GET.get("role") else None, role=target)
    if form.is_bound and form.is_valid() and form.cleaned_data["role"] != target:
        return _what_if(request, book, form.cleaned_data["role"], form)
    return render(request, "progress/role_fit.html", _context(book, form))


@require_safe
@sign_in_required
def compare_fit(request: PersonRequest) -> HttpResponse:
    """Every role's fit by layer, the best first."""
    book = _book(request)
    context: dict[str, Any] = {"book": book, "layers": list(Layer)}
    return render(request, "progress/role_fit_compare.html", context)


@require_POST
@sign_in_required
def switch_target(request: PersonRequest) -> HttpResponse:
    """Another target role. It never touches a tick."""
    book = _book(request)
    if book is None:
        messages.info(request, _("You have no plan yet. Make one, and choose the role in it."))
        return redirect("progress:plan")
    form = TargetForm(request.POST, role=book.standing.plan.target_role)
    if not form.is_valid():
        context = _context(book, form) | {"next": reverse("progress:role-fit")}
        return render(request, "progress/role_fit.html", context, status=422)
    role = form.cleaned_data["role"]
    set_target(user=request.user, role=role)
    messages.success(
        request,
        _("Your target is %(role)s. Your ticks are as they were.") % {"role": role.short_title},
    )
    return redirect("progress:role-fit")


def _book(request: PersonRequest) -> FitBook | None:
    plan = Plan.objects.of(request.user)
    return fit_book(standing_of(plan, timezone.localdate())) if plan else None


def _context(book: FitBook, form: TargetForm) -> dict[str, Any]:
    return {"book": book, "form": form, "item": book.target, "layers": list(Layer)}


def _what_if(request: PersonRequest, book: FitBook, role: Role, form: TargetForm) -> HttpResponse:
    context = _context(book, form) | {
        "item": book.of(role),
        "present": book.target,
        "change": book.switch(role),
    }
    return render(request, "progress/role_fit_switch.html", context)
