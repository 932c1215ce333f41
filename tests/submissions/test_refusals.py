"""Why a file cannot be read is said in the reader's language."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import nqfgraph
from nqfgraph.submissions.refusal_remedies import REMEDIES
from nqfgraph.submissions.refusal_texts import MESSAGES
from nqfgraph.submissions.refusals import in_language

PACKAGE = Path(nqfgraph.__file__).parent
MODULES = (
    "submissions/documents",
    "submissions/parsing",
    "submissions/tables",
    "submissions/fetching",
    "submissions/job",
    "sources/workbooks",
    "sources/delimited",
    "sources/tables",
)
ERRORS = ("InputError", "TooManyStatements", "_unknown")
FOR_OPERATORS = ("FETCH_HOSTS", "Separate hosts", "register.toml which is meant", "Its sheets are")
"""Of settings and register.toml, which an operator reads in English."""


def raised() -> Iterator[str]:
    """Yield the messages and remedies of the errors in the modules, with a fact for each blank."""
    for module in MODULES:
        tree = ast.parse((PACKAGE / f"{module}.py").read_text(encoding="utf-8"))
        for call in ast.walk(tree):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in ERRORS:
                remedies = [each.value for each in call.keywords if each.arg == "remedy"]
                for text in (*call.args[:1], *remedies):
                    if isinstance(text, ast.JoinedStr | ast.Constant) and (sample := _sample(text)):
                        yield sample


def _sample(text: ast.JoinedStr | ast.Constant) -> str:
    parts = text.values if isinstance(text, ast.JoinedStr) else [text]
    sample = "".join(str(each.value) if isinstance(each, ast.Constant) else "7x" for each in parts)
    # The start of a sentence that two messages share stands in a variable.
    sample = re.sub(r"^7x, which (is locked|would unpack)", r"The archive 7x holds “7x”, which \1", sample)
    return "" if any(each in sample for each in FOR_OPERATORS) else sample


def test_what_is_raised_is_found() -> None:
    assert len(set(raised())) > 60


@pytest.mark.parametrize("language", ["az", "ru"])
def test_every_refusal_has_a_translation(language: str) -> None:
    assert [each for each in raised() if in_language(each, language) == each] == []


def test_facts_are_kept() -> None:
    message = "The archive a.zip holds “b/c.ttl”, which is locked with a password."
    assert in_language(message, "az") == "a.zip arxivindəki “b/c.ttl” parolla bağlanıb."
    assert in_language("The file cannot be read: x.", "ru") == "Файл не читается: x."
    assert in_language("a{0}.ttl is in UTF-16.", "ru") == "a{0}.ttl в кодировке UTF-16."


@pytest.mark.parametrize("text", ["Something else.", "", "The archive a is empty." + "!" * 1000])
def test_what_is_not_known_stays_as_it_is(text: str) -> None:
    assert in_language(text, "az") == text


def test_english_stays_english() -> None:
    assert in_language("The archive a is empty.", "en") == "The archive a is empty."


def test_a_translation_has_the_facts_of_the_text() -> None:
    for texts in (*MESSAGES, *REMEDIES):
        english, *others = (set(re.findall(r"\{\w+\}", each)) for each in texts)
        assert all(each <= english for each in others), texts[0]
