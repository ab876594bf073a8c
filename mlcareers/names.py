"""Names that Django takes from the code, such as “target role” of `target_role`: translated too.

Giving each of them by hand would say everything twice, and make a migration of every word. They
are listed here for translators; a test asks whether one is missing.
"""

from collections.abc import Iterable, Iterator

from django.apps import AppConfig, apps
from django.db.models import Field, Model
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# The apps whose names are ours to translate.
APPS = (
    *("accounts", "skills", "courses", "roles"),
    *("roadmap", "progress", "portfolio", "mentoring"),
)
# Of packages that bring no German, as far as the admin names them.
OTHERS = ("django_tasks_database",)
CONTEXT = "name in the admin"


def translate_names() -> None:
    """Once at the start: whoever reads a name hears it in their own language from then on.

    What was given by hand stays as it is, and migrations go on seeing the names of the code.
    """
    for label in OTHERS:
        config = apps.get_app_config(label)
        config.verbose_name = pgettext_lazy(CONTEXT, str(config.verbose_name))
        for model in config.get_models():
            opts = model._meta
            opts.verbose_name = pgettext_lazy(CONTEXT, str(opts.verbose_name))
            opts.verbose_name_plural = pgettext_lazy(CONTEXT, str(opts.verbose_name_plural))
    for config in own_apps():
        config.verbose_name = pgettext_lazy(CONTEXT, str(config.verbose_name))
        for model in own_models(config):
            opts = model._meta
            for attribute in unnamed(model):
                setattr(opts, attribute, pgettext_lazy(CONTEXT, str(getattr(opts, attribute))))
            for field in unnamed_fields(model):
                field.verbose_name = pgettext_lazy(CONTEXT, str(field.verbose_name))


def own_apps() -> Iterable[AppConfig]:
    return [apps.get_app_config(label) for label in APPS]


def own_models(config: AppConfig) -> Iterable[type[Model]]:
    """Without the versions of rows, which nobody sees by name."""
    return [model for model in config.get_models() if not hasattr(model, "instance_type")]


def unnamed(model: type[Model]) -> Iterator[str]:
    given = model._meta.original_attrs
    yield from (name for name in ("verbose_name", "verbose_name_plural") if name not in given)


def unnamed_fields(model: type[Model]) -> Iterator[Field]:
    for field in (*model._meta.concrete_fields, *model._meta.many_to_many):
        given = field._verbose_name  # type: ignore[attr-defined]
        if given is None and not field.auto_created:
            yield field


