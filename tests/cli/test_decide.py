"""``nqfgraph decide``: a review file is made, filled in, applied, counted."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import signal
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nqfgraph.vocabularies import import_vocabulary

ESCO = Path(__file__).parents[1] / "data" / "vocabularies" / "esco"
TABLES = "".join(
    f'\n[[tables]]\nkind = "{kind}"\nfile = "{file}.csv"\n'
    for kind, file in (("skill", "skills"), ("learning_outcome", "own"), ("link", "links"))
)
Run = Callable[..., Any]


@pytest.fixture
def decide(register: Path, run: Run, tmp_path: Path) -> Run:
    """Return a function that runs ``nqfgraph decide`` in a home with a tiny ESCO."""
    toml = register / "register.toml"
    toml.write_text(toml.read_text("utf-8") + TABLES, "utf-8")
    (register / "skills.csv").write_text("iri,label_en,kind,version\n", "utf-8")
    (register / "own.csv").write_text(
        "qualification,position,title_en\n2024/200,1,Bakes bread\n2024/200,2,Knows flour\n", "utf-8"
    )
    (register / "links.csv").write_text("qualification,position,skill,decision,person,date,method\n", "utf-8")
    import_vocabulary(tmp_path / "home", "esco", Path(shutil.copytree(ESCO, tmp_path / "v9.0")))
    return lambda command, *arguments: run(
        "--home", tmp_path / "home", "decide", command, register, *arguments
    )


def filled(path: Path, *decisions: str) -> None:
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline="")))
    for row, decision in zip(rows, decisions, strict=True):
        row["decision"] = decision
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def test_decisions_go_from_the_review_file_into_the_register(
    decide: Run, register: Path, tmp_path: Path
) -> None:
    path = tmp_path / "review.csv"
    made = decide("review", "--format", "csv", "-o", path, "--limit", "1")
    assert (made.status, made.err) == (0, "2 outcomes to decide on, 2 rows.\n")
    filled(path, "accept", "reject")
    done = decide("apply", path, "--person", "A. Person", "--date", "2026-11-20")
    assert done.out == ("1 accepted, 1 rejected, 0 where none fits; 1 skills added to the register.\n")
    assert ",A. Person,2026-11-20,fts5-rrf" in (register / "links.csv").read_text("utf-8")
    assert decide("review", "--format", "csv", "-o", path).err.startswith("1 outcomes")
    figures = json.loads(decide("figures").out)
    assert (figures["outcomes"], figures["linked"], figures["undecided"]) == (2, 1, 1)


def test_findings_write_nothing(decide: Run, register: Path, tmp_path: Path) -> None:
    path = tmp_path / "review.csv"
    decide("review", "--format", "csv", "-o", path, "--limit", "1")
    filled(path, "accept", "perhaps")
    before = (register / "links.csv").read_bytes()
    done = decide("apply", path, "--person", "A. Person")
    assert done.status == 1
    assert "review.csv, row 3, column decision: “perhaps” is not a decision." in done.err
    assert done.err.endswith("1 findings: nothing was written.\n")
    assert (register / "links.csv").read_bytes() == before


def test_a_file_without_decisions_is_said_to_have_none(decide: Run, tmp_path: Path) -> None:
    path = tmp_path / "review.xlsx"
    assert decide("review", "-o", path, "--generic").status == 0
    assert decide("apply", path, "--person", "A").err == "There is no decision in the file.\n"
    assert decide("apply", path, "--person", " ").status == 2


def test_the_page_serves_one_file_at_a_secret_address_until_it_is_stopped(
    decide: Run, register: Path, tmp_path: Path
) -> None:
    path = tmp_path / "review.csv"
    decide("review", "--format", "csv", "-o", path, "--limit", "1")
    command = [sys.executable, "-u", "-m", "nqfgraph.cli", "--home", str(tmp_path / "home"), "decide", "page"]
    with subprocess.Popen(
        [*command, str(register), str(path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            (address,) = re.findall(r"Deciding on review.csv at (http://127\.0\.0\.1:\d+/[\w-]{32}/)", line)
            decide_in_browser(f"{address}en/outcomes/1")
            with pytest.raises(urllib.error.HTTPError, match="404") as refused:
                urllib.request.urlopen(address[:-34], timeout=20)
            refused.value.close()
            assert "open for decisions already" in decide("page", path).err
        finally:
            process.send_signal(signal.SIGTERM)
            errors = process.communicate(timeout=30)[1]
    assert (process.returncode, errors) == (0, "")
    assert decide("apply", path).out.startswith("1 accepted")
    assert ",A. Person," in (register / "links.csv").read_text("utf-8")


def decide_in_browser(address: str) -> None:
    """Accept the first suggestion as the form of an outcome does."""
    with urllib.request.urlopen(address, timeout=20) as answer:
        page = answer.read().decode()
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]+)"', page))
    sent = {**hidden, "decision-0": "accept", "person": "A. Person", "action": "next"}
    with urllib.request.urlopen(address, urllib.parse.urlencode(sent).encode(), timeout=20) as answer:
        assert answer.url.endswith("/outcomes/2?saved=1")


def test_a_page_that_others_would_reach_is_refused(decide: Run, tmp_path: Path) -> None:
    path = tmp_path / "review.csv"
    decide("review", "--format", "csv", "-o", path)
    assert "everybody who does may decide" in decide("page", path, "--host", "0.0.0.0").err
    assert decide("page", path, "--address", "desk.example").status == 2


def test_who_decided_is_asked_for_where_the_file_does_not_say(decide: Run, tmp_path: Path) -> None:
    path = tmp_path / "review.csv"
    decide("review", "--format", "csv", "-o", path, "--limit", "1")
    filled(path, "accept", "reject")
    answer = decide("apply", path)
    assert answer.status == 2
    assert "--person" in answer.err


def test_our_own_labels_are_searched_too(decide: Run, register: Path, tmp_path: Path) -> None:
    own = register / "own.csv"
    own.write_text("qualification,position,title_az\n2024/200,1,Un növlərini bilir\n", "utf-8")
    labels = tmp_path / "az.csv"
    labels.write_text("iri,label\nhttp://data.europa.eu/esco/skill/flour,un növləri\n", "utf-8")
    made = decide("review", "--format", "csv", "--labels", labels)
    assert "kinds of flour" in made.out


def test_a_workbook_is_not_written_to_a_terminal(decide: Run) -> None:
    assert "give --output" in decide("review").err


def test_a_register_with_errors_is_not_asked_about(decide: Run, register: Path) -> None:
    (register / "links.csv").write_text(
        "qualification,position,skill,decision,person,date,method\n2024/200,1,,accepted,B,2026-01-01,manual\n",
        "utf-8",
    )
    answer = decide("figures")
    assert answer.status == 2
    assert "The register has 1 errors; the first: The decision is “accepted”" in answer.err
