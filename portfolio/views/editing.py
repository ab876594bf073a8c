"""The owner's page: what the portfolio says, shows, and to whom. Each button has an address."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import PersonRequest, sign_in_required
from accounts.services import hold
from portfolio import services
from portfolio.audience import NAMES, OTHERS, is_narrower
from portfolio.forms import WHO_SEES, LinkForm, PortfolioForm, suggested_handle
from portfolio.models import Portfolio
from portfolio.page import page_of
from portfolio.views.public import today_of
from progress.models import Project, ProjectImage, Visibility

# How many projects to choose from are listed; there are more on the page of projects.
MOST_OTHERS = 50
CHANGED = gettext_lazy(
    "Who may see your portfolio has changed since. Look at the button once more."
)
WAYS = {"up": -1, "down": 1}
MOVED = {"up": gettext_lazy("Moved up."), "down": gettext_lazy("Moved down.")}


@dataclass(frozen=True, slots=True)
class ChosenRow:
    """A chosen project; `hidden_from` names the readers of the page who do not see it."""

    project: Project
    hidden_from: str


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
def portfolio(request: PersonRequest) -> HttpResponse:
    """Everything of the portfolio to change. The first save makes it; looking makes nothing."""
    if request.method != "POST":
        found = _own(request)
        initial = {} if found else {"handle": suggested_handle(request.user.display_name)}
        return _page(request, PortfolioForm(instance=found, initial=initial))
    with transaction.atomic():
        hold(request.user)
        held = Portfolio.objects.select_for_update(no_key=True)
        found = held.filter(user=request.user).first()
        is_new = found is None
        form = PortfolioForm(request.POST, instance=found or Portfolio(user=request.user))
        is_kept = form.is_valid() and form.keep()
    if not is_kept:
        return _page(request, form, status=422)
    said = (
        _("Your portfolio is made. Who may see it: %(who)s.")
        if is_new
        else _("Your changes are saved. Who may see it: %(who)s.")
    )
    messages.success(request, said % {"who": Visibility(form.instance.visibility).label})
    return redirect("portfolio:edit")


@require_safe
@sign_in_required
def preview(request: PersonRequest) -> HttpResponse:
    """The page exactly as its readers see it, for any audience there may be."""
    found = get_object_or_404(Portfolio.objects.select_related("user"), user=request.user)
    default = Visibility.PUBLIC if found.visibility == Visibility.PRIVATE else found.visibility
    asked = request.GET.get("as", "")
    audience = asked if asked in OTHERS else default

    def image_address(image: ProjectImage) -> str:
        return reverse("progress:image", args=[image.project_id, image.pk])

    context = {
        "page": page_of(found, audience, today_of(found, timezone.now()), image_address),
        "audiences": [(item, NAMES[item], item == audience) for item in OTHERS],
        "reader": NAMES[Visibility(audience)],
        "is_open": audience == found.visibility,
    }
    return render(request, "portfolio/preview.html", context)


@require_POST
@sign_in_required
def show_project(request: PersonRequest, pk: int) -> HttpResponse:
    """Put a project on the page. The button has said whom it will be opened to."""
    found = get_object_or_404(Portfolio, user=request.user)
    project = get_object_or_404(Project, user=request.user, pk=pk)
    found.visibility = request.POST.get("visibility", found.visibility)
    try:
        services.show_project(portfolio=found, project=project, opens="open" in request.POST)
    except services.AudienceChangedError:
        return _answer(request, str(CHANGED), is_refused=True)
    except services.TooManyError:
        enough = _("A portfolio shows at most %(most)d projects. Take one off first.")
        return _answer(request, enough % {"most": services.MOST_SHOWN}, is_refused=True)
    except Project.DoesNotExist as error:
        raise Http404 from error
    return _answer(request, _("On your portfolio: %(title)s") % {"title": project.title})


@require_POST
@sign_in_required
def hide_project(request: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Portfolio, user=request.user)
    project = get_object_or_404(Project, user=request.user, pk=pk)
    services.hide_project(portfolio=found, project_id=project.pk)
    return _answer(request, _("Taken off your portfolio: %(title)s") % {"title": project.title})


@require_POST
@sign_in_required
def move_project(request: PersonRequest, pk: int) -> HttpResponse:
    """One place up or down."""
    found = get_object_or_404(Portfolio, user=request.user)
    get_object_or_404(Project, user=request.user, pk=pk)
    way = request.POST.get("to", "")
    if way not in WAYS:
        return _answer(request, _("Choose up or down."), is_refused=True)
    if not services.move_project(portfolio=found, project_id=pk, by=WAYS[way]):
        raise Http404
    return _answer(request, str(MOVED[way]))


@require_POST
@sign_in_required
def add_link(request: PersonRequest) -> HttpResponse:
    found = get_object_or_404(Portfolio, user=request.user)
    form = LinkForm(request.POST)
    if form.is_valid():
        try:
            services.add_link(portfolio=found, **form.cleaned_data)
        except services.LinkTakenError as taken:
            there = _("This address is on your portfolio already, as “%(name)s”.")
            form.add_error("url", there % {"name": taken.link.label})
        except services.TooManyError:
            enough = _("A portfolio has at most %(most)d links. Delete one to add another.")
            form.add_error(None, enough % {"most": services.MOST_LINKS})
    if not form.errors:
        said = _("The link is on your portfolio: %(name)s") % {"name": form.cleaned_data["label"]}
        return _links_answer(request, found, said, LinkForm())
    if request.htmx:
        return _links_fragment(request, found, form, status=422)
    return _page(request, _form_of(found), link_form=form, status=422)


@require_POST
@sign_in_required
def delete_link(request: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Portfolio, user=request.user)
    link = get_object_or_404(found.links, pk=pk)
    link.delete()
    # By htmx the new link comes along, as far as it is typed.
    typed = LinkForm(initial={name: request.POST.get(name, "") for name in LinkForm.base_fields})
    said = _("The link is deleted: %(name)s") % {"name": link.label}
    return _links_answer(request, found, said, typed)


def _own(request: PersonRequest) -> Portfolio | None:
    return Portfolio.objects.filter(user=request.user).first()


def _form_of(found: Portfolio) -> PortfolioForm:
    return PortfolioForm(instance=found)


def _page(
    request: PersonRequest,
    form: PortfolioForm,
    *,
    link_form: LinkForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page around a form. Its links lead to the portfolio as it is saved, not as typed."""
    found = _own(request)
    context: dict[str, Any] = {
        "form": form,
        "portfolio": found,
        "next": reverse("portfolio:edit"),
    }
    if found:
        context |= _projects_of(found) | _links_of(found, link_form or LinkForm())
        context["who_sees"] = WHO_SEES[Visibility(found.visibility)]
    return render(request, "portfolio/edit.html", context, status=status)


