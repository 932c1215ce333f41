"""What the guide and the notebook show can be done."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from nqfgraph.client import failures
from nqfgraph.client.client import Client

DOCS = Path(__file__).resolve().parents[2] / "docs"
GUIDE = DOCS / "guides" / "asking.md"
NOTEBOOK = DOCS / "notebooks" / "first-questions.ipynb"
BLOCKS = re.findall(r"^```python\n(.*?)^```$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
DEFAULT = "http://127.0.0.1:8000/sparql"

RUN = """
import sys, nbformat
from nbclient import NotebookClient
source, made = sys.argv[1:]
notebook = nbformat.read(source, as_version=4)
NotebookClient(notebook, timeout=60, kernel_name="python3").execute()
nbformat.write(notebook, made)
"""


def test_the_guide_works_from_top_to_bottom(endpoint, capsys):
    assert len(BLOCKS) >= 7
    assert DEFAULT in BLOCKS[0]
    names: dict[str, object] = {}
    for block in BLOCKS:
        exec(block.replace(DEFAULT, endpoint), names)
    levels, everything = names["levels"], names["everything"]
    assert levels["count"].sum() == names["six"]["count"].sum() + levels["count"].drop(5).sum()
    assert len(names["six"]) == 1
    assert len(everything) == len(everything.drop_duplicates()) > 500
    assert len(names["english"]) > 0
    assert len(names["skills"]) > 0
    assert len(names["exact"]) == 5
    assert names["there"] is True
    shown = capsys.readouterr().out
    assert "release 2026-11-23.1, retrieved" in shown
    assert "@misc{nqf-2026-11-23-1-" in shown
    assert "line 2" in shown


def test_the_guide_names_the_defaults_and_the_extra():
    text = GUIDE.read_text(encoding="utf-8")
    client = Client()
    assert client.endpoint == DEFAULT
    assert "pip install 'nqfgraph[client]'" in text
    assert failures.MISSING.endswith("pip install 'nqfgraph[client]'")


def test_the_notebook_is_kept_without_outputs():
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert len(code) >= 8
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code)


@pytest.fixture(scope="module")
def outputs(
    endpoint: str, tmp_path_factory: pytest.TempPathFactory, plain_environment: Mapping[str, str]
) -> dict[str, str]:
    """Run the notebook in a kernel and return what each cell shows, by the cell's name."""
    folder = tmp_path_factory.mktemp("notebook")
    made = folder / "made.ipynb"
    # In a process of its own, because the kernel's client leaves warnings of sockets behind.
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(NOTEBOOK), str(made)],
        env={
            **plain_environment,
            "NQFGRAPH_ENDPOINT": endpoint,
            "IPYTHONDIR": str(folder / "ipython"),
            "JUPYTER_RUNTIME_DIR": str(folder / "runtime"),
            "PYTHONWARNINGS": "ignore",
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )
    assert done.returncode == 0, done.stderr
    cells = json.loads(made.read_text(encoding="utf-8"))["cells"]
    return {
        cell["id"]: "".join(
            "".join(shown.get("text", "") or shown.get("data", {}).get("text/plain", ""))
            for shown in cell["outputs"]
        )
        for cell in cells
        if cell["cell_type"] == "code"
    }


def test_the_notebook_runs_and_shows_what_it_says(outputs):
    assert outputs["client"] == "'2026-11-23.1'"
    assert "Level 6" in outputs["levels"]
    assert "claimed to be compatible" in outputs["claims"]
    assert "Education" in outputs["fields"]
    assert "algorithms" in outputs["skills"]
    assert "bachelor" in outputs["one"]
    assert outputs["cite"].startswith("Register of qualifications, release 2026-11-23.1, retrieved ")
    assert all(outputs.values())
