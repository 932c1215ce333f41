"""``[qdr.levels]`` of a register.toml: the EU's IRIs of the register's levels."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from nqfgraph.errors import InputError
from nqfgraph.ontology import Ontology
from nqfgraph.sources import load_configuration, read_register

REGISTER = Path(__file__).parents[1] / "release" / "register"


def with_levels(folder: Path, lines: str) -> Path:
    register = Path(shutil.copytree(REGISTER, folder / "register"))
    toml = register / "register.toml"
    toml.write_text(f"{toml.read_text(encoding='utf-8')}\n{lines}\n", encoding="utf-8")
    return register


def test_levels_are_mapped(tmp_path: Path) -> None:
    register = with_levels(tmp_path, '[qdr.levels]\n6 = "http://data.europa.eu/snb/qdr/c_6919ed25"')
    levels = load_configuration(register).description.qdr_levels
    assert levels == {"6": "http://data.europa.eu/snb/qdr/c_6919ed25"}
    assert load_configuration(REGISTER).description.qdr_levels == {}


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (
            '[qdr.levels]\n6 = "http://data.europa.eu/snb/eqf/6"',
            "“http://data.europa.eu/snb/eqf/6” for level 6",
        ),
        ('[qdr]\nlevel = "6"', "“level” is not known"),
        ('[qdr]\nlevels = "6"', "is not a table of values"),
    ],
)
def test_what_is_not_an_entry_of_the_list_is_an_error(lines: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=message) as caught:
        load_configuration(with_levels(tmp_path, lines))
    assert caught.value.place is not None
    assert caught.value.place.line is not None


def test_a_level_that_the_register_does_not_have_is_an_issue(tmp_path: Path) -> None:
    register = with_levels(tmp_path, '[qdr.levels]\n60 = "http://data.europa.eu/snb/qdr/c_6919ed25"')
    _, issues = read_register(register, Ontology.load())
    (issue,) = [each for each in issues if each.code == "unknown-reference"]
    assert issue.message.startswith("There is no level “60”")
