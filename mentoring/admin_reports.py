"""Reports of conversations: admins read what was reported, and settle it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.contrib import admin
from django.db.models import F, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import FORMER_MEMBER, User
from mentoring.models import Message, Report, Review, Side, Thread, ThreadEvent
from mentoring.rubric import CRITERIA
from mentoring.thread_services import title_of

# Of a long conversation the end, where the report points.
MOST_ENTRIES = 200


@admin.register(Report)
class ReportAdmin(admin.ModelAdmin):
    """The open ones first. Only how it was settled can be written."""

    list_display = ("at", "reporter", "excerpt", "is_open", "resolved_at", "resolved_by")
    list_filter = (("resolved_at", admin.EmptyFieldListFilter),)
    search_fields = ("reason", "reporter__email", "reporter__display_name")
    actions = ("resolve",)
    readonly_fields = (
        "at",
        "reporter",
        "reason",
        "about",
        "learner",
        "mentor",
        "conversation",
        "resolved_at",
        "resolved_by",
    )
    fields = (*readonly_fields[:-2], "resolution", *readonly_fields[-2:])

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        return [F("resolved_at").desc(nulls_first=True), "-at", "-pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Report]:
        people = ("reporter", "resolved_by", "thread__learner", "thread__mentor")
        return super().get_queryset(request).select_related(*people)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        count = Report.objects.filter(resolved_at=None).count()
        title = gettext("Reports: %(count)s open") % {"count": count}
        context = {"title": title, "open_reports": count}
        return super().changelist_view(request, context | (extra_context or {}))

    def save_model(self, request: HttpRequest, obj: Report, form: ModelForm, change: bool) -> None:
        """With a text on how it was settled it is settled; by whom and when stays the first."""
        if obj.resolution.strip() and obj.resolved_at is None:
            obj.resolved_at, obj.resolved_by = timezone.now(), _who(request)
        super().save_model(request, obj, form, change)

    @admin.action(description=_("Mark the chosen reports as resolved"), permissions=["change"])
    def resolve(self, request: HttpRequest, reports: QuerySet[Report]) -> None:
        still_open = Report.objects.filter(pk__in=reports.values("pk"), resolved_at=None)
        count = still_open.update(resolved_at=timezone.now(), resolved_by=_who(request))
        self.message_user(request, gettext("Resolved: %(count)s") % {"count": count})

    @admin.display(description=_("What is wrong"))
    def excerpt(self, report: Report) -> str:
        return report.reason[:80]

    @admin.display(description=_("Open"), boolean=True)
    def is_open(self, report: Report) -> bool:
        return report.resolved_at is None

    @admin.display(description=_("Conversation about"))
    def about(self, report: Report) -> str:
        return title_of(report.thread)

    @admin.display(description=_("Learner"))
    def learner(self, report: Report) -> str:
        return _named(report.thread.learner)

    @admin.display(description=_("Mentor of the newest review"))
    def mentor(self, report: Report) -> str:
        mentor = report.thread.mentor
        return _named(mentor) if mentor or report.thread.requests.exists() else "–"

    @admin.display(description=_("What was said and done"))
    def conversation(self, report: Report) -> SafeString:
        rows = _conversation(report.thread)
        if not rows:
            return format_html("<p>{}</p>", gettext("Nothing is written there."))
        lines = ((_moment(row.at), row.who, row.side, row.text) for row in rows)
        return format_html(
            "<ol>{}</ol>",
            format_html_join("", "<li><p>{} · <b>{}</b>, {}</p><pre>{}</pre></li>", lines),
        )


@dataclass(frozen=True, slots=True)
class _Line:
    """Who wrote or did what, on which side; the text is never markup."""

    at: datetime.datetime
    who: str
    side: str
    text: str


def _conversation(thread: Thread) -> list[_Line]:
    """The end of what was said and done, with what was asked and the reviews.

    Never a review's private note: it is none of the conversation.
    """
    sources = (_asked(thread), _events(thread), _reviews(thread), _messages(thread))
    # What has the same time stands in the order of the sources.
    return sorted(chain.from_iterable(sources), key=lambda line: line.at)[-MOST_ENTRIES:]


def _asked(thread: Thread) -> list[_Line]:
    requests = thread.requests.select_related("learner").order_by("-requested_at", "-pk")
    side = Side.LEARNER.label.lower()
    return [
        _Line(
            row.requested_at,
            _named(row.learner),
            side,
            gettext("Question: %(text)s") % {"text": row.question},
        )
        for row in requests[:MOST_ENTRIES][::-1]
        if row.question
    ]


def _events(thread: Thread) -> list[_Line]:
    events = ThreadEvent.objects.filter(thread=thread).select_related("actor")
    return [
        _Line(
            row.at,
            _named(row.actor),
            row.get_side_display().lower(),
            ": ".join(filter(None, [row.get_kind_display(), row.note])),
        )
        for row in events.order_by("-at", "-pk")[:MOST_ENTRIES][::-1]
    ]


def _reviews(thread: Thread) -> list[_Line]:
    reviews = Review.objects.filter(request__thread=thread).select_related("mentor")
    side = Side.MENTOR.label.lower()
    return [
        _Line(row.published_at, _named(row.mentor), side, _reviewed(row))
        for row in reviews.order_by("-published_at", "-pk")[:MOST_ENTRIES][::-1]
    ]


def _reviewed(review: Review) -> str:
    """All that the learner reads of a review."""
    titles = {criterion.slug: criterion.title for criterion in CRITERIA}
    parts = [
        (gettext("Review"), review.get_verdict_display()),
        (gettext("Why it cannot be reviewed"), review.reason),
        (gettext("Summary"), review.summary),
        *((titles.get(slug, slug), text) for slug, text in review.comments.items()),
        (gettext("Verdict withdrawn"), review.withdrawn_reason),
    ]
    return "\n\n".join(f"{name}: {text}" for name, text in parts if text)


def _messages(thread: Thread) -> list[_Line]:
    messages = Message.objects.filter(thread=thread).select_related("author")
    return [
        _Line(row.at, _named(row.author), row.get_side_display().lower(), row.text)
        for row in messages.order_by("-at", "-pk")[:MOST_ENTRIES][::-1]
    ]


def _moment(at: datetime.datetime) -> str:
    return date_format(timezone.localtime(at), "DATETIME_FORMAT")


def _named(person: User | None) -> str:
    return f"{person.name} ({person.email})" if person else FORMER_MEMBER


def _who(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None
