"""What holds the parts together: who imports whom, what is pure, who asks the clock.

Reads the sources; nothing is run. Each finder is tried on a line that it must find.
"""

import ast
import re
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command

ROOT = Path(__file__).resolve().parent.parent
# Imports go down only. Two apps of one rank know nothing of each other.
RANKS = {
    "accounts": 0,
    "skills": 0,
    "courses": 1,
    "roles": 2,
    "roadmap": 3,
    "progress": 4,
    "portfolio": 5,
    "mentoring": 6,
    "mlcareers": 7,
}
# Modules of values in, values out, and what they may import beside the standard library.
PURE = {
    "mentoring/attention.py": set(),
    "mentoring/floor.py": {"progress"},
    "mentoring/pictures.py": {"roadmap"},
    "mentoring/rubric.py": set(),
    "mentoring/waiting.py": set(),
    "progress/carrying.py": set(),
    "progress/completeness.py": set(),
    "progress/floor.py": set(),
    "progress/next_steps.py": set(),
    "progress/role_fit.py": set(),
    "progress/timeline.py": {"dateutil"},
    "progress/pictures.py": {"roadmap"},
    "progress/weeks.py": set(),
    "roadmap/content_merge.py": set(),
    "roadmap/content_rules.py": set(),
    "roadmap/editions.py": set(),
    "skills/freshness.py": set(),
}
# Pictures are drawn from values; the rows stay with the caller.
WITHOUT_ROWS = (
    "roles/pictures.py",
    "roadmap/pictures.py",
    "progress/pictures.py",
    "mentoring/pictures.py",
)
# Where asking the clock is somebody's job.
ASKS_THE_CLOCK = re.compile(
    r"/(views\.py|views/\w+\.py|middleware\.py|management/commands/\w+\.py)$"
)
# Elsewhere, each with its reason.
CLOCK_ALLOWED: dict[str, str] = {
    "mentoring/admin_people.py": "The admin's pages are views; none of ours hands it the time.",
    "mentoring/admin_reports.py": "The admin's pages are views; none of ours hands it the time.",
    "mentoring/admin_reviews.py": "The admin's pages are views; none of ours hands it the time.",
    "progress/step_change_admin.py": "The admin's pages are views; none of ours hands it the time.",
    "roadmap/admin.py": "The admin's pages are views; none of ours hands it the time.",
    "mlcareers/admin_site.py": "The admin's pages are views; none of ours hands it the time.",
    "mentoring/tasks.py": "A task runs in the worker: no view is there to hand it the time.",
}
CLOCKS = {
    "datetime": {"now", "utcnow", "today"},
    "date": {"today"},
    "timezone": {"now", "localdate", "localtime"},
    "time": {"time", "time_ns", "localtime", "gmtime"},
    "functions": {"Now"},
}
CLOCK_NAMES = {"django.utils.timezone": CLOCKS["timezone"], "time": CLOCKS["time"]} | {
    "django.db.models.functions": CLOCKS["functions"]
}


def sources(*apps: str) -> Iterator[tuple[str, ast.Module]]:
    """Every module of the apps but their migrations, parsed."""
    for app in apps or RANKS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text())


def imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Each import at whatever depth: its line, and the dotted names it may mean."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"line {node.lineno}: imports are absolute here"
            for alias in node.names:
                yield node.lineno, f"{node.module}.{alias.name}"


def forbidden_imports(app: str, tree: ast.AST) -> list[str]:
    """Imports of an app of the same rank or a higher one."""
    return [
        f"line {line} imports {name}"
        for line, name in imports(tree)
        if (other := name.partition(".")[0]) in RANKS
        and other != app
        and RANKS[other] >= RANKS[app]
    ]


