"""Parts of addresses that several blueprints share."""

from __future__ import annotations

from nqfgraph_server.languages import LANGUAGES

LANGUAGE = f"any({', '.join(LANGUAGES)})"
"""Converter for the language part of an address: ``/<any(az, en, ru):language>/qualifications``."""
