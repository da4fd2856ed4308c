"""A query as its head declares it, and the types that a parameter may have."""

from __future__ import annotations

from dataclasses import dataclass

from kg.names import SCHEMES

# A type of things, and the class that its instances have.
THINGS = {
    "document": "kg:Document", "task": "kg:Task", "place": "kg:Place", "chemical": "kg:Chemical", "list": "kg:ReferenceList",
    "instrument": "eli:LegalResource", "body": "org:FormalOrganization", "class": "owl:Class",
}  # fmt: skip
_PLAIN = ("text", "date", "number", "integer", "boolean", "iri")
TYPES = (*_PLAIN, *THINGS, *SCHEMES)
ANY = "any"  # the default that leaves a variable unbound
AS_OF = "asOf"  # the variable that is bound to the date asked about


@dataclass(frozen=True, slots=True)
class Parameter:
    """A declared parameter: the variable's name, its type, the value when it is left out (None: it must be given)."""

    name: str
    type: str
    default: str | None = None
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Query:
    """A query with its head. `name` is what messages call it: a path, or the name of a ready query."""

    name: str
    text: str
    title: str = ""
    purpose: str = ""
    parameters: tuple[Parameter, ...] = ()
    needs_enterprise: bool = False
