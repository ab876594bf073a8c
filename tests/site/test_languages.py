"""Visitors' pages in another language: drawings keep their points, content is marked English."""

import re

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils.translation import override

from courses.models import Course
from roadmap.pictures import StripStage, position_strip, spell
from roles.models import Role
from roles.pictures import Band
from skills.models import Skill

# A number with a comma where a browser or a script reads it.
COMMA = re.compile(
    r'\s(?:x|y|x1|x2|y1|y2|dx|dy|cx|cy|r|width|height|points|value|min|max|d|data-[\w-]+)="[^"]*\d,\d'
)


@pytest.mark.usefixtures("content")
def test_drawings_keep_their_points(client: Client) -> None:
    pages = ["/", "/roles/", "/courses/", "/skills/", "/job-market/", "/roadmap/", "/about/"]
    rows = (Role.objects.all()[0], Course.objects.all()[0], Skill.objects.all()[0])
    pages += [row.get_absolute_url() for row in rows]
    slugs = Role.objects.values_list("slug", flat=True)[:3]
    pages += ["/search/?q=python", "/roles/compare/?" + "&".join(f"role={slug}" for slug in slugs)]
    found = {}
    for path in pages:
        response = client.get(path, headers={"accept-language": "de"})
        assert response.status_code == 200
        text = response.content.decode()
        assert '<html lang="de"' in text
        if bad := COMMA.findall(text):
            found[path] = bad[:3]
    assert found == {}


def test_figures_that_people_read_follow_the_language() -> None:
    band = Band(120_000, 190_500)
    with override("de"):
        assert spell(4.25) == "4,2"
        assert spell(12.0) == "12"
        assert "120.000" in band.full
        assert "190,5k" in band.short
    assert spell(4.25) == "4.2"
    assert (band.short, band.full) == ("$120k–190.5k", "$120,000–$190,500")


def test_the_strip_is_drawn_alike_in_every_language() -> None:
    stages = [StripStage(1, "Foundations", 0, 3, 0.35)]
    strip = position_strip(stages, earned=1.05, planned=1.25, forecast=(2.5, 3.1, 3.7))
    with override("de"):
        html = render_to_string("components/position_strip.html", {"strip": strip})
    assert COMMA.findall(html) == []
    assert 'lang="en"' not in html


@pytest.mark.usefixtures("content")
def test_content_says_that_it_is_english(client: Client) -> None:
    role = Role.objects.all()[0]
    german = client.get(role.get_absolute_url(), headers={"accept-language": "de"})
    assert f'<h1 lang="en">{role.title}</h1>' in german.content.decode()
    assert ' lang="en">' not in client.get(role.get_absolute_url()).content.decode()
