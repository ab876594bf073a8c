"""No row of a person is forgotten: it is in the export, or left out for a reason."""

from itertools import chain
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Field, Model

from accounts.export import FIELDS as OF_ACCOUNTS
from accounts.models import User
from mentoring.export import FIELDS as OF_MENTORING
from mentoring.export import FOR_OTHERS
from portfolio.export import FIELDS as OF_PORTFOLIO
from progress.export import FIELDS as OF_PROGRESS

FIELDS = (OF_ACCOUNTS, OF_PROGRESS, OF_PORTFOLIO, OF_MENTORING, FOR_OTHERS)
BY_STAFF = "which of the staff did something to the content: the site's own record"
# Beside the history of content, which is the site's own record too.
MODELS_LEFT_OUT = {
    "account.EmailConfirmation": "keys that confirm an address",
    "admin.LogEntry": BY_STAFF,
    "courses.Course": BY_STAFF,
    "courses.Platform": BY_STAFF,
    "roadmap.Publication": BY_STAFF,
    "roadmap.StepChange": BY_STAFF,
    "roles.SalaryBand": BY_STAFF,
    "skills.SavedFilter": BY_STAFF,
}
KEY = "a number of the database's own"
OWNER = "the person themselves"
ABOVE = "told where the row stands"
ONCE = "a mark by which a form that is sent twice counts once"
OF_A_VERSION = "a mark by which a version is known again"
FIELDS_LEFT_OUT = {
    "accounts.User": {"id": KEY, "password": "a secret"},
    "account.EmailAddress": {"id": KEY, "user": OWNER},
    "progress.Plan": {"id": KEY, "user": OWNER},
    "progress.Pause": {"id": KEY, "plan": ABOVE},
    "progress.EditionNote": {"id": KEY, "plan": ABOVE},
    "progress.StepState": {"id": KEY, "user": OWNER},
    "progress.StepEvent": {"user": OWNER},
    "progress.Evidence": {"id": KEY, "user": OWNER},
    "progress.CourseLog": {"id": KEY, "user": OWNER},
    "progress.StudySession": {"id": KEY, "user": OWNER, "submission": ONCE},
    "progress.Project": {"user": OWNER, "submission": ONCE},
    "progress.ProjectImage": {"id": KEY, "project": ABOVE},
    "progress.Verification": {
        "id": KEY,
        "user": OWNER,
        "fingerprint": OF_A_VERSION,
        "source": "ties it to its review",
    },
    "progress.VerifiedStep": {"id": KEY, "verification": ABOVE},
    "progress.DismissedHint": {"id": KEY, "user": OWNER},
    "portfolio.Portfolio": {"id": KEY, "user": OWNER},
    "portfolio.PortfolioLink": {"id": KEY, "portfolio": ABOVE},
    "portfolio.ShownProject": {"id": KEY, "portfolio": ABOVE},
    "portfolio.ShareLink": {"id": KEY, "portfolio": ABOVE, "token": "a secret"},
    "mentoring.Thread": {"learner": OWNER, "mentor": "told by the newest review"},
    "mentoring.Submission": {
        "id": KEY,
        "thread": ABOVE,
        "learner": OWNER,
        "fingerprint": OF_A_VERSION,
    },
    "mentoring.SubmissionImage": {
        "id": KEY,
        "submission": ABOVE,
        "order": "the order of the list",
    },
    "mentoring.ReviewRequest": {
        "id": KEY,
        "thread": ABOVE,
        "subject": "told by its thread",
        "learner": OWNER,
        "project": "told by its thread",
        "submission": ABOVE,
        "claimed_by": OWNER + ", or told by the thread's events",
    },
    "mentoring.Review": {"id": KEY, "request": ABOVE, "key": "ties its verification to it"},
    "mentoring.Draft": {"id": KEY, "request": ABOVE, "mentor": OWNER},
    "mentoring.Snippet": {"id": KEY, "mentor": OWNER},
    "mentoring.Message": {"id": KEY, "thread": ABOVE, "submission": ONCE},
    "mentoring.ThreadEvent": {"id": KEY, "thread": ABOVE, "request": "told by kind and time"},
    "mentoring.Report": {
        "id": KEY,
        "reporter": OWNER,
        "resolved_by": "no page tells the reporter",
        "resolution": "what admins note for each other",
    },
    "mentoring.Notice": {
        "id": KEY,
        "recipient": OWNER,
        "cause": "ties it to what it tells of",
        "thread": "told by its address",
        "actor": "told by its text",
        "mailing": "told by the mails",
    },
    "mentoring.Mailing": {"id": KEY, "recipient": OWNER},
    "mentoring.NoticeOptOut": {"id": KEY, "user": OWNER},
    "mentoring.MentorInvitation": {
        "id": KEY,
        "invited_by": "the invitation doesn't tell; what an admin sent holds others' addresses",
        "accepted_by": OWNER,
    },
    "mentoring.MentorNote": {"id": KEY, "mentor": OWNER, "learner": "by name while it is seen"},
    "mentoring.Mentorship": {"id": KEY},
    "mentoring.Block": {"id": KEY, "by": OWNER},
    "mentoring.Cohort": {
        "id": KEY,
        "join_code": "whoever has it can join",
        "mentors": "who sees what is told by the page of that name; of others nothing more",
    },
    "mentoring.CohortMember": {"id": KEY, "user": OWNER},
}


