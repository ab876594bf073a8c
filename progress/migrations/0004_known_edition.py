"""Plans of before know the roadmap as it is: nothing has changed for them yet."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def know(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    newest = apps.get_model("roadmap", "Publication").objects.order_by("-number").first()
    if newest is not None:
        apps.get_model("progress", "Plan").objects.filter(seen=None).update(seen=newest)


class Migration(migrations.Migration):
    dependencies = [("progress", "0003_grown_content"), ("roadmap", "0003_first_edition")]

    operations = [migrations.RunPython(know, migrations.RunPython.noop)]
