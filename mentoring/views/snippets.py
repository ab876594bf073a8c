"""A mentor's own texts to insert. Somebody else's are not found."""

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import PersonRequest, mentor_required
from mentoring.models import Snippet
from mentoring.snippet_forms import NAME_TAKEN, SnippetForm


@require_safe
@mentor_required
def snippet_list(request: PersonRequest) -> HttpResponse:
    snippets = list(Snippet.objects.filter(mentor=request.user))
    return render(request, "mentoring/snippet_list.html", {"snippets": snippets})


@require_http_methods(["GET", "HEAD", "POST"])
@mentor_required
def add_snippet(request: PersonRequest) -> HttpResponse:
    """Sent twice, the second finds its name taken by the same text and leads to the list."""
    snippet = Snippet(mentor=request.user)
    return _edit(request, snippet, _("New snippet"), _("The snippet is saved."))


@require_http_methods(["GET", "HEAD", "POST"])
@mentor_required
def edit_snippet(request: PersonRequest, pk: int) -> HttpResponse:
    snippet = get_object_or_404(Snippet, mentor=request.user, pk=pk)
    return _edit(request, snippet, _("Edit snippet"), _("Your changes are saved."))


@require_http_methods(["GET", "HEAD", "POST"])
@mentor_required
def delete_snippet(request: PersonRequest, pk: int) -> HttpResponse:
    """Asks first. Reviews that hold its words keep them."""
    snippet = get_object_or_404(Snippet, mentor=request.user, pk=pk)
    if request.method != "POST":
        return render(request, "mentoring/snippet_delete.html", {"snippet": snippet})
    snippet.delete()
    messages.success(request, _("The snippet is deleted."))
    return redirect("mentoring:snippets")


def _edit(request: PersonRequest, snippet: Snippet, heading: str, said: str) -> HttpResponse:
    # Validation writes what was typed into the snippet; the page's path keeps its name.
    name, pk = snippet.title, snippet.pk
    answers = request.POST if request.method == "POST" else None
    form = SnippetForm(answers, instance=snippet, mentor=request.user)
    if form.is_valid():
        try:
            with transaction.atomic():
                form.save()
        except IntegrityError:
            form.add_error("title", NAME_TAKEN)
        else:
            messages.success(request, said)
            return redirect("mentoring:snippets")
    if form.is_bound and pk is None and form.is_there:
        return redirect("mentoring:snippets")
    context = {"form": form, "heading": heading, "name": name}
    status = 422 if form.is_bound else 200
    return render(request, "mentoring/snippet_edit.html", context, status=status)
