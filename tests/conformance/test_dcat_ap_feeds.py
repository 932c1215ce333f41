"""The activities against the shape of DCAT-AP Feeds: they conform but for what they are about.

The profile is for catalogues: it wants every object to be a catalogue, a dataset, a distribution, a service,
an agent, a contact or a licence. Here the objects are the things of the register, and of those only agents
are among them; that is the whole remainder.
"""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
from rdflib import RDF, SH, SKOS, Graph, Namespace, URIRef

from nqfgraph.release import Silence, build
from nqfgraph.settings import Settings
from nqfgraph_server import create_app
from nqfgraph_server.validation import jobs_of

pytestmark = pytest.mark.conformance

REGISTER = Path(__file__).parents[1] / "server" / "register"
AS = Namespace("https://www.w3.org/ns/activitystreams#")
AGENT = URIRef("http://xmlns.com/foaf/0.1/Agent")
TITLE = URIRef("http://purl.org/dc/terms/title")
TRIG = "application/trig"


@pytest.fixture
def activities(tmp_path: Path) -> Graph:
    """Return the stream of two releases, of which the second lacks a qualification, in one graph."""
    register, home = tmp_path / "register", tmp_path / "home"
    shutil.copytree(REGISTER, register)
    build(register, home, now=datetime.now(UTC), progress=Silence())
    path = register / "qualifications.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows[:-1])
    build(register, home, now=datetime.now(UTC), progress=Silence())
    app = create_app(Settings(home=home, workers=1))
    try:
        page = app.test_client().get("/feeds/activities/1", headers={"Accept": TRIG})
    finally:
        app.extensions["nqfgraph"].pool.close()
        jobs_of(app).close()
    quads = ox.parse(page.data, format=ox.RdfFormat.TRIG, base_iri="https://x.example/feeds/activities/1")
    return Graph().parse(data="".join(f"{quad.triple} .\n" for quad in quads), format="nt")


def test_activities_conform_but_for_what_they_are_about(
    activities: Graph, shared: Callable[[str], Path]
) -> None:
    shapes = Graph().parse(shared("conformance/dcat-ap-feeds/shape.ttl"))
    # What it imports, in the version whose files can be used.
    shapes.parse(shared("conformance/dcat-ap/3.0.1/html-shacl/shapes.ttl"))
    _, report, _ = pyshacl.validate(activities, shacl_graph=shapes)
    found = Counter(
        (report.value(each, SH.resultPath), report.value(each, SH.focusNode))
        for each in report.subjects(RDF.type, SH.ValidationResult)
    )
    said = [
        (activity, thing)
        for kind in (AS.Create, AS.Update)
        for activity in activities.subjects(RDF.type, kind)
        for thing in activities.objects(activity, AS.object)
    ]
    others = [(activity, thing) for activity, thing in said if (thing, RDF.type, AGENT) not in activities]
    about: Counter[tuple[object, object]] = Counter((AS.object, activity) for activity, _ in others)
    # Each of these is told twice: that the object does not conform, and why.
    about += Counter((None, thing) for _, thing in others)
    # The shape of category schemes looks at every scheme; ours have labels.
    schemes = {each for each in activities.subjects(RDF.type, SKOS.ConceptScheme)}
    named = {each for each in schemes if (each, TITLE, None) in activities}
    about += Counter((TITLE, each) for each in schemes - named)
    assert found == about
    assert len(said) > len(others)
    assert list(activities.subjects(RDF.type, AS.Delete))