def listed() -> tuple[object, ...]:
    """For translators."""
    return (
        pgettext_lazy("name in the admin", "Accounts"),
        pgettext_lazy("name in the admin", "Skills"),
        pgettext_lazy("name in the admin", "Courses"),
        pgettext_lazy("name in the admin", "Roles"),
        pgettext_lazy("name in the admin", "Roadmap"),
        pgettext_lazy("name in the admin", "Progress"),
        pgettext_lazy("name in the admin", "Portfolio"),
        pgettext_lazy("name in the admin", "Mentoring"),
        pgettext_lazy("name in the admin", "Tasks Database Backend"),
        pgettext_lazy("name in the admin", "Task Result"),
        pgettext_lazy("name in the admin", "Task Results"),
        pgettext_lazy("name in the admin", "about"),
        pgettext_lazy("name in the admin", "accepted at"),
        pgettext_lazy("name in the admin", "accepted by"),
        pgettext_lazy("name in the admin", "actor"),
        pgettext_lazy("name in the admin", "added at"),
        pgettext_lazy("name in the admin", "address"),
        pgettext_lazy("name in the admin", "alt"),
        pgettext_lazy("name in the admin", "applied at"),
        pgettext_lazy("name in the admin", "applied by"),
        pgettext_lazy("name in the admin", "archived at"),
        pgettext_lazy("name in the admin", "area"),
        pgettext_lazy("name in the admin", "at"),
        pgettext_lazy("name in the admin", "author"),
        pgettext_lazy("name in the admin", "basis"),
        pgettext_lazy("name in the admin", "batch"),
        pgettext_lazy("name in the admin", "begun at"),
        pgettext_lazy("name in the admin", "block"),
        pgettext_lazy("name in the admin", "blocks"),
        pgettext_lazy("name in the admin", "by"),
        pgettext_lazy("name in the admin", "cause"),
        pgettext_lazy("name in the admin", "chart note"),
        pgettext_lazy("name in the admin", "claim expires at"),
        pgettext_lazy("name in the admin", "claimed at"),
        pgettext_lazy("name in the admin", "claimed by"),
        pgettext_lazy("name in the admin", "closed at"),
        pgettext_lazy("name in the admin", "cohort"),
        pgettext_lazy("name in the admin", "cohort member"),
        pgettext_lazy("name in the admin", "cohort members"),
        pgettext_lazy("name in the admin", "cohorts"),
        pgettext_lazy("name in the admin", "comments"),
        pgettext_lazy("name in the admin", "content"),
        pgettext_lazy("name in the admin", "cost"),
        pgettext_lazy("name in the admin", "course"),
        pgettext_lazy("name in the admin", "course log"),
        pgettext_lazy("name in the admin", "course logs"),
        pgettext_lazy("name in the admin", "courses"),
        pgettext_lazy("name in the admin", "covers"),
        pgettext_lazy("name in the admin", "created at"),
        pgettext_lazy("name in the admin", "currency"),
        pgettext_lazy("name in the admin", "data licence"),
        pgettext_lazy("name in the admin", "data source"),
        pgettext_lazy("name in the admin", "date joined"),
        pgettext_lazy("name in the admin", "day"),
        pgettext_lazy("name in the admin", "description"),
        pgettext_lazy("name in the admin", "destination"),
        pgettext_lazy("name in the admin", "dismissed at"),
        pgettext_lazy("name in the admin", "dismissed hint"),
        pgettext_lazy("name in the admin", "dismissed hints"),
        pgettext_lazy("name in the admin", "display name"),
        pgettext_lazy("name in the admin", "hint"),
        pgettext_lazy("name in the admin", "done on"),
        pgettext_lazy("name in the admin", "draft"),
        pgettext_lazy("name in the admin", "drafts"),
        pgettext_lazy("name in the admin", "duration edition"),
        pgettext_lazy("name in the admin", "duration source"),
        pgettext_lazy("name in the admin", "duration unit"),
        pgettext_lazy("name in the admin", "duration verified by"),
        pgettext_lazy("name in the admin", "duration verified on"),
        pgettext_lazy("name in the admin", "earned after"),
        pgettext_lazy("name in the admin", "earned before"),
        pgettext_lazy("name in the admin", "edition"),
        pgettext_lazy("name in the admin", "edition note"),
        pgettext_lazy("name in the admin", "edition notes"),
        pgettext_lazy("name in the admin", "editions"),
        pgettext_lazy("name in the admin", "editorial"),
        pgettext_lazy("name in the admin", "employers"),
        pgettext_lazy("name in the admin", "end month"),
        pgettext_lazy("name in the admin", "evidence"),
        pgettext_lazy("name in the admin", "examples"),
        pgettext_lazy("name in the admin", "expires at"),
        pgettext_lazy("name in the admin", "fingerprint"),
        pgettext_lazy("name in the admin", "first done on"),
        pgettext_lazy("name in the admin", "first role note"),
        pgettext_lazy("name in the admin", "focus"),
        pgettext_lazy("name in the admin", "from done on"),
        pgettext_lazy("name in the admin", "from option"),
        pgettext_lazy("name in the admin", "from skip reason"),
        pgettext_lazy("name in the admin", "from status"),
        pgettext_lazy("name in the admin", "frozen at"),
        pgettext_lazy("name in the admin", "full title"),
        pgettext_lazy("name in the admin", "goal"),
        pgettext_lazy("name in the admin", "group"),
        pgettext_lazy("name in the admin", "handle"),
        pgettext_lazy("name in the admin", "headline"),
        pgettext_lazy("name in the admin", "hours"),
        pgettext_lazy("name in the admin", "image"),
        pgettext_lazy("name in the admin", "importance"),
        pgettext_lazy("name in the admin", "industries"),
        pgettext_lazy("name in the admin", "industry"),
        pgettext_lazy("name in the admin", "instructor"),
        pgettext_lazy("name in the admin", "invited by"),
        pgettext_lazy("name in the admin", "join code"),
        pgettext_lazy("name in the admin", "joined at"),
        pgettext_lazy("name in the admin", "key"),
        pgettext_lazy("name in the admin", "kind"),
        pgettext_lazy("name in the admin", "label"),
        pgettext_lazy("name in the admin", "last viewed at"),
        pgettext_lazy("name in the admin", "learner"),
        pgettext_lazy("name in the admin", "level"),
        pgettext_lazy("name in the admin", "lines"),
        pgettext_lazy("name in the admin", "link"),
        pgettext_lazy("name in the admin", "link checked at"),
        pgettext_lazy("name in the admin", "link edition"),
        pgettext_lazy("name in the admin", "link problem"),
        pgettext_lazy("name in the admin", "link source"),
        pgettext_lazy("name in the admin", "link verified by"),
        pgettext_lazy("name in the admin", "link verified on"),
        pgettext_lazy("name in the admin", "location"),
        pgettext_lazy("name in the admin", "made at"),
        pgettext_lazy("name in the admin", "made by"),
        pgettext_lazy("name in the admin", "mailing"),
        pgettext_lazy("name in the admin", "mailings"),
        pgettext_lazy("name in the admin", "marks"),
        pgettext_lazy("name in the admin", "maximum"),
        pgettext_lazy("name in the admin", "mentor"),
        pgettext_lazy("name in the admin", "mentor invitation"),
        pgettext_lazy("name in the admin", "mentor invitations"),
        pgettext_lazy("name in the admin", "mentor note"),
        pgettext_lazy("name in the admin", "mentor notes"),
        pgettext_lazy("name in the admin", "mentors"),
        pgettext_lazy("name in the admin", "mentorship"),
        pgettext_lazy("name in the admin", "mentorships"),
        pgettext_lazy("name in the admin", "message"),
        pgettext_lazy("name in the admin", "messages"),
        pgettext_lazy("name in the admin", "metric"),
        pgettext_lazy("name in the admin", "minimum"),
        pgettext_lazy("name in the admin", "minutes"),
        pgettext_lazy("name in the admin", "model"),
        pgettext_lazy("name in the admin", "name"),
        pgettext_lazy("name in the admin", "network"),
        pgettext_lazy("name in the admin", "note"),
        pgettext_lazy("name in the admin", "notice"),
        pgettext_lazy("name in the admin", "notice opt out"),
        pgettext_lazy("name in the admin", "notice opt outs"),
        pgettext_lazy("name in the admin", "notices"),
        pgettext_lazy("name in the admin", "number"),
        pgettext_lazy("name in the admin", "open ended"),
        pgettext_lazy("name in the admin", "option"),
        pgettext_lazy("name in the admin", "order"),
        pgettext_lazy("name in the admin", "origin"),
        pgettext_lazy("name in the admin", "pause"),
        pgettext_lazy("name in the admin", "pauses"),
        pgettext_lazy("name in the admin", "person"),
        pgettext_lazy("name in the admin", "plan"),
        pgettext_lazy("name in the admin", "planned after"),
        pgettext_lazy("name in the admin", "planned before"),
        pgettext_lazy("name in the admin", "plans"),
        pgettext_lazy("name in the admin", "platform"),
        pgettext_lazy("name in the admin", "platforms"),
        pgettext_lazy("name in the admin", "portfolio"),
        pgettext_lazy("name in the admin", "portfolio link"),
        pgettext_lazy("name in the admin", "portfolio links"),
        pgettext_lazy("name in the admin", "portfolios"),
        pgettext_lazy("name in the admin", "practice"),
        pgettext_lazy("name in the admin", "private note"),
        pgettext_lazy("name in the admin", "project"),
        pgettext_lazy("name in the admin", "project image"),
        pgettext_lazy("name in the admin", "project images"),
        pgettext_lazy("name in the admin", "project title"),
        pgettext_lazy("name in the admin", "projects"),
        pgettext_lazy("name in the admin", "provider"),
        pgettext_lazy("name in the admin", "providers"),
        pgettext_lazy("name in the admin", "publication"),
        pgettext_lazy("name in the admin", "publications"),
        pgettext_lazy("name in the admin", "published at"),
        pgettext_lazy("name in the admin", "published by"),
        pgettext_lazy("name in the admin", "query"),
        pgettext_lazy("name in the admin", "question"),
        pgettext_lazy("name in the admin", "read at"),
        pgettext_lazy("name in the admin", "reason"),
        pgettext_lazy("name in the admin", "recipient"),
        pgettext_lazy("name in the admin", "record"),
        pgettext_lazy("name in the admin", "report"),
        pgettext_lazy("name in the admin", "reporter"),
        pgettext_lazy("name in the admin", "reports"),
        pgettext_lazy("name in the admin", "request"),
        pgettext_lazy("name in the admin", "requested at"),
        pgettext_lazy("name in the admin", "resolution"),
        pgettext_lazy("name in the admin", "resolved at"),
        pgettext_lazy("name in the admin", "resolved by"),
        pgettext_lazy("name in the admin", "retired"),
        pgettext_lazy("name in the admin", "reverted at"),
        pgettext_lazy("name in the admin", "review"),
        pgettext_lazy("name in the admin", "review request"),
        pgettext_lazy("name in the admin", "review requests"),
        pgettext_lazy("name in the admin", "reviews"),
        pgettext_lazy("name in the admin", "revoked at"),
        pgettext_lazy("name in the admin", "role"),
        pgettext_lazy("name in the admin", "role skill"),
        pgettext_lazy("name in the admin", "role skills"),
        pgettext_lazy("name in the admin", "role transition"),
        pgettext_lazy("name in the admin", "role transitions"),
        pgettext_lazy("name in the admin", "roles"),
        pgettext_lazy("name in the admin", "salary band"),
        pgettext_lazy("name in the admin", "salary bands"),
        pgettext_lazy("name in the admin", "saved at"),
        pgettext_lazy("name in the admin", "saved filter"),
        pgettext_lazy("name in the admin", "saved filters"),
        pgettext_lazy("name in the admin", "score"),
        pgettext_lazy("name in the admin", "scores"),
        pgettext_lazy("name in the admin", "seen"),
        pgettext_lazy("name in the admin", "self paced"),
        pgettext_lazy("name in the admin", "sent at"),
        pgettext_lazy("name in the admin", "settled at"),
        pgettext_lazy("name in the admin", "share link"),
        pgettext_lazy("name in the admin", "share links"),
        pgettext_lazy("name in the admin", "shipped content"),
        pgettext_lazy("name in the admin", "short title"),
        pgettext_lazy("name in the admin", "show"),
        pgettext_lazy("name in the admin", "shown project"),
        pgettext_lazy("name in the admin", "shown projects"),
        pgettext_lazy("name in the admin", "side"),
        pgettext_lazy("name in the admin", "since"),
        pgettext_lazy("name in the admin", "skill"),
        pgettext_lazy("name in the admin", "skill area"),
        pgettext_lazy("name in the admin", "skill areas"),
        pgettext_lazy("name in the admin", "skills"),
        pgettext_lazy("name in the admin", "skip reason"),
        pgettext_lazy("name in the admin", "slug"),
        pgettext_lazy("name in the admin", "snippet"),
        pgettext_lazy("name in the admin", "snippets"),
        pgettext_lazy("name in the admin", "source"),
        pgettext_lazy("name in the admin", "specialisation"),
        pgettext_lazy("name in the admin", "specialisations"),
        pgettext_lazy("name in the admin", "stage"),
        pgettext_lazy("name in the admin", "stages"),
        pgettext_lazy("name in the admin", "start"),
        pgettext_lazy("name in the admin", "start date"),
        pgettext_lazy("name in the admin", "start month"),
        pgettext_lazy("name in the admin", "status"),
        pgettext_lazy("name in the admin", "step"),
        pgettext_lazy("name in the admin", "step change"),
        pgettext_lazy("name in the admin", "step changes"),
        pgettext_lazy("name in the admin", "step event"),
        pgettext_lazy("name in the admin", "step events"),
        pgettext_lazy("name in the admin", "step option"),
        pgettext_lazy("name in the admin", "step options"),
        pgettext_lazy("name in the admin", "step state"),
        pgettext_lazy("name in the admin", "step states"),
        pgettext_lazy("name in the admin", "step title"),
        pgettext_lazy("name in the admin", "steps"),
        pgettext_lazy("name in the admin", "strategy"),
        pgettext_lazy("name in the admin", "study session"),
        pgettext_lazy("name in the admin", "study sessions"),
        pgettext_lazy("name in the admin", "subject"),
        pgettext_lazy("name in the admin", "submission"),
        pgettext_lazy("name in the admin", "submission image"),
        pgettext_lazy("name in the admin", "submission images"),
        pgettext_lazy("name in the admin", "submissions"),
        pgettext_lazy("name in the admin", "summary"),
        pgettext_lazy("name in the admin", "target role"),
        pgettext_lazy("name in the admin", "text"),
        pgettext_lazy("name in the admin", "thread"),
        pgettext_lazy("name in the admin", "thread event"),
        pgettext_lazy("name in the admin", "thread events"),
        pgettext_lazy("name in the admin", "threads"),
        pgettext_lazy("name in the admin", "time zone"),
        pgettext_lazy("name in the admin", "title"),
        pgettext_lazy("name in the admin", "to done on"),
        pgettext_lazy("name in the admin", "to option"),
        pgettext_lazy("name in the admin", "to skip reason"),
        pgettext_lazy("name in the admin", "to status"),
        pgettext_lazy("name in the admin", "token"),
        pgettext_lazy("name in the admin", "tools"),
        pgettext_lazy("name in the admin", "topics"),
        pgettext_lazy("name in the admin", "turn"),
        pgettext_lazy("name in the admin", "turn since"),
        pgettext_lazy("name in the admin", "undoes"),
        pgettext_lazy("name in the admin", "updated at"),
        pgettext_lazy("name in the admin", "user"),
        pgettext_lazy("name in the admin", "users"),
        pgettext_lazy("name in the admin", "values"),
        pgettext_lazy("name in the admin", "verdict"),
        pgettext_lazy("name in the admin", "verification"),
        pgettext_lazy("name in the admin", "verifications"),
        pgettext_lazy("name in the admin", "verified at"),
        pgettext_lazy("name in the admin", "verified by"),
        pgettext_lazy("name in the admin", "verified on"),
        pgettext_lazy("name in the admin", "verified step"),
        pgettext_lazy("name in the admin", "verified steps"),
        pgettext_lazy("name in the admin", "version"),
        pgettext_lazy("name in the admin", "views"),
        pgettext_lazy("name in the admin", "visibility"),
        pgettext_lazy("name in the admin", "where"),
        pgettext_lazy("name in the admin", "who"),
        pgettext_lazy("name in the admin", "withdrawn at"),
        pgettext_lazy("name in the admin", "withdrawn reason"),
        pgettext_lazy("name in the admin", "year"),
    )


def of_django() -> tuple[object, ...]:
    """For translators: what the admin says of passwords, and Django has no German for."""
    return (
        _("Password-based authentication"),
        _("Enabled"),
        _("Disabled"),
        _(
            "Whether the user will be able to authenticate using a password or not. If disabled, "
            "they may still be able to authenticate using other backends, such as Single Sign-On "
            "or LDAP."
        ),
        _("Reset password"),
        _("Set password"),
        _("Set password: %s"),
        _("Raw passwords are not stored, so there is no way to see the user’s password."),
        _("Enable password-based authentication for this user by setting a password."),
        _("Password-based authentication was disabled."),
        _("Conflicting form data submitted. Please try again."),
        _("After you’ve created a user, you’ll be able to edit more user options."),
        _("This action will <strong>enable</strong> password-based authentication for this user."),
        _("Disable password-based authentication"),
        _("Enable password-based authentication"),
    )
