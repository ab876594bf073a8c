"""`manage.py dump_content`: the site's content as files, the same bytes for the same content."""

import json
import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from roadmap.content import load as load_rows
from roadmap.content import read_site
from roadmap.content_dump import FILES, dumped
from roadmap.content_files import KINDS
from roadmap.models import ChangeKind, ShippedContent, Step
from roles.models import Role
from skills.models import Skill
from tests.factories import SkillFactory, StepChangeFactory

pytestmark = pytest.mark.django_db
SHIPPED = Path(settings.FIXTURE_DIRS[0])


def dump(folder: Path, *options: str) -> str:
    said = StringIO()
    call_command("dump_content", *options, path=folder, stdout=said, no_color=True)
    return said.getvalue()


def test_every_model_has_its_file() -> None:
    labels = [label for labels in FILES.values() for label in labels]
    assert sorted(labels) == sorted(KINDS)


def test_after_a_load_the_files_come_back_byte_for_byte(content: None, tmp_path: Path) -> None:
    dump(tmp_path)

    for path in SHIPPED.glob("*.json"):
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name
    assert {path.name for path in tmp_path.iterdir()} == {p.name for p in SHIPPED.glob("*.json")}
    assert dump(SHIPPED, "--check") == "Nothing differs.\n"


def test_what_editors_made_goes_round(content: None, tmp_path: Path) -> None:
    """Edits, drafts, retired rows, former slugs and changes of steps survive dump and load."""
    Role.objects.filter(slug="data-scientist").update(title="As edited", was=["analyst-once"])
    SkillFactory(slug="drafted", retired=True, draft=True)
    Step.objects.filter(slug="docker-image").update(retired=True)
    steps = list(Step.objects.order_by("pk")[:3])
    StepChangeFactory(kind=ChangeKind.MERGED, sources=steps[:2], targets=steps[2:])
    before = read_site().rows
    dump(tmp_path)
    for kind in reversed(list(KINDS.values())):
        kind.model._default_manager.all().delete()
    ShippedContent.objects.all().delete()

    # The rows alone: carried out, the merged steps would be retired.
    load_rows(tmp_path)

    assert read_site().rows == before
    assert Skill.objects.get(slug="drafted").draft


def test_quiet_fields_are_written_only_where_they_say_something(content: None) -> None:
    Skill.objects.filter(slug="python").update(was=["snake"])

    rows = [thing["fields"] for thing in json.loads(dumped()["skills.json"])]

    assert [(fields["slug"], fields["was"]) for fields in rows if "was" in fields] == [
        ("python", ["snake"])
    ]
    assert not any("draft" in fields for fields in rows)
    assert not any("verified" in name for fields in rows for name in fields)


def test_only_what_differs_is_written(content: None, tmp_path: Path) -> None:
    for path in SHIPPED.glob("*.json"):
        shutil.copy(path, tmp_path)
    Skill.objects.filter(slug="python").update(title="Mine")

    with pytest.raises(CommandError, match=r"They differ from the site: skills\.json\."):
        dump(tmp_path, "--check")
    assert dump(tmp_path) == "Written: skills.json.\n"
    assert dump(tmp_path) == "Nothing differs.\n"
    assert not list(tmp_path.glob("*.part"))


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="there is no such folder"):
        dump(tmp_path / "nowhere")
