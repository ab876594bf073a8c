"""Names that Django takes from the code: all of them are listed for translators."""

import pytest
from django.utils import translation

from mlcareers.names import listed, own_apps, own_models, unnamed, unnamed_fields
from roadmap.models import Step


def test_every_name_is_listed() -> None:
    with translation.override(None):
        known = {str(name) for name in listed()}
        found = {str(config.verbose_name) for config in own_apps()}
        for config in own_apps():
            for model in own_models(config):
                found |= {str(getattr(model._meta, attribute)) for attribute in unnamed(model)}
                found |= {str(field.verbose_name) for field in unnamed_fields(model)}

    assert found - known == set()


@pytest.mark.parametrize("name", ["done when", "effort in hours"])
def test_names_given_by_hand_stay(name: str) -> None:
    assert name in {str(field.verbose_name) for field in Step._meta.concrete_fields}


def test_migrations_see_the_names_of_the_code() -> None:
    _name, _path, _args, options = Step._meta.get_field("kind").deconstruct()

    assert "verbose_name" not in options
