"""The groups of staff: who edits content, and who looks after learners and mentors.

Here and not among the accounts, since the permissions are those of every app.
"""

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

EVERYTHING = ("add", "change", "delete", "view")
LOOK = ("view",)

GROUPS: dict[str, dict[str, tuple[str, ...]]] = {
    # Nothing about learners but the counts that the pages of content show.
    "Content editors": {
        "skills.skillarea": EVERYTHING,
        "skills.skill": EVERYTHING,
        "skills.savedfilter": EVERYTHING,
        "courses.platform": EVERYTHING,
        "courses.provider": EVERYTHING,
        "courses.course": EVERYTHING,
        "roles.industry": EVERYTHING,
        "roles.role": EVERYTHING,
        "roles.salaryband": EVERYTHING,
        "roles.roleskill": EVERYTHING,
        "roles.roletransition": EVERYTHING,
        "roadmap.edition": EVERYTHING,
        "roadmap.stage": EVERYTHING,
        "roadmap.specialisation": EVERYTHING,
        "roadmap.step": EVERYTHING,
        "roadmap.stepoption": EVERYTHING,
        "roadmap.strategy": EVERYTHING,
        "roadmap.stepchange": EVERYTHING,
        "roadmap.publication": LOOK,
    },
    # No content, and no rights of anybody.
    "Community managers": {
        "mentoring.cohort": EVERYTHING,
        "mentoring.cohortmember": EVERYTHING,
        "mentoring.mentorship": EVERYTHING,
        # An invitation is revoked, so that it stays to be seen.
        "mentoring.mentorinvitation": ("add", "change", "view"),
        "mentoring.report": ("change", "view"),
        "mentoring.reviewrequest": LOOK,
        # To find whom to put into a cohort or give a mentor.
        "accounts.user": LOOK,
        "progress.plan": LOOK,
        "progress.pause": LOOK,
        "progress.stepstate": LOOK,
        "progress.stepevent": LOOK,
        "progress.project": LOOK,
    },
}


def make_groups(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Gives each group what it lacks. What an admin gave it beyond stays, and so do members."""
    database = schema_editor.connection.alias
    groups = apps.get_model("auth", "Group").objects.using(database)
    for name, rights in GROUPS.items():
        group, _ = groups.get_or_create(name=name)
        permissions = [
            _permission(apps, database, label, action)
            for label, actions in rights.items()
            for action in actions
        ]
        group.permissions.add(*permissions)


def _permission(apps: StateApps, database: str, label: str, action: str) -> Any:
    """The permission, made here where Django has not come to it: it does so after migrating."""
    app, model = label.split(".")
    called = apps.get_model(app, model)._meta.verbose_name_raw
    kinds = apps.get_model("contenttypes", "ContentType").objects.using(database)
    kind, _ = kinds.get_or_create(app_label=app, model=model)
    permissions = apps.get_model("auth", "Permission").objects.using(database)
    permission, _ = permissions.get_or_create(
        content_type_id=kind.pk,
        codename=f"{action}_{model}",
        defaults={"name": f"Can {action} {called}"},
    )
    return permission


class Migration(migrations.Migration):
    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("accounts", "0002_mentors"),
        ("skills", "0002_grown_content"),
        ("courses", "0002_grown_content"),
        ("roles", "0002_grown_content"),
        ("roadmap", "0003_first_edition"),
        ("progress", "0004_known_edition"),
        ("portfolio", "0001_initial"),
        ("mentoring", "0001_initial"),
    ]

    operations = [
        # The groups stay when this is reversed: people may be in them.
        migrations.RunPython(make_groups, migrations.RunPython.noop),
    ]
