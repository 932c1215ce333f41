"""The register as a ``Dataset`` of schema.org, for search engines of datasets, which do not read DCAT.

It says of the release that is served what the catalogue says (`nqfgraph.exports.catalogue`), with the same
IRIs. The properties are those that Google Dataset Search demands and recommends, as far as they are known.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from nqfgraph.exports import catalogue_texts
from nqfgraph.exports.catalogue_texts import Texts
from nqfgraph.exports.published import DISTRIBUTIONS, Published
from nqfgraph.iris import Iris, part

Node = dict[str, Any]


def write_dataset(base: str, current: Published) -> Node:
    """Return the register below ``base`` as JSON-LD that needs no other document to be read."""
    catalogue = Iris(base).catalogue()
    return {
        "@context": {"@vocab": "https://schema.org/"},
        "@type": "Dataset",
        "@id": part(catalogue, "dataset"),
        "name": _texts(current.title),
        "description": _texts(current.description or current.title),
        "url": {"@id": base},
        "identifier": part(catalogue, "dataset"),
        "license": {"@id": current.licence},
        "isAccessibleForFree": True,
        "keywords": [
            {"@value": word, "@language": language}
            for language, words in catalogue_texts.KEYWORDS.items()
            for word in words
        ],
        "inLanguage": list(current.languages),
        "version": current.version,
        "dateModified": f"{current.modified:%Y-%m-%d}",
        "publisher": {
            "@type": "Organization",
            "@id": current.publisher,
            "name": _texts(current.publisher_name),
        },
        "includedInDataCatalog": {
            "@type": "DataCatalog",
            "@id": part(catalogue, "catalogue"),
            "name": _texts(current.title),
            "url": {"@id": catalogue},
        },
        "distribution": list(_downloads(base, current)),
    }


def _downloads(base: str, current: Published) -> Iterator[Node]:
    """Give the files of the release that hold its data, the compressed ones left out."""
    for name, file in current.files.items():
        form = DISTRIBUTIONS.get(name)
        if form is None or form.coding:
            continue
        download: Node = {
            "@type": "DataDownload",
            "name": _texts(form.title),
            "contentUrl": {"@id": f"{base}releases/{current.version}/{name}"},
            "contentSize": f"{file.size} B",
            "sha256": file.sha256,
        }
        if media_type := form.package or form.media_type:
            download["encodingFormat"] = media_type
        yield download


def _texts(texts: Texts) -> list[Node]:
    return [{"@value": text, "@language": language} for language, text in texts.items()]
