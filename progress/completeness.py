"""What a reviewer will look for in a project, and what of it is there. Never a condition."""

from dataclasses import dataclass

# Two short sentences: the problem, and what was made.
SUMMARY_LENGTH = 80


def gettext_noop(text: str) -> str:
    """Marks a text that the page translates: this module knows no framework."""
    return text


@dataclass(frozen=True, slots=True)
class ProjectFacts:
    """What the hints are told of a project."""

    summary: str = ""
    repository_url: str = ""
    demo_url: str = ""
    write_up_url: str = ""
    my_role: str = ""
    metric: str = ""
    metric_value: str = ""
    baseline_value: str = ""
    data_source: str = ""
    data_licence: str = ""
    life_cycle_parts: int = 0
    skills: int = 0
    steps: int = 0
    described_images: int = 0


@dataclass(frozen=True, slots=True)
class Hint:
    """One thing that a reviewer looks for. `field` is the form's field that it is about."""

    field: str
    title: str
    advice: str
    is_done: bool


def hints(project: ProjectFacts) -> list[Hint]:
    """Every hint in the order of the page, done or not."""
    return [
        Hint(
            "summary",
            gettext_noop("A summary that says the problem and what you made"),
            gettext_noop("Two sentences, 80 characters or more."),
            len(project.summary.strip()) >= SUMMARY_LENGTH,
        ),
        Hint(
            "repository_url",
            gettext_noop("A repository"),
            gettext_noop("With a README that says how to run it."),
            bool(project.repository_url),
        ),
        Hint(
            "demo_url",
            gettext_noop("A demo or a write-up"),
            gettext_noop("Something to look at without installing anything."),
            bool(project.demo_url or project.write_up_url),
        ),
        Hint(
            "my_role",
            gettext_noop("Your part in it"),
            gettext_noop("Also if you did all of it."),
            bool(project.my_role),
        ),
        Hint(
            "metric",
            gettext_noop("A metric with its result and baseline"),
            gettext_noop("A score says little until it stands against a simple method’s."),
            bool(project.metric and project.metric_value and project.baseline_value),
        ),
        Hint(
            "data_source",
            gettext_noop("The data’s source and licence"),
            gettext_noop("Where it came from, and whether you may use it."),
            bool(project.data_source and project.data_licence),
        ),
        Hint(
            "life_cycle",
            gettext_noop("The phases it covers"),
            gettext_noop("Only what a stranger could check."),
            project.life_cycle_parts > 0,
        ),
        Hint(
            "skills",
            gettext_noop("The skills it shows"),
            gettext_noop("What it proves you can do."),
            project.skills > 0,
        ),
        Hint(
            "steps",
            gettext_noop("The steps it is evidence for"),
            gettext_noop("They then count as evidenced, not only as ticked."),
            project.steps > 0,
        ),
        Hint(
            "image",
            gettext_noop("A picture with its description"),
            gettext_noop("A chart of the result, or the demo at work."),
            project.described_images > 0,
        ),
    ]
