"""Whether a profile's subdistrict is one of its district's."""

from __future__ import annotations

from kg.errors import Fault, nearest_name
from kg.knowledge import Knowledge
from kg.profile.enterprise import Enterprise


def unknown_subdistrict(knowledge: Knowledge, enterprise: Enterprise, file: str) -> Fault | None:
    """What to say of a subdistrict or town that the register of its district does not have; None where nothing is wrong.

    The answer stands without it, but none of the bodies that a plan calls 各街道办事处 or 各镇政府 is then named. Of most
    districts no register is held, and nothing can be said. `file` is where the profile was read from.
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