def fields_of(model: type[Model]) -> list[Field[Any, Any]]:
    return [*model._meta.concrete_fields, *model._meta.many_to_many]


def is_history(model: type[Model]) -> bool:
    return model.__name__.startswith("Historical")


def models_of_people() -> set[type[Model]]:
    """Those that point at a person, directly or through another one of them that is exported."""
    found: set[type[Model]] = {User}
    while True:
        through = {model for model in found if model._meta.label not in MODELS_LEFT_OUT}
        more = {
            model
            for model in apps.get_models()
            if not is_history(model) and through & {it.related_model for it in fields_of(model)}
        }
        if more <= found:
            return found
        found |= more


def told_of(model: type[Model]) -> set[str]:
    return set(chain.from_iterable(fields.get(model, ()) for fields in FIELDS))


def test_every_model_of_people_is_told_or_left_out_for_a_reason() -> None:
    forgotten = {
        model._meta.label
        for model in models_of_people()
        if not told_of(model) and model._meta.label not in MODELS_LEFT_OUT
    }
    assert forgotten == set()


def test_every_field_is_told_or_left_out_for_a_reason() -> None:
    told = [model for model in models_of_people() if model._meta.label not in MODELS_LEFT_OUT]
    forgotten = {
        f"{model._meta.label}.{field.name}"
        for model in told
        for field in fields_of(model)
        if not {field.name, field.attname} & told_of(model)
        and field.name not in FIELDS_LEFT_OUT.get(model._meta.label, ())
    }
    assert forgotten == set()


def test_reasons_are_of_what_is_there_and_left_out() -> None:
    labels = {model._meta.label for model in models_of_people()}
    assert set(MODELS_LEFT_OUT) | set(FIELDS_LEFT_OUT) <= labels
    assert set(MODELS_LEFT_OUT) & set(FIELDS_LEFT_OUT) == set()
    for label, reasons in FIELDS_LEFT_OUT.items():
        model = apps.get_model(label)
        assert set(reasons) <= {field.name for field in fields_of(model)} - told_of(model), label


@pytest.mark.parametrize("fields", FIELDS)
def test_secrets_are_in_no_list(fields: Any) -> None:
    secret = {"password", "token", "join_code", "resolution", "key"}
    assert secret & set(chain.from_iterable(fields.values())) == set()


def test_private_notes_are_told_to_their_writer_only() -> None:
    with_a_note = [fields for fields in FIELDS if "private_note" in chain(*fields.values())]
    assert with_a_note == [FOR_OTHERS]
