"""Proofs told: as nested plain data for JSON, as a tree of sentences, as PROV-O in Turtle.

A told step is a dict: `kind` and `sentence`; where a rule concluded it `rule`, `gloss` and `basis` (what the rule rests on, in
words); for a fact `source` (graph, profile or rules), `fact` (relation and arguments as text) and, where known, the `pointer` of the
profile's field or the `text` (its id, document, section and number) that it stands in; `needs` (JSON pointers of what is
open), `premises` (told steps) and `pruned` where they have any.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from kg.names import BASE, NS
from kg.turtle import iri_part, literal

from .sentences import Label, Sentences, as_it_is, phrases_of, value_text

if TYPE_CHECKING:
    from kg.rules.program import Basis, Program

    from .proof import Proof
    from .whynot import Obstacle

WORDS = {
    "zh": {"rule": "规则", "basis": "依据", "profile": "企业档案", "graph": "文件或解读", "more": "（其下省略）", "rule_says": "说明",
           "reason": "解读理由", "needs": "取决于 {x}", "held": "{n} 条前提中成立 {m} 条", "fails": "不成立：{x}", "blocked": "但有：{x}"},
    "en": {"rule": "rule", "basis": "basis", "profile": "profile", "graph": "documents or readings", "more": "(more below)",
           "rule_says": "it says", "reason": "read so because", "needs": "depends on {x}", "held": "of {n} premises {m} hold",
           "fails": "fails: {x}", "blocked": "but: {x}"},
}  # fmt: skip


class Teller:
    """Tells the proofs of one program in one language (zh or en). What a knowledge base adds, a subclass says."""

    def __init__(self, sentences: Sentences, lang: str = "zh") -> None:
        self.sentences = sentences
        self.lang = lang
        self.words = WORDS[lang]
        self.sources: dict[str, str] = {}  # of the relations whose facts come from the graph or a profile: which

    @classmethod
    def of(cls, program: Program, lang: str = "zh", label: Label = as_it_is) -> Teller:
        """A teller for a program by itself, without a knowledge base."""
        teller = cls(Sentences(phrases_of(program), label), lang)
        teller.sources = {relation.name: relation.source for relation in program.relations.values() if relation.source}
        return teller

    # -- what a subclass may say ----------------------------------------------------------------------------------

    def shortened(self, proof: Proof) -> Proof:
        """The step to tell in place of `proof`."""
        return proof

    def said(self, premise: Proof) -> bool:
        """Whether a premise is told at all."""
        return True

    def basis(self, basis: Basis) -> str:
        """What a rule rests on, in words."""
        return f"{basis.instrument} {basis.provision}".strip()

    def reason(self, proof: Proof) -> str:
        """Why a fact is read so; empty where nothing is known of it."""
        return ""

    def stands(self, proof: Proof) -> dict[str, Any]:
        """Where a fact stands: the `pointer` of a profile's field or the `text` of a document; empty where nothing is known of it."""
        return {}

    # -- telling --------------------------------------------------------------------------------------------------

    def tell(self, proof: Proof) -> dict[str, Any]:
        """The proof as nested plain data; numbers are texts, so that they stay exact."""
        step = self.shortened(proof)
        told: dict[str, Any] = {"kind": step.kind, "sentence": self.sentences(step, self.lang)}
        if step.kind == "rule" and step.rule is not None:
            told |= {"rule": step.rule.name, "gloss": step.rule.said(self.lang)}
            if step.rule.basis:
                told["basis"] = [self.basis(basis) for basis in step.rule.basis]
        elif step.kind in ("fact", "open"):
            told["source"] = self.sources.get(step.relation, "rules")
            told["fact"] = [step.relation, *map(value_text, step.row)]
            told |= self.stands(step)
            reason = self.reason(step)
            if reason:
                told["reason"] = reason
        if step.kind != "absence" and step.premises:
            told["premises"] = [self.tell(premise) for premise in step.premises if self.said(premise)]
        if step.needs:
            told["needs"] = list(step.needs)
        if step.pruned:
            told["pruned"] = True
        return told

    def text(self, told: dict[str, Any]) -> str:
        """A told proof as a tree, one sentence a line."""
        return "\n".join(self.lines(told))

    def lines(self, told: dict[str, Any], top: bool = True) -> list[str]:
        """The lines of `text`; the gloss of a rule is given at the top only."""
        words = self.words
        note = ""
        if "rule" in told:
            note = f"  〔{words['rule']} {told['rule']}〕"
        elif told.get("source") in words:
            note = f"  〔{' '.join(filter(None, (words[told['source']], told.get('pointer'))))}〕"
        if told["kind"] == "open":
            note += f"  〔{words['needs'].format(x=', '.join(told['needs']))}〕"
        lines = [told["sentence"] + note]
        if told.get("reason"):
            lines.append(f"   {words['reason']}：{told['reason']}")
        if told.get("gloss") and top:
            lines.append(f"   {words['rule_says']}：{told['gloss']}")
        lines += [f"   {words['basis']}：{basis}" for basis in told.get("basis", ())]
        if told.get("pruned"):
            lines.append("   " + words["more"])
        premises = told.get("premises", [])
        for number, premise in enumerate(premises, 1):
            first, *rest = self.lines(premise, top=False)
            last = number == len(premises)
            lines.append(("└─ " if last else "├─ ") + first)
            lines += [("   " if last else "│  ") + line for line in rest]
        return lines

    def obstacles(self, obstacles: Iterable[Obstacle], indent: str = "") -> str:
        """Why a conclusion is not drawn (`Model.why_not`), one rule a paragraph."""
        words = self.words
        lines: list[str] = []
        for obstacle in obstacles:
            if obstacle.rule is not None:
                held = words["held"].format(n=obstacle.premises, m=obstacle.satisfied)
                gloss = obstacle.rule.said(self.lang)
                lines.append(f"{indent}{words['rule']} {obstacle.rule.name}{f': {gloss}' if gloss else ''} ({held})")
            if obstacle.failed is not None:
                sentence = self.sentences(obstacle.failed, self.lang)
                lines.append(f"{indent}  {sentence if obstacle.failed.kind == 'missing' else words['fails'].format(x=sentence)}")
            if obstacle.needs:
                lines.append(f"{indent}  {words['needs'].format(x=', '.join(obstacle.needs))}")
            lines += [f"{indent}  {words['blocked'].format(x=self.sentences(p, self.lang))}" for p in obstacle.blocking]
            if obstacle.deeper:
                lines.append(self.obstacles(obstacle.deeper, indent + "    "))
        return "\n".join(lines)

    def turtle(self, told: Iterable[tuple[str, dict[str, Any]]]) -> str:
        """Told proofs as PROV-O: a step is an entity derived from its premises by an activity that follows a rule, its plan.

        Each comes with the relative IRI of its conclusion; its premises are called IRI/1, IRI/2 and so on.
        """
        lines = [
            "@prefix prov: <http://www.w3.org/ns/prov#> .", "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .",
            "@prefix dcterms: <http://purl.org/dc/terms/> .", f"@prefix kg: <{NS}> .", f"@base <{BASE}> .", "",
        ]  # fmt: skip
        plans: dict[str, list[str]] = {}
        for name, one in told:
            self._entity(one, name, lines, plans)
        return "\n".join([*lines, *(line for plan in plans.values() for line in plan)])

    def _entity(self, told: dict[str, Any], name: str, lines: list[str], plans: dict[str, list[str]]) -> None:
        inner = [(f"{name}/{number}", premise) for number, premise in enumerate(told.get("premises", ()), 1)]
        used = ", ".join(f"<{n}>" for n, _ in inner)
        parts = ["a prov:Entity", f"rdfs:label {literal(told['sentence'], self.lang)}"]
        if inner:
            parts.append(f"prov:wasDerivedFrom {used}")
        if "rule" in told:
            parts.append(f"prov:wasGeneratedBy <{name}/by>")
        if told.get("source"):
            parts.append(f"kg:factSource {literal(told['source'])}")
        if told.get("text"):
            parts.append(f"prov:hadPrimarySource <{iri_part(told['text']['id'])}>")
        lines += [f"<{name}> " + " ;\n  ".join(parts) + " .", ""]
        if "rule" in told:
            plan = f"<rule/{iri_part(told['rule'])}>"
            plans.setdefault(plan, self._plan(told, plan))
            doing = ["a prov:Activity", *([f"prov:used {used}"] if inner else [])]
            doing.append(f"prov:qualifiedAssociation [ a prov:Association ; prov:hadPlan {plan} ]")
            lines += [f"<{name}/by> " + " ;\n  ".join(doing) + " .", ""]
        for child, premise in inner:
            self._entity(premise, child, lines, plans)

    def _plan(self, told: dict[str, Any], plan: str) -> list[str]:
        parts = ["a prov:Plan", f"rdfs:label {literal(told['rule'])}"]
        if told["gloss"]:
            parts.append(f"rdfs:comment {literal(told['gloss'], self.lang)}")
        parts += [f"dcterms:source {literal(basis)}" for basis in told.get("basis", ())]
        return [f"{plan} " + " ;\n  ".join(parts) + " .", ""]
