"""The site's sentences are its own: no long run of the source article's words stands in them.

The article is kept here only as hashes of its runs of eight words, which cannot be read back.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHINGLES_FILE = Path(__file__).with_name("article_shingles.txt")
RUN_LENGTH = 8

# Names and lists of terms have one right wording and order, so they may match. Nothing else may.
# Written as the article has them; each must be in the article, or it has no business here.
COURSE_NAMES = [
    "Machine Learning Specialization (DeepLearning.AI & Stanford University – Coursera)",
    "Mathematics for Machine Learning Specialization (Imperial College London – Coursera)",
    "Python for Everybody Specialization (University of Michigan – Coursera)",
    "Machine Learning Engineering for Production (MLOps) Specialization (DeepLearning.AI)",
    "Google Cloud Machine Learning Engineer Professional Certificate (Google Skills)",
]
# What the courses teach, in the order in which their platforms print it.
COURSE_FOCUS = [
    "supervised learning, unsupervised learning, model evaluation, regression, classification, "
    "machine learning foundations",
    "linear algebra, probability, statistics, calculus for machine learning",
    "Python programming, data structures, APIs, data handling, programming fundamentals",
    "data analysis, data visualisation, machine learning basics, SQL, Python for data science",
    "neural networks, convolutional neural networks, sequence models, deep learning frameworks",
    "MLOps, model deployment, machine learning pipelines, cloud integration, production systems",
    "cloud machine learning, model deployment, TensorFlow, Google Cloud AI tools, "
    "production ML systems",
]
# Enumerations of industries, methods, fields, job titles and model families.
LISTS_OF_TERMS = [
    "finance, healthcare, retail, manufacturing, logistics, cybersecurity, and digital media",
    "supervised learning, unsupervised learning, reinforcement learning, and model evaluation",
    "linear regression, logistic regression, decision trees, random forests, and clustering",
    "neural networks, activation functions, backpropagation, and gradient descent",
    "Python syntax, data structures, functions, and object-oriented programming",
    "natural language processing, computer vision, reinforcement learning, or generative AI "
    "with large language models",
    "junior machine learning engineer, data scientist, or AI analyst",
    "junior data scientist, data analyst, or junior machine learning engineer",
    "architectures such as BERT or GPT-style models",
]
# Items of the checklist's lists, kept as worded there. Eight words only because a hyphen parts two.
CHECKLIST_ITEMS = [
    "a well-documented GitHub profile with deployed projects",
]
ALLOWED = COURSE_NAMES + COURSE_FOCUS + LISTS_OF_TERMS + CHECKLIST_ITEMS


def words(text: str) -> list[str]:
    """The words of a text in lower case, letters and digits only; a hyphen parts two words."""
    return re.findall(r"[^\W_]+", re.sub(r"['’]", "", text.lower()))


def runs(text: str) -> list[str]:
    """Every run of eight consecutive words, in order."""
    found = words(text)
    return [
        " ".join(found[start : start + RUN_LENGTH]) for start in range(len(found) - RUN_LENGTH + 1)
    ]


def shingle(run: str) -> str:
    """The first 12 hexadecimal digits of a run's SHA-256."""
    return hashlib.sha256(run.encode()).hexdigest()[:12]


def copied_runs(text: str, shingles: frozenset[str]) -> list[str]:
    """The runs of `text` that are among `shingles`, those of allowed names and lists aside."""
    allowed = {run for phrase in ALLOWED for run in runs(phrase)}
    return [run for run in runs(text) if run not in allowed and shingle(run) in shingles]


