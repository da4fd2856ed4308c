"""What an answer rests on that is not whole: lists of which a part is held."""

from __future__ import annotations

from typing import Any

from kg.knowledge import Knowledge
from kg.profile.enterprise import Enterprise, Holding
from kg.profile.facts import IT

_BRACKETS = "（("
_LAST_DAY = "9999-12-31"
# Lists that name chemicals; that a chemical is on none of them cannot be said while one is not held.
_NAMING = ("highly_toxic", "explosive_precursors", "drug_precursors", "special_control", "key_chemicals")
_PERMIT_USER = "kg:UsePermitUser"
_COMPLETENESS_EN = {
    "not_held": "“{en}” is not held: whether a chemical is on it cannot be told for this date",
    "partial": "only {lines} quantities of “{en}” are held, from a draft: a chemical that is not among them may have one",
    "first_lines": "of each entry of “{en}” only the first line is held: forms and concentrations are not told apart",
    "classes": "“{en}” also covers classes that name no chemicals: only hazard_class in the profile tells whether one is in them",
    "no_edition": "no edition of GB 18218 that is held was in force on this date: S, R and grades cannot be given",
    "later_edition": "“{en}” is not held: chemicals were found by the catalogue of 2015",
}
_COMPLETENESS_ZH = {
    "not_held": "{zh}未收，不能判断该日期化学品是否列入",
    "partial": "{zh}只收{lines}项，且数值出自征求意见稿；未收的化学品可能另有标准",
    "first_lines": "{zh}每个序号只收首行，不区分形态与浓度",
    "classes": "{zh}还包括未逐一点名的类别，须由档案中的 hazard_class 说明是否属于",
    "no_edition": "该日期有效的GB 18218版本未收，不能给出S、R和级别",
    "later_edition": "{zh}未收，化学品按2015版目录查找",
}


def caveats(
    knowledge: Knowledge, enterprise: Enterprise, as_of: str, model: Any, classified: bool = False
) -> list[dict[str, str]]:
    """The lists that an answer about `enterprise` at `as_of` depends on and that are not held in full.

    Each as `list` (its id in the table of lists), `completeness` (`not_held`, `partial`, `first_lines`, or `complete` for a
    list that goes beyond what it names), `note_zh` and `note_en`. A list that cannot change the answer is left out.

    Args:
        model: what the rules conclude of the enterprise.
        classified: the answer is the classification itself, which shows more than obligations depend on.
    """
    return _Caveats(knowledge, enterprise, as_of, model, classified).found()


class _Caveats:
    def __init__(
        self, knowledge: Knowledge, enterprise: Enterprise, as_of: str, model: Any, classified: bool
    ) -> None:
        self.knowledge = knowledge
        self.enterprise = enterprise
        self.model = model
        self.classified = classified
        lists = knowledge.catalogue["lists"]
        self.valid = {i: e for i, e in lists.items() if e["from"] <= as_of <= e.get("to", _LAST_DAY)}

    def found(self) -> list[dict[str, str]]:
        holdings = [
            *(self.enterprise.chemicals or ()), *(h for u in self.enterprise.units or () for h in u.holdings or ())
        ]  # fmt: skip
        found = []
        for identifier, entry in self.valid.items():
            reason = self.reason(entry, holdings)
            if reason:
                found.append(_caveat(identifier, entry["completeness"], reason, entry))
        if self.enterprise.units and not any(e["kind"] == "major_hazard" for e in self.valid.values()):
            found.append(_caveat("gb18218", "not_held", "no_edition", {"zh": "GB 18218", "en": "GB 18218"}))
        return found

    def reason(self, entry: dict[str, Any], holdings: list[Holding]) -> str:
        """Why the answer depends on what is missing of a list, as a key of the notes; empty when it does not."""
        completeness, kind = entry["completeness"], entry["kind"]
        named = any(h.chemical for h in holdings)
        if completeness == "not_held":
            if kind in _NAMING:
                return "not_held" if named else ""
            return "later_edition" if kind == "catalogue" and named and self.classified else ""
        if completeness == "partial":
            return "partial" if kind == "use_permit" and self.permit_matters() else ""
        if completeness == "first_lines":
            return "first_lines" if any(self.of_a_form(h) for h in holdings) else ""
        if kind == "key_chemicals" and self.classified and self.has_key_classes(entry) and self.class_matters(holdings):
            return "classes"
        return ""

    def permit_matters(self) -> bool:
        """Whether the quantity for the use permit is reached or may be; for obligations, by one whom the permit concerns."""
        relation, value = ("hazard", "use_permit_quantity") if self.classified else ("is-a", _PERMIT_USER)
        row = (IT, value)
        return row in self.model.rows(relation) or row in self.model.open_rows(relation)

    def of_a_form(self, holding: Holding) -> bool:
        """Whether a name says more of the form than the catalogue's entry for it does."""
        if holding.chemical is None or not any(b in holding.name for b in _BRACKETS):
            return False
        return bool(self.knowledge.substances.find(None, holding.name).qualifier)

    def has_key_classes(self, entry: dict[str, Any]) -> bool:
        lists = {row[0] for row in self.model.rows("key-class")}
        return any(self.valid.get(name.removeprefix("list/")) is entry for name in lists)

    def class_matters(self, holdings: list[Holding]) -> bool:
        """Whether a named chemical whose class nobody stated could be a key chemical by its class only."""
        keys = {row[1] for row in self.model.rows("chemical-hazard") if row[2] == "key_chemical"}
        return any(h.chemical and h.symbol is None and h.chemical not in keys for h in holdings)


def _caveat(identifier: str, completeness: str, reason: str, entry: dict[str, Any]) -> dict[str, str]:
    return {
        "list": identifier, "completeness": completeness,
        "note_zh": _COMPLETENESS_ZH[reason].format(**entry), "note_en": _COMPLETENESS_EN[reason].format(**entry),
    }  # fmt: skip

