"""The reasons of `nqfgraph.exports.qdr.remarks.REASONS` for readers of pages, and what to do about each."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from nqfgraph_server.languages import marked as _

READABLE: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "illustrative": (
            _("It is marked as illustrative; QDR is for what exists."),
            _("Replace it by what the awarding body publishes, and mark it official."),
        ),
        "level-not-in-qdr": (
            _("Its level is not in the EU's list of national levels, or not mapped to it yet."),
            _("Once the EU has assigned an address to the level, write it under [qdr.levels]."),
        ),
        "no-language": (
            _("It says no language of instruction or assessment."),
            _("Fill in the language in the table of qualifications."),
        ),
        "no-eqf-level": (
            _("Its level has no statement that relates it to an EQF level."),
            _("Add the statement to the table of level statements."),
        ),
        "no-field": (_("It has no field of education (ISCED-F)."), _("Fill in the field of education.")),
        "no-title": (_("It has no title with a language."), _("Fill in a title.")),
        "incomplete": (_("Something that QDR demands is missing."), _("Complete the part that is named.")),
        "not-in-list": (
            _("The value is not in the EU's closed list for this."),
            _("Use a listed code, or leave it so: the rest is in the file."),
        ),
        "not-described": (
            _("What it refers to is not described completely."),
            _("Describe it in the register; an organisation needs its place and country."),
        ),
        "empty": (_("The value says nothing."), _("Correct it or remove it.")),
        "wrong-form": (_("The value does not have the form that QDR demands."), _("Correct the value.")),
        "only-one": (
            _("QDR takes one value here; the first one was written."),
            _("Remove the other values."),
        ),
    }
)
"""Code to why something was left out, and to the way out."""

TAKEN: Mapping[str, str] = MappingProxyType(
    {
        "qualifications": _(
            "The Qualifications Dataset Register of Europass takes %(written)s of the %(total)s"
            " qualifications of this release."
        ),
        "learning-opportunities": _(
            "The Qualifications Dataset Register of Europass takes %(written)s of the %(total)s learning"
            " opportunities of this release."
        ),
    }
)
"""Name of a data type to how much of it is handed over."""

NO_FILE: Mapping[str, str] = MappingProxyType(
    {
        "qualifications": _("No qualification of this release can be handed to QDR. /qdr/remarks says why."),
        "learning-opportunities": _(
            "No learning opportunity of this release can be handed to QDR."
            " /qdr/remarks?dataset=learning-opportunities says why."
        ),
    }
)
"""Name of a data type to why there is no file of it although there are records."""

EFFECTS: Mapping[str, str] = MappingProxyType(
    {"record left out": _("the whole record"), "part left out": _("this part only")}
)
"""Effect in the table of remarks to the words of pages."""