def strings_in(value: object) -> Iterator[str]:
    """Every text in a parsed JSON value, keys aside."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from strings_in(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from strings_in(item)


def texts_of_template(source: str) -> Iterator[str]:
    """What a template can show: its text without tags, and the quoted strings in its tags."""
    tags = re.findall(r"\{%.*?%\}|\{\{.*?\}\}|<[^<>]*>", source, flags=re.DOTALL)
    for tag in tags:
        for quoted in re.findall(r'"([^"]*)"|\'([^\']*)\'', tag):
            yield html.unescape("".join(quoted))
    without_django = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", " ", source, flags=re.DOTALL)
    yield html.unescape(re.sub(r"<[^<>]*>", " ", without_django, flags=re.DOTALL))


def shown_files() -> list[Path]:
    """The files whose words reach a reader: fixtures, pages and mails."""
    return sorted(
        [
            *(ROOT / "fixtures").glob("*.json"),
            *(ROOT / "templates").rglob("*.html"),
            *(ROOT / "templates").rglob("*.txt"),
        ]
    )


def texts_of(path: Path) -> list[str]:
    """The texts in one of those files, each to be read on its own."""
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".json":
        return list(strings_in(json.loads(source)))
    return list(texts_of_template(source))


@pytest.fixture(scope="module")
def article() -> frozenset[str]:
    """The hashes of the source article's runs."""
    return frozenset(SHINGLES_FILE.read_text(encoding="ascii").split())


@pytest.mark.parametrize("path", shown_files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_run_of_the_article_stands_in(path: Path, article: frozenset[str]) -> None:
    copied = [run for text in texts_of(path) for run in copied_runs(text, article)]
    assert copied == []


def test_content_files_are_read() -> None:
    names = {path.name for path in shown_files()}
    assert names >= {
        "skills.json",
        "courses.json",
        "roles.json",
        "roadmap.json",
        "steps.json",
        "strategies.json",
    }


def test_article_is_stored_as_hashes_alone() -> None:
    lines = SHINGLES_FILE.read_text(encoding="ascii").splitlines()
    assert len(lines) > 3000
    assert lines == sorted(set(lines))
    assert all(re.fullmatch(r"[0-9a-f]{12}", line) for line in lines)


@pytest.mark.parametrize("phrase", ALLOWED)
def test_allowed_phrase_is_in_the_article(phrase: str, article: frozenset[str]) -> None:
    """Shows too that the stored hashes are those that this file's functions make."""
    assert runs(phrase)
    assert all(shingle(run) in article for run in runs(phrase))


SOURCE_SENTENCE = "The old lighthouse keeper counts every passing ship, and writes it in a ledger."


@pytest.fixture
def made_up_article() -> frozenset[str]:
    return frozenset(shingle(run) for run in runs(SOURCE_SENTENCE))


@pytest.mark.parametrize(
    "text",
    [
        SOURCE_SENTENCE,
        "THE OLD LIGHTHOUSE-KEEPER COUNTS EVERY PASSING SHIP",
        "At dusk the keeper counts every\npassing ship; and writes it all down.",
    ],
)
def test_detector_finds_a_copied_run(text: str, made_up_article: frozenset[str]) -> None:
    assert copied_runs(text, made_up_article) != []


@pytest.mark.parametrize(
    "text",
    [
        "The keeper counts every passing ship and notes it in a ledger.",
        "counts every passing ship and writes it",
        "",
    ],
)
def test_detector_lets_seven_words_pass(text: str, made_up_article: frozenset[str]) -> None:
    assert copied_runs(text, made_up_article) == []


def test_detector_lets_an_allowed_list_pass(article: frozenset[str]) -> None:
    assert copied_runs(f"They hire in {LISTS_OF_TERMS[0]} alike.", article) == []


@pytest.mark.parametrize(
    "template",
    [
        "<p>The old <b>lighthouse</b> keeper counts every passing ship.</p>",
        '<meta name="description" content="The old lighthouse keeper counts every passing ship">',
        "{% include 'x.html' with text=\"The old lighthouse keeper counts every passing ship\" %}",
        "<p>The old {% if one %}lighthouse{% endif %} keeper counts every&nbsp;passing ship.</p>",
    ],
)
def test_detector_reads_templates(template: str, made_up_article: frozenset[str]) -> None:
    copied = [
        run for text in texts_of_template(template) for run in copied_runs(text, made_up_article)
    ]
    assert copied != []


def test_detector_reads_nested_json(made_up_article: frozenset[str]) -> None:
    value = [{"fields": {"note": "", "topics": ["a short one", SOURCE_SENTENCE]}}]
    texts = list(strings_in(value))
    assert [text for text in texts if copied_runs(text, made_up_article)] == [SOURCE_SENTENCE]
