"""A release is validated against the one before where the rules are the same, and the report is too."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from nqfgraph.errors import InputError
from nqfgraph.release import Release, Silence, build, building, validating
from nqfgraph.release.folder import REPORT_JSON
from nqfgraph.validation import Report
from nqfgraph.validation.earlier import report_of_json

REGISTER = Path(__file__).with_name("register")
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
Build = Callable[..., Release]


@pytest.fixture
def register(tmp_path: Path) -> Path:
    return Path(shutil.copytree(REGISTER, tmp_path / "register"))


@pytest.fixture
def make(register: Path, tmp_path: Path) -> Build:
    return lambda **options: build(register, tmp_path / "home", now=NOW, progress=Silence(), **options)


@pytest.fixture
def ways(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Treat every register as large, and tell how each is validated."""
    taken: list[str] = []

    def listen(name: str) -> Callable[..., Report | None]:
        real = getattr(validating, name)

        def call(*arguments: object, **options: object) -> Report | None:
            report: Report | None = real(*arguments, **options)
            taken.append(name if report is not None else f"no {name}")
            return report

        return call

    for name in ("validate_store", "validate_dump", "revalidate_dump"):
        monkeypatch.setattr(validating, name, listen(name))
    real = validating.validate
    monkeypatch.setattr(building, "validate", lambda *arguments: real(*arguments, small=0))
    return taken


def report_of(release: Release) -> object:
    return json.loads(release.report_path.read_bytes())


def change_a_title(register: Path) -> None:
    path = next(register.glob("qualifications*.csv"))
    path.write_text(
        path.read_text(encoding="utf-8").replace("Economics", "Applied Economics"), encoding="utf-8"
    )


def test_only_the_first_release_is_validated_as_a_whole(make: Build, register: Path, ways: list[str]) -> None:
    first = make()
    change_a_title(register)
    second = make()
    assert ways == ["validate_dump", "revalidate_dump"]
    third = make(full=True)
    assert ways == ["validate_dump", "revalidate_dump", "validate_dump"]
    assert report_of(second) == report_of(third)
    assert first.dump.read_bytes() != second.dump.read_bytes()


def test_a_small_register_is_validated_at_once(
    make: Build, ways: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    large = make()
    monkeypatch.setattr(building, "validate", validating.validate)
    small = make()
    assert ways == ["validate_dump", "validate_store"]
    assert report_of(small) == report_of(large)


def spoil_rules(release: Release) -> None:
    path = release.folder / REPORT_JSON
    path.write_text(json.dumps({**json.loads(path.read_bytes()), "rules": "others"}))


@pytest.mark.parametrize(
    "spoil",
    [
        spoil_rules,
        lambda release: release.dump.unlink(),
        lambda release: (release.folder / REPORT_JSON).unlink(),
        lambda release: (release.folder / REPORT_JSON).write_text("[]"),
        lambda release: (release.folder / REPORT_JSON).write_text("{"),
    ],
    ids=["other rules", "no dump", "no report", "another report", "a broken report"],
)
def test_what_cannot_be_built_upon_is_validated_as_a_whole(
    make: Build, ways: list[str], spoil: Callable[[Release], object]
) -> None:
    spoil(make())
    make()
    assert ways == ["validate_dump", "validate_dump"]


def test_rules_change_with_the_profiles() -> None:
    iris = make_iris("https://a.example/")
    digest = validating.digest_of_rules(["elm-loq"], iris)
    assert digest == validating.digest_of_rules(["elm-loq"], iris)
    assert digest != validating.digest_of_rules(["elm-loq", "register"], iris)
    assert digest != validating.digest_of_rules(["elm-loq"], make_iris("https://b.example/"))


def make_iris(base: str) -> validating.Iris:
    return validating.Iris(base)


@pytest.mark.parametrize(
    "value", [None, [], {}, {"findings": [{}], "causes": [], "checked": {}}, {"findings": 1}]
)
def test_what_is_no_report_is_refused(value: object) -> None:
    with pytest.raises(InputError, match="not a report"):
        report_of_json(value)
