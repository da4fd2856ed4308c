"""Proofs in words: a text tree, plain data for JSON, and PROV-O in Turtle.

The words come from the phrases with which relations are declared (`{parameter}` stands for an argument). A `label` callback
(type, value, language) gives names for values; without one a value is shown as it is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from kg.rules.program import Program, Rule

from .proof import Proof
from .unknown import Unknown
from .whynot import Obstacle

Label = Callable[[str, Any, str], str]

WORDS = {
    "zh": {
        "obligation": "应当：", "prohibition": "不得：", "permission": "可以：", "not": "并非：", "absence": "没有：",
        "and": "，且", "sum": "合计", "count": "计数", "min": "最小值", "max": "最大值", "at least": "至少 {}", "at most": "至多 {}",
        "unsaid": "（未填）", "any": "（任意）", "rule": "规则", "basis": "依据", "fact": "事实", "open": "未填",
        "missing": "缺少：", "over": "优先于规则 {}", "more": "……", "needs": "取决于 {}", "blocked": "但有：", "fails": "不成立：",
        "held": "{} 条前提中成立 {} 条",
    },
    "en": {
        "obligation": "it is required that ", "prohibition": "it is forbidden that ", "permission": "it is permitted that ",
        "not": "it is not so that ", "absence": "there is no case that ", "and": " and ", "sum": "sum", "count": "count",
        "min": "least", "max": "greatest", "at least": "at least {}", "at most": "at most {}", "unsaid": "(unsaid)",
        "any": "(any)", "rule": "rule", "basis": "basis", "fact": "fact", "open": "unsaid", "missing": "missing: ",
        "over": "prevails over rule {}", "more": "…", "needs": "depends on {}", "blocked": "but: ", "fails": "fails: ",
        "held": "of {} premises {} hold",
    },
}  # fmt: skip
SIGNS = {">=": "≥", "<=": "≤", "!=": "≠"}


def number_text(value: Any) -> str:
    """A number in full: a terminating decimal where there is one, else a fraction."""
    if isinstance(value, Fraction):
        if value.denominator == 1:
            return str(value.numerator)
        rest, digits = value.denominator, 0
        for prime in (2, 5):
            count = 0
            while rest % prime == 0:
                rest //= prime
                count += 1
            digits = max(digits, count)
        if rest == 1:
            scaled = abs(value.numerator) * 10**digits // value.denominator
            text = str(scaled).rjust(digits + 1, "0")
            return ("-" if value < 0 else "") + f"{text[:-digits]}.{text[-digits:]}"
        return f"{value.numerator}/{value.denominator}"
    return str(value)


class Teller:
    """Puts the steps of proofs of one program into words of one language (zh or en)."""

    def __init__(self, program: Program, language: str = "zh", label: Label | None = None) -> None:
        self.program = program
        self.language = language
        self.words = WORDS[language]
        self.label = label

    # -- sentences --------------------------------------------------------------------------------------------------

    def value(self, value: Any, kind: str = "", missing: str = "unsaid") -> str:
        """A value in words; `kind` is its declared type."""
        if value.__class__ is Unknown:
            if value.low is not None and value.low != 0:
                return self.words["at least"].format(number_text(value.low))
            if value.high is not None:
                return self.words["at most"].format(number_text(value.high))
            return self.words[missing]
        if isinstance(value, (int, Fraction)) and not isinstance(value, bool):
            return number_text(value)
        return self.label(kind, value, self.language) if self.label is not None else str(value)

    def statement(self, proof: Proof, missing: str = "unsaid") -> str:
        """The atom of a step, from its relation's phrase."""
        relation = self.program.relations.get(proof.relation)
        phrase = getattr(relation, self.language) if relation is not None else ""
        if relation is None or not phrase:
            text = f"{proof.relation}({', '.join(self.value(v, missing=missing) for v in proof.row)})"
        else:
            text = phrase
            for parameter, value in zip(relation.parameters, proof.row, strict=True):
                text = text.replace("{" + parameter.name + "}", self.value(value, parameter.type, missing))
        if proof.modality:
            text = self.words[proof.modality] + text
        return self.words["not"] + text if proof.negated else text

    def sentence(self, proof: Proof) -> str:
        """One step in words."""
        if proof.kind == "comparison":
            left, right = (self.value(value) for value in proof.row)
            return f"{left} {SIGNS.get(proof.relation, proof.relation)} {right}"
        if proof.kind == "total":
            return f"{self.words[proof.relation]} = {self.value(proof.row[0])}"
        if proof.kind == "absence":
            return self.words["absence"] + self.words["and"].join(self._pattern(p) for p in proof.premises)
        if proof.kind == "unopposed":
            return self.words["over"].format(proof.relation)
        if proof.kind == "missing":
            return self.words["missing"] + self.statement(proof, "any")
        return self.statement(proof)

    def _pattern(self, proof: Proof) -> str:
        if proof.relation in self.program.relations or proof.relation[:1].isalpha():
            return self.statement(proof, "any")
        left, right = (self.value(value, missing="any") for value in proof.row)
        return f"{left} {SIGNS.get(proof.relation, proof.relation)} {right}"

    def rule_line(self, rule: Rule) -> str:
        """A rule by name, gloss and legal basis."""
        text = f"{self.words['rule']} {rule.name}"
        if rule.gloss:
            text += f": {rule.gloss}"
        if rule.basis:
            where = "; ".join(f"{b.instrument} {b.provision}".strip() for b in rule.basis)
            text += f" [{self.words['basis']}: {where}]"
        return text

    # -- trees ------------------------------------------------------------------------------------------------------

    def text(self, proof: Proof) -> str:
        """The proof as an indented tree, one step a line."""
        lines: list[str] = []
        self._lines(proof, "", "", lines)
        return "\n".join(lines)

    def _lines(self, proof: Proof, first: str, following: str, lines: list[str]) -> None:
        sentence = self.sentence(proof)
        if proof.kind == "open":
            sentence += f" [{self.words['needs'].format(', '.join(proof.needs))}]"
        lines.append(first + sentence)
        children = () if proof.kind == "absence" else proof.premises
        if proof.rule is not None and proof.kind != "unopposed":
            lines.append(f"{following}{'│ ' if children else '  '}← {self.rule_line(proof.rule)}")
        for index, child in enumerate(children):
            last = index == len(children) - 1 and not proof.pruned
            self._lines(child, following + ("└─ " if last else "├─ "), following + ("   " if last else "│  "), lines)
        if proof.pruned:
            lines.append(following + "└─ " + self.words["more"])

    def data(self, proof: Proof) -> dict[str, Any]:
        """The proof as dicts and lists of texts, ready for JSON; numbers are texts, so that they stay exact."""
        result: dict[str, Any] = {"kind": proof.kind, "sentence": self.sentence(proof)}
        if proof.kind in ("fact", "rule", "open"):
            result["relation"] = proof.relation
            result["arguments"] = [self._plain(value) for value in proof.row]
        if proof.modality:
            result["modality"] = proof.modality
        if proof.negated:
            result["negated"] = True
        if proof.rule is not None:
            result["rule"] = proof.rule.name
            if proof.rule.gloss:
                result["gloss"] = proof.rule.gloss
            if proof.rule.basis:
                result["basis"] = [{"instrument": b.instrument, "provision": b.provision} for b in proof.rule.basis]
        if proof.needs:
            result["needs"] = list(proof.needs)
        if proof.premises and proof.kind != "absence":
            result["premises"] = [self.data(premise) for premise in proof.premises]
        if proof.pruned:
            result["pruned"] = True
        return result

    def _plain(self, value: Any) -> Any:
        if value.__class__ is Unknown:
            return None
        if isinstance(value, (bool, str)):
            return value
        return number_text(value)

    def obstacles(self, obstacles: list[Obstacle], indent: str = "") -> str:
        """Why a conclusion is not drawn, one rule a paragraph."""
        lines: list[str] = []
        for obstacle in obstacles:
            if obstacle.rule is not None:
                held = self.words["held"].format(obstacle.premises, obstacle.satisfied)
                lines.append(f"{indent}{self.rule_line(obstacle.rule)} ({held})")
            if obstacle.failed is not None:
                prefix = "" if obstacle.failed.kind == "missing" else self.words["fails"]
                lines.append(f"{indent}  {prefix}{self.sentence(obstacle.failed)}")
            if obstacle.needs:
                lines.append(f"{indent}  {self.words['needs'].format(', '.join(obstacle.needs))}")
            lines += [f"{indent}  {self.words['blocked']}{self.sentence(proof)}" for proof in obstacle.blocking]
            if obstacle.deeper:
                lines.append(self.obstacles(list(obstacle.deeper), indent + "    "))
        return "\n".join(lines)

    # -- PROV-O -----------------------------------------------------------------------------------------------------

    def turtle(self, proof: Proof, base: str = "urn:kgquery:proof:") -> str:
        """The proof as PROV-O: a step is an entity derived from its premises by an activity that follows a rule.

        An entity's IRI is `base` and a digest of what it states, so the same step has the same IRI in every proof.
        """
        blocks: dict[str, str] = {}
        self._entity(proof, base, blocks)
        head = (
            "@prefix prov: <http://www.w3.org/ns/prov#> .\n@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
            "@prefix dcterms: <http://purl.org/dc/terms/> .\n"
        )
        return head + "\n" + "\n".join(blocks.values())

    def _entity(self, proof: Proof, base: str, blocks: dict[str, str]) -> str:
        children = () if proof.kind == "absence" else proof.premises
        parts = [self._entity(child, base, blocks) for child in children]
        key = "|".join([proof.kind, proof.relation, repr(proof.row), proof.modality or "", str(proof.negated),
                        proof.rule.name if proof.rule else "", self.sentence(proof), *parts])
        digest = hashlib.sha256(key.encode()).hexdigest()[:20]
        iri = f"<{base}{digest}>"
        if iri in blocks:
            return iri
        lines = [f"{iri} a prov:Entity ;", f"  rdfs:label {_literal(self.sentence(proof))}@{self.language}"]
        if parts:
            lines[-1] += " ;"
            lines.append(f"  prov:wasDerivedFrom {', '.join(dict.fromkeys(parts))}")
        if proof.rule is not None and proof.kind == "rule":
            activity, rule = f"<{base}{digest}/step>", f"<{base}rule/{hashlib.sha256(proof.rule.name.encode()).hexdigest()[:20]}>"
            lines[-1] += " ;"
            lines.append(f"  prov:wasGeneratedBy {activity}")
            used = f" ;\n  prov:used {', '.join(dict.fromkeys(parts))}" if parts else ""
            lines[-1] += " ."
            lines.append(
                f"{activity} a prov:Activity{used} ;\n  prov:qualifiedAssociation [ a prov:Association ;"
                f" prov:agent <{base}engine> ; prov:hadPlan {rule} ] .")
            plan = f"{rule} a prov:Plan, prov:Entity ;\n  dcterms:identifier {_literal(proof.rule.name)}"
            if proof.rule.gloss:
                plan += f" ;\n  rdfs:comment {_literal(proof.rule.gloss)}"
            for basis in proof.rule.basis:
                plan += f" ;\n  dcterms:source {_literal(f'{basis.instrument} {basis.provision}'.strip())}"
            blocks.setdefault(rule, plan + " .\n")
            blocks.setdefault("engine", f"<{base}engine> a prov:SoftwareAgent .\n")
        else:
            lines[-1] += " ."
        blocks[iri] = "\n".join(lines) + "\n"
        return iri


def _literal(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
    return f'"{escaped}"'
