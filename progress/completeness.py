"""What a reviewer will look for in a project, and what of it is there. Never a condition."""

from dataclasses import dataclass

# Two short sentences: the problem, and what was made.
SUMMARY_LENGTH = 80


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
            "A summary that says the problem and what you made",
            f"Two sentences, {SUMMARY_LENGTH} characters or more.",
            len(project.summary.strip()) >= SUMMARY_LENGTH,
        ),
        Hint(
            "repository_url",
            "A repository",
            "With a README that says how to run it.",
            bool(project.repository_url),
        ),
        Hint(
            "demo_url",
            "A demo or a write-up",
            "Something to look at without installing anything.",
            bool(project.demo_url or project.write_up_url),
        ),
        Hint("my_role", "Your part in it", "Also if you did all of it.", bool(project.my_role)),
        Hint(
            "metric",
            "A metric with its result and baseline",
            "A score says little until it stands against a simple method’s.",
            bool(project.metric and project.metric_value and project.baseline_value),
        ),
        Hint(
            "data_source",
            "The data’s source and licence",
            "Where it came from, and whether you may use it.",
            bool(project.data_source and project.data_licence),
        ),
        Hint(
            "life_cycle",
            "The phases it covers",
            "Only what a stranger could check.",
            project.life_cycle_parts > 0,
        ),
        Hint("skills", "The skills it shows", "What it proves you can do.", project.skills > 0),
        Hint(
            "steps",
            "The steps it is evidence for",
            "They then count as evidenced, not only as ticked.",
            project.steps > 0,
        ),
        Hint(
            "image",
            "A picture with its description",
            "A chart of the result, or the demo at work.",
            project.described_images > 0,
        ),
    ]