def clocks(tree: ast.AST) -> list[str]:
    """Mentions of a clock, called or handed on, but for the default of a model's field."""
    defaults = {
        id(keyword.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg == "default"
    }
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and id(node) not in defaults:
            owner = node.value
            name = str(getattr(owner, "attr", None) or getattr(owner, "id", ""))
            if node.attr in CLOCKS.get(name, ()):
                found.append(f"line {node.lineno}: {name}.{node.attr}")
        elif isinstance(node, ast.ImportFrom):
            names = CLOCK_NAMES.get(node.module or "", set())
            found += [f"line {node.lineno}: {a.name}" for a in node.names if a.name in names]
    return found


def templates() -> Iterator[tuple[str, str]]:
    for folder in (ROOT / "templates", *(ROOT / app / "templates" for app in RANKS)):
        for path in sorted(folder.rglob("*.*")):
            if path.suffix in {".html", ".txt", ".xml", ".svg"}:
                text = re.sub(r"(?s){% comment %}.*?{% endcomment %}|{#.*?#}", "", path.read_text())
                yield path.relative_to(ROOT).as_posix(), text


INLINE = re.compile(
    r"""(?ix) <style\b | \sstyle\s*= | \son[a-z]+\s*=\s*["'] | javascript:
    | \shx-on | \shx-vals\s*=\s*["']js:
    | <script(?![^>]*\ssrc=)(?![^>]*\btype="application/(?:ld\+)?json") [^>]*>"""
)
FOREIGN = re.compile(
    r"""(?ix) <(?:link|script|img|source|iframe|video|audio|object|embed|use|image)\b
    [^>]*?\s(?:src|srcset|href|data)\s*=\s*["']?\s*(?:https?:)?//
    | (?:@import|url\()\s*(?:url\()?["']?\s*(?:https?:)?//"""
)


def test_imports_go_down_only() -> None:
    found = {
        path: bad
        for path, tree in sources()
        if (bad := forbidden_imports(path.partition("/")[0], tree))
    }
    assert found == {}


@pytest.mark.parametrize(
    ("app", "line"),
    [
        ("skills", "from courses.models import Course"),
        ("skills", "import accounts.models"),
        ("roadmap", "def f():\n    from progress import timeline"),
        ("progress", "from mlcareers import settings"),
    ],
)
def test_imports_upwards_and_sideways_are_found(app: str, line: str) -> None:
    assert forbidden_imports(app, ast.parse(line))
    assert not forbidden_imports("mlcareers", ast.parse("from progress import timeline"))


@pytest.mark.parametrize("path", PURE)
def test_the_maths_imports_no_framework(path: str) -> None:
    allowed = PURE[path] | sys.stdlib_module_names
    tree = ast.parse((ROOT / path).read_text())
    assert {name for _, name in imports(tree) if name.partition(".")[0] not in allowed} == set()


@pytest.mark.parametrize("path", WITHOUT_ROWS)
def test_pictures_know_no_rows(path: str) -> None:
    rows = re.compile(rf"(django\.db|({'|'.join(RANKS)})\.models)(\.|$)")
    tree = ast.parse((ROOT / path).read_text())
    assert [name for _, name in imports(tree) if rows.match(name)] == []


def test_only_views_and_commands_ask_the_clock() -> None:
    found = {
        path: bad
        for path, tree in sources()
        if not ASKS_THE_CLOCK.search(path) and path not in CLOCK_ALLOWED and (bad := clocks(tree))
    }
    assert found == {}
    in_templates = [path for path, text in templates() if re.search(r"{%\s*now\b", text)]
    assert in_templates == []


@pytest.mark.parametrize(
    "line",
    [
        "datetime.date.today()",
        "datetime.datetime.now(tz=datetime.UTC)",
        "day = day or timezone.localdate()",
        "from django.utils.timezone import now",
        "time.time()",
        "functions.Now()",
        "field(default_factory=timezone.now)",
    ],
)
def test_clocks_are_found(line: str) -> None:
    assert clocks(ast.parse(line))
    assert not clocks(ast.parse("joined = DateTimeField(default=timezone.now)"))


def test_allowed_clocks_are_needed() -> None:
    trees = dict(sources())
    assert [path for path in CLOCK_ALLOWED if path not in trees or not clocks(trees[path])] == []


def test_no_drawer_for_everything() -> None:
    drawers = {"core", "common", "utils", "helpers", "misc"}
    found = [path for path, _ in sources() if drawers & {*Path(path).parts, Path(path).stem}]
    assert found == []
    assert [name for name in drawers if (ROOT / name).exists()] == []


def test_apps_call_each_other_instead_of_sending_signals() -> None:
    signals = ("django.dispatch", "django.db.models.signals", "django.db.models.Signal")
    found = [
        f"{path}:{line} {name}"
        for path, tree in sources()
        for line, name in imports(tree)
        if name.startswith(signals)
    ]
    assert found == []


def test_templates_hold_no_inline_style_or_script() -> None:
    found = [
        f"{path}: {match.group()}"
        for path, text in templates()
        for match in INLINE.finditer(text)
        # Mail programs load no style sheet of a site, and no policy of a page holds in them.
        if not path.startswith("templates/mail/")
    ]
    assert found == []


@pytest.mark.parametrize(
    "text",
    [
        '<p style="color: red">',
        "<style>",
        '<button onclick="go()">',
        "<script>go()</script>",
        '<script type="module">',
        '<a href="javascript:go()">',
    ],
)
def test_inline_styles_and_scripts_are_found(text: str) -> None:
    assert INLINE.search(text)
    assert not INLINE.search("<script src=\"{% static 'site.js' %}\" defer></script>")


def test_nothing_is_loaded_from_another_site() -> None:
    styles = [(path.name, path.read_text()) for path in sorted((ROOT / "static").rglob("*.css"))]
    assert styles
    found = [
        f"{path}: {match.group()}"
        for path, text in [*templates(), *styles]
        for match in FOREIGN.finditer(text)
        # The address by which search engines know the page is not loaded.
        if 'rel="canonical"' not in match.group()
    ]
    assert found == []
    scripts = [path.name for path in (ROOT / "static").rglob("*.js") if "://" in path.read_text()]
    assert scripts == []


@pytest.mark.parametrize(
    "text",
    [
        '<script src="https://cdn.example/x.js">',
        '<link rel="stylesheet" href="//cdn.example/x.css">',
        '<img alt="" src="http://pictures.example/x.png">',
        '@import "https://fonts.example/x.css"',
        "background: url(https://pictures.example/x.png)",
    ],
)
def test_foreign_addresses_are_found(text: str) -> None:
    assert FOREIGN.search(text)
    assert not FOREIGN.search('<a href="https://example.org/">')


def test_static_files_that_templates_name_exist() -> None:
    named = {
        name
        for _, text in templates()
        for name in re.findall(r"""{%\s*static\s+["']([^"']+)["']""", text)
    }
    assert "theme.css" in named
    assert [name for name in sorted(named) if finders.find(name) is None] == []


def requirements(name: str) -> list[str]:
    lines = (line.partition(" #")[0].strip() for line in (ROOT / name).read_text().splitlines())
    return [line for line in lines if line and not line.startswith(("#", "-"))]


def normal(requirement: str) -> str:
    """A pin without extras, written as package indexes write it."""
    return re.sub(r"[-_.]+(?=[^=]*==)", "-", re.sub(r"\[.*?\]", "", requirement)).lower()


def test_requirements_are_pinned() -> None:
    pin = re.compile(r"[A-Za-z0-9._-]+(\[[a-z,-]+\])?==[0-9][A-Za-z0-9.]*")
    constraints = {normal(line) for line in requirements("constraints.txt")}
    for name in ("requirements.txt", "requirements-dev.txt", "constraints.txt"):
        assert requirements(name)
        assert [line for line in requirements(name) if not pin.fullmatch(line)] == []
        assert {normal(line) for line in requirements(name)} <= constraints


def test_the_site_runs_on_its_own_packages() -> None:
    listed = {normal(line).partition("==")[0] for line in requirements("requirements.txt")}
    homes = packages_distributions()
    named = {name.partition(".")[0] for _, tree in sources() for _, name in imports(tree)}
    others = named - sys.stdlib_module_names - RANKS.keys()
    assert "django" in others
    missing = {
        name
        for name in others
        if not listed & {re.sub(r"[-_.]+", "-", home).lower() for home in homes.get(name, [])}
    }
    assert missing == set()


@pytest.mark.django_db
def test_migrations_are_complete() -> None:
    call_command("makemigrations", check=True, dry_run=True)
