"""Europass QDR: ELM's LOQ profile as XML, written from a release and read back as RDF."""

from __future__ import annotations

from nqfgraph.exports.qdr.datasets import DATASETS, LEARNING_OPPORTUNITIES, QUALIFICATIONS, Dataset
from nqfgraph.exports.qdr.export import Content, write_dataset
from nqfgraph.exports.qdr.parsing import is_loq
from nqfgraph.exports.qdr.reading import read_elements, read_loq
from nqfgraph.exports.qdr.remarks import Remark, RemarkTable

__all__ = [
    "DATASETS",
    "LEARNING_OPPORTUNITIES",
    "QUALIFICATIONS",
    "Content",
    "Dataset",
    "Remark",
    "RemarkTable",
    "is_loq",
    "read_elements",
    "read_loq",
    "write_dataset",
]
