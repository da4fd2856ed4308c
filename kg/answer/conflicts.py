"""Conclusions that rules draw against each other and that nothing settles: neither is concluded, and both are told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.errors import Fault

if TYPE_CHECKING:
    from kg.answer.obligations import Answer

_WORDS = {
    "zh": {"against": "{one}与{other}相互冲突，规则未定何者优先，二者均不成立", "by": "“{said}”（规则 {rules}）", "names": "、"},
    "en": {"against": "{one} and {other} go against each other, no rule prevails, and neither is concluded",
           "by": "“{said}” (rule {rules})", "names": ", "},
}  # fmt: skip


def conflicts(answer: Answer, lang: str = "zh") -> list[dict[str, Any]]:
    """Each conflict as its two `sides`, with what each says, the `rules` that say it and their `proofs`; mostly there are none."""
    if not answer.model.prepared.contests:
        return []
    from kg.answer.proofs import AnswerTeller

    teller = AnswerTeller(answer, lang)
    found = []
    for conflict in answer.model.conflicts:
        sides = []
        for proofs in (conflict.left_proofs, conflict.right_proofs):
            told = [teller.tell(proof) for proof in proofs]
            sides.append({"sentence": told[0]["sentence"], "rules": [one["rule"] for one in told if "rule" in one], "proofs": told})
        found.append({"sides": sides})
    return found


def conflict_faults(answer: Answer, lang: str = "zh") -> list[Fault]:
    """The conflicts of an answer, to be said beside it."""
    words = _WORDS[lang]
    faults = []
    for conflict in conflicts(answer, lang):
        one, other = (words["by"].format(said=side["sentence"], rules=words["names"].join(side["rules"])) for side in conflict["sides"])
        faults.append(Fault("rules", "", words["against"].format(one=one, other=other)))
    return faults