def _projects_of(found: Portfolio) -> dict[str, Any]:
    """The chosen projects in their order, and those there are to choose from."""
    projects = Project.objects.filter(user=found.user_id)
    chosen = projects.filter(shown_in__portfolio=found).order_by("shown_in__order", "shown_in__pk")
    others = projects.filter(shown_in__isnull=True).order_by("-created_at", "-pk")
    others_here = list(others[: MOST_OTHERS + 1])
    return {
        "portfolio": found,
        "chosen": [ChosenRow(project, _hidden_from(project, found)) for project in chosen],
        "others": others_here[:MOST_OTHERS],
        "has_more": len(others_here) > MOST_OTHERS,
        "readers": NAMES[Visibility(found.visibility)],
    }


def _hidden_from(project: Project, found: Portfolio) -> str:
    """Whom the page is open to and the project is not; "" where there is nobody."""
    if is_narrower(project.visibility, found.visibility):
        return str(NAMES[Visibility(found.visibility)])
    return ""


def _answer(request: PersonRequest, said: str, *, is_refused: bool = False) -> HttpResponse:
    """The page after a change of the projects; by htmx the list of them alone."""
    if not request.htmx:
        (messages.warning if is_refused else messages.success)(request, said)
        return redirect(f"{reverse('portfolio:edit')}#projects")
    found = get_object_or_404(Portfolio, user=request.user)
    context = _projects_of(found) | {"said": said, "problem": said if is_refused else ""}
    status = 422 if is_refused else 200
    return render(request, "portfolio/partials/_projects_fragment.html", context, status=status)


def _links_of(found: Portfolio, form: LinkForm) -> dict[str, Any]:
    links = list(found.links.all())
    return {
        "links": links,
        "link_form": form,
        "takes_links": len(links) < services.MOST_LINKS,
        "most_links": services.MOST_LINKS,
    }


def _links_answer(
    request: PersonRequest, found: Portfolio, said: str, form: LinkForm
) -> HttpResponse:
    """The page after a change of the links; by htmx the list of them with the form."""
    if request.htmx:
        return _links_fragment(request, found, form, said=said)
    messages.success(request, said)
    return redirect(f"{reverse('portfolio:edit')}#links")


def _links_fragment(
    request: PersonRequest, found: Portfolio, form: LinkForm, *, said: str = "", status: int = 200
) -> HttpResponse:
    context = _links_of(found, form) | {"said": said}
    return render(request, "portfolio/partials/_links_fragment.html", context, status=status)
