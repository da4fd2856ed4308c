"""What a person should look at in where a profile says that its enterprise lies: the answer stands, but less of it than might seem."""

from __future__ import annotations

from kg.errors import Fault, nearest_name
from kg.knowledge import Knowledge
from kg.profile.enterprise import Enterprise


def doubtful_places(knowledge: Knowledge, enterprise: Enterprise, file: str) -> list[Fault]:
    """What to say of the place and the subdistrict of a profile that was read from `file`; nothing where all is plain."""
    doubts = (_own_law(knowledge, enterprise, file), _unknown_subdistrict(knowledge, enterprise, file))
    return [doubt for doubt in doubts if doubt is not None]


def _own_law(knowledge: Knowledge, enterprise: Enterprise, file: str) -> Fault | None:
    """That other law holds where the enterprise lies, and none of it is held here."""
    if not any((place,) in knowledge.prepared.rows("own-law") for place in enterprise.places):
        return None
    place = knowledge.places.find(enterprise.place).place
    return Fault(file, "/place", f"{place.name if place else enterprise.place} has laws of its own, of which none is held: an answer cannot be complete",
                 allowed="a place where the mainland's statutes hold")


def _unknown_subdistrict(knowledge: Knowledge, enterprise: Enterprise, file: str) -> Fault | None:
    """That the register of a district does not have the subdistrict or town.

    The answer stands without it, but none of the bodies that a plan calls 各街道办事处 or 各镇政府 is then named. Of most
    districts no register is held, and nothing can be said.
    """
    name = enterprise.subdistrict
    if name is None:
        return None
    known = [row[1] for row in knowledge.prepared.rows("local-register") if row[0] in enterprise.places]
    if not known or name in known:
        return None
    areas = sorted(area for area in known if not area.endswith("办事处"))
    return Fault(file, "/subdistrict", f"the district has no {name!r}, so no body of it is named in the answer",
                 allowed="、".join(areas), nearest=nearest_name(name, areas))
