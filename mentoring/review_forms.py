"""What a mentor writes of one version: kept as typed, and checked by the rules to publish it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mentoring.models import Look, Review, ReviewRequest, Subject, Verdict
from mentoring.rubric import CRITERIA, DOES_NOT_APPLY, Criterion, gaps_to_approval
from mentoring.wording import gap_words
from mentoring.written import Written
from progress.form_parts import card_label
from progress.project_forms import TextField

COMMENT_MAX = 2_000
VERDICTS_OF = {
    Look.FULL: (Verdict.APPROVED, Verdict.SMALL_FIXES, Verdict.CHANGES, Verdict.CANNOT),
    Look.QUICK: (
        Verdict.ANSWERED,
        Verdict.APPROVED,
        Verdict.SMALL_FIXES,
        Verdict.CHANGES,
        Verdict.CANNOT,
    ),
    Look.CAREER: (Verdict.ANSWERED, Verdict.CANNOT),
}
VERDICT_WORDS = {
    Verdict.APPROVED: _("It stands as it is."),
    Verdict.SMALL_FIXES: _("It stands; say what to mend."),
    Verdict.CHANGES: _("Say what to change, then it can come again."),
    Verdict.ANSWERED: _("You answer the question and judge nothing."),
    Verdict.CANNOT: _("Say why in a sentence."),
}


COMMENT_LABELS = {
    "problem": _("Comment on problem and data (optional)"),
    "modelling": _("Comment on modelling (optional)"),
    "evaluation": _("Comment on evaluation against a baseline (optional)"),
    "deployment": _("Comment on deployment (optional)"),
    "reproducibility": _("Comment on reproducibility (optional)"),
    "communication": _("Comment on communication (optional)"),
}


@dataclass(frozen=True, slots=True)
class RubricRow:
    criterion: Criterion
    score: forms.BoundField
    comment: forms.BoundField


def _max_length(name: str) -> int | None:
    length: int | None = getattr(Review._meta.get_field(name), "max_length", None)
    return length


class ReviewForm(forms.Form):
    """Nothing is required to keep a draft; `publishing` adds the rules."""

    summary = TextField(
        required=False,
        label=_("What to keep, and what to change"),
        max_length=_max_length("summary"),
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    steps = forms.MultipleChoiceField(
        required=False,
        label=_("Steps that this work shows"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Choose among the steps that this version names.")},
    )
    verdict = forms.ChoiceField(
        required=False,
        label=_("Verdict"),
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choose one of these verdicts.")},
    )
    reason = TextField(
        required=False,
        label=_("Why it cannot be reviewed"),
        max_length=_max_length("reason"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only with “Cannot review”."),
    )
    private_note = TextField(
        required=False,
        label=_("Private note (optional)"),
        max_length=_max_length("private_note"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self,
        answers: QueryDict | None = None,
        *,
        asked: ReviewRequest,
        written: Written | None = None,
        publishing: bool = False,
    ) -> None:
        self.look = Look(asked.look)
        self.publishing = publishing
        self.written = written or Written()
        self.named_steps = steps_named_by(asked)
        super().__init__(answers, initial=self._initial())
        if self.has_rubric:
            for criterion in CRITERIA:
                self._add(criterion)
        self._choose(asked)
        for field in self.fields.values():
            # A browser would cut what is pasted without a word.
            field.widget.attrs.pop("maxlength", None)

    @property
    def has_rubric(self) -> bool:
        return self.look != Look.CAREER

    @property
    def rows(self) -> Iterator[RubricRow]:
        if self.has_rubric:
            for criterion in CRITERIA:
                yield RubricRow(
                    criterion, self[f"score_{criterion.slug}"], self[f"comment_{criterion.slug}"]
                )

    @property
    def scored(self) -> int:
        """How many criteria have an answer, “does not apply” being one."""
        return sum(row.score.value() not in (None, "") for row in self.rows)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.publishing:
            self._check(cleaned)
        return cleaned

    def as_written(self) -> Written:
        """What was sent; a field that was refused keeps what it had before."""
        before = self.written
        kept = {
            name: self.cleaned_data.get(name, getattr(before, name))
            for name in ("summary", "verdict", "reason", "private_note")
        }
        return Written(**kept, **self._rubric(before), steps=self._steps(before))

    def _rubric(self, before: Written) -> dict[str, Any]:
        scores, comments = {}, {}
        for criterion in CRITERIA:
            slug = criterion.slug
            score = self.cleaned_data.get(f"score_{slug}", str(before.scores.get(slug, "")))
            comment = self.cleaned_data.get(f"comment_{slug}", before.comments.get(slug, ""))
            if score:
                scores[slug] = int(score)
            if comment:
                comments[slug] = comment
        return {"scores": scores, "comments": comments}

    def _steps(self, before: Written) -> tuple[str, ...] | None:
        if not self.named_steps or "steps" not in self.cleaned_data:
            return before.steps
        return tuple(self.cleaned_data["steps"])

    def _initial(self) -> dict[str, Any]:
        written = self.written
        ticked = written.steps
        return {
            "summary": written.summary,
            "verdict": written.verdict,
            "reason": written.reason,
            "private_note": written.private_note,
            "steps": list(self.named_steps) if ticked is None else list(ticked),
            **{f"score_{slug}": str(score) for slug, score in written.scores.items()},
            **{f"comment_{slug}": text for slug, text in written.comments.items()},
        }

    def _add(self, criterion: Criterion) -> None:
        numbered = enumerate(criterion.descriptors, start=1)
        choices = [(str(score), _option(str(score), gettext(words))) for score, words in numbered]
        choices.append((str(DOES_NOT_APPLY), _option("–", gettext("Does not apply"))))
        self.fields[f"score_{criterion.slug}"] = forms.ChoiceField(
            required=False,
            label=gettext(criterion.title),
            help_text=gettext(criterion.question),
            choices=choices,
            widget=forms.RadioSelect,
            error_messages={"invalid_choice": _("Choose 1 to 4, or say that it does not apply.")},
        )
        self.fields[f"comment_{criterion.slug}"] = TextField(
            required=False,
            label=COMMENT_LABELS[criterion.slug],
            max_length=COMMENT_MAX,
            widget=forms.Textarea(attrs={"rows": 2}),
        )

    def _choose(self, asked: ReviewRequest) -> None:
        verdict, steps = self.fields["verdict"], self.fields["steps"]
        assert isinstance(verdict, forms.ChoiceField)  # noqa: S101 - tells the type checker
        assert isinstance(steps, forms.ChoiceField)  # noqa: S101 - tells the type checker
        verdict.choices = [
            (item.value, card_label(item.label, VERDICT_WORDS[item]))
            for item in VERDICTS_OF[self.look]
        ]
        steps.choices = list(self.named_steps.items())
        if asked.subject == Subject.PORTFOLIO or not self.named_steps:
            del self.fields["steps"]
        self._tell_readers(gettext("The learner"))

    def name_learner(self, asked: ReviewRequest) -> None:
        """For whoever may publish: others need not be told any more whose work it is."""
        if asked.learner:
            self._tell_readers(asked.learner.name)
            # What has been checked keeps the help text of before.
            for name in ("summary", "private_note"):
                self[name].help_text = self.fields[name].help_text

    def _tell_readers(self, name: str) -> None:
        summary, note = self.fields["summary"], self.fields["private_note"]
        summary.help_text = gettext(
            "%(name)s sees this. One thing to keep, then one thing to change. Markdown works."
        ) % {"name": name}
        note.help_text = gettext("Other mentors see this. %(name)s does not.") % {"name": name}

    def _check(self, cleaned: dict[str, Any]) -> None:
        if "verdict" not in cleaned:
            return
        if not cleaned["verdict"]:
            self.add_error("verdict", _("Choose a verdict."))
            return
        verdict = Verdict(cleaned["verdict"])
        if verdict == Verdict.CANNOT:
            if "reason" in cleaned and not cleaned["reason"]:
                self.add_error("reason", _("Say in a sentence why you cannot review it."))
        elif "summary" in cleaned and not cleaned["summary"]:
            self.add_error("summary", _("Write at least a sentence: the learner reads this first."))
        if verdict.approves:
            self._check_approval()

    def _check_approval(self) -> None:
        refused = {name for name in self.errors if name.startswith("score_")}
        gaps = gaps_to_approval(self._rubric(Written())["scores"])
        for slug, gap in gap_words(gaps).items():
            name = f"score_{slug}" if slug else "verdict"
            if name not in refused:
                self.add_error(name, gap)


class WithdrawVerdictForm(forms.Form):
    """Why a verdict no longer stands; the learner reads it."""

    reason = TextField(
        label=_("Why it no longer stands"),
        max_length=_max_length("withdrawn_reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The learner sees this."),
        error_messages={"required": _("Say in a sentence why it no longer stands.")},
    )


def steps_named_by(asked: ReviewRequest) -> dict[str, str]:
    """The steps that a project's version names: title by slug, in the roadmap's order."""
    if asked.submission is None or asked.subject != Subject.PROJECT:
        return {}
    return {step["slug"]: step["title"] for step in asked.submission.content.get("steps", [])}


def _option(mark: str, words: str) -> SafeString:
    return format_html("<b>{}</b>{}", mark, words)
