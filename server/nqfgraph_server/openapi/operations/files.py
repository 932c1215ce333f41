"""What files of releases, their descriptions and their feeds take and answer."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from nqfgraph_server import archive, atom, changesets, memento, oai, sitemap, tables
from nqfgraph_server.feeds import versions
from nqfgraph_server.feeds.writing import WRITERS
from nqfgraph_server.openapi.operations.operation import (
    CONDITIONAL,
    DESCRIPTION,
    FILES,
    PAGE,
    Bodies,
    Operation,
    bodies,
)
from nqfgraph_server.openapi.schemas import TEXT
from nqfgraph_server.sparql import asked

_XML = bodies(["application/xml"])


def _described(answers: Bodies, *problems: int) -> Operation:
    return Operation(
        tag=FILES, answers=answers, others=(304,), problems=(*problems, 406, 503), parameters=CONDITIONAL
    )


OPERATIONS: Mapping[str, Operation] = MappingProxyType(
    {
        "archive.download GET": Operation(
            tag=FILES,
            answers=bodies(sorted(archive.TYPES)),
            others=(206, 304),
            problems=(404, 416, 503),
            parameters=("Range", *CONDITIONAL),
        ),
        **{
            f"qdr.{view} GET": Operation(
                tag=FILES,
                answers=_XML,
                others=(206, 304),
                problems=(404, 416, 503),
                parameters=("Range", *CONDITIONAL),
            )
            for view in ("current", "current_opportunities", "of_release", "opportunities_of_release")
        },
        "qdr.remarks GET": Operation(
            tag=FILES,
            answers={**PAGE, tables.JSON: None, tables.CSV: None},
            others=(304,),
            problems=(400, 404, 406, 503),
            parameters=("qdr-dataset", "page", "list-format", "lang", *CONDITIONAL),
        ),
        "catalogue.catalogue GET": _described({**PAGE, **DESCRIPTION}),
        "catalogue.document GET": _described(DESCRIPTION, 404),
        "catalogue.register GET": _described({**PAGE, **DESCRIPTION}),
        "catalogue.register_document GET": _described(DESCRIPTION, 404),
        "void.well_known GET": Operation(tag=FILES, others=(303,)),
        "void.void GET": _described(DESCRIPTION),
        "void.document GET": _described(DESCRIPTION, 404),
        "atom.newest GET": _described(bodies([atom.MEDIA_TYPE])),
        "atom.archive GET": _described(bodies([atom.MEDIA_TYPE]), 404),
        **{
            f"{stream}.{view} GET": _described(bodies(WRITERS), *problems)
            for stream in ("ldes", "activities")
            for view, problems in {"root": (), "page": (404,), "inner": (404,)}.items()
        },
        "versions.version GET": _described(bodies(versions.FORMS), 404),
        "oai.get GET": Operation(
            tag=FILES,
            answers=bodies([oai.MEDIA_TYPE]),
            others=(304,),
            problems=(503,),
            parameters=CONDITIONAL,
        ),
        "oai.post POST": Operation(
            tag=FILES,
            answers=bodies([oai.MEDIA_TYPE]),
            problems=(413, 503),
            takes={
                asked.FORM: {"type": "object", "properties": {"verb": TEXT}, "additionalProperties": TEXT}
            },
        ),
        "resourcesync.description GET": _described(_XML),
        "resourcesync.capabilities GET": _described(_XML),
        "resourcesync.index GET": _described(_XML, 404),
        "resourcesync.part GET": _described(_XML, 404),
        "changesets.index GET": _described(bodies([tables.JSON])),
        "changesets.changeset GET": Operation(
            tag=FILES,
            answers=bodies([changesets.ZIP]),
            others=(304,),
            problems=(404, 503),
            parameters=CONDITIONAL,
        ),
        "sitemap.index GET": _described(_XML),
        "sitemap.part GET": _described(_XML, 404),
        "sitemap.robots GET": _described(bodies([sitemap.ROBOTS])),
        "timegate.time_map GET": Operation(
            tag=FILES,
            answers=bodies([memento.LINK_FORMAT]),
            others=(304,),
            problems=(400, 503),
            parameters=("of", *CONDITIONAL),
        ),
    }
)
"""Endpoint and method to what is known of them."""
