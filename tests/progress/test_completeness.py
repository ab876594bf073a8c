"""What a reviewer will look for: each thing on its own, and nothing counted twice."""

from typing import Any

import pytest

from progress.completeness import SUMMARY_LENGTH, ProjectFacts, hints


def done(**facts: Any) -> list[str]:
    return [hint.field for hint in hints(ProjectFacts(**facts)) if hint.is_done]


def test_empty_project_has_everything_before_it() -> None:
    found = hints(ProjectFacts())
    assert (len(found), done()) == (10, [])
    assert len({hint.field for hint in found}) == len({hint.title for hint in found}) == 10


@pytest.mark.parametrize(
    ("facts", "fields"),
    [
        ({"summary": "x" * (SUMMARY_LENGTH - 1)}, []),
        ({"summary": f"  {'x' * (SUMMARY_LENGTH - 1)}  "}, []),
        ({"summary": "x" * SUMMARY_LENGTH}, ["summary"]),
        ({"repository_url": "https://example.org"}, ["repository_url"]),
        ({"demo_url": "https://example.org"}, ["demo_url"]),
        ({"write_up_url": "https://example.org"}, ["demo_url"]),
        ({"my_role": "All of it"}, ["my_role"]),
        ({"metric": "MAE", "metric_value": "0.81"}, []),
        ({"metric": "MAE", "baseline_value": "0.62"}, []),
        ({"metric_value": "0.81", "baseline_value": "0.62"}, []),
        ({"metric": "MAE", "metric_value": "0.81", "baseline_value": "0.62"}, ["metric"]),
        ({"data_source": "The registry"}, []),
        ({"data_licence": "CC BY"}, []),
        ({"data_source": "The registry", "data_licence": "CC BY"}, ["data_source"]),
        ({"life_cycle_parts": 1}, ["life_cycle"]),
        ({"skills": 1}, ["skills"]),
        ({"steps": 1}, ["steps"]),
        ({"described_images": 1}, ["image"]),
    ],
)
def test_each_thing_ticks_its_own_hint(facts: dict[str, Any], fields: list[str]) -> None:
    assert done(**facts) == fields
