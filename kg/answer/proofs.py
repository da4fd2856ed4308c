"""Proofs of obligations for people and programs: as a tree of sentences, as JSON, as PROV-O in Turtle."""

from __future__ import annotations

import json
from typing import Any

from kg.answer.exchange import iri, literal
from kg.answer.labels import provision_title
from kg.answer.obligations import Answer
from kg.answer.sentences import UNSAID
from kg.names import BASE, NS

_WORDS = {
    "zh": {"rule": "规则", "basis": "依据", "profile": "企业档案", "graph": "文件或解读", "more": "（其下省略）", "rule_says": "说明",
           "source": "原文", "reason": "解读理由", "open": "尚不确定"},
    "en": {"rule": "rule", "basis": "basis", "profile": "profile", "graph": "documents or readings", "more": "(more below)",
           "rule_says": "it says", "source": "exact words", "reason": "read so because", "open": "open"},
}  # fmt: skip


def explain(
    answer: Answer, entries: list[dict[str, Any]], form: str, lang: str, depth: int | None, sources: str | None
) -> str:
    """The proofs of some obligations of an answer.

    Args:
        form: `text`, `json` or `ttl`.
        depth: levels to show; all when None.
        sources: a folder with the documents' texts, from which the exact words are quoted.

    Raises:
        InputError: `sources` lacks a document's text, or has another text than the data was made from.
    """
    trees = [(e, proof_tree(answer, answer.rows[e["id"]], depth, lang)) for e in entries]
    quoted = {e["id"]: _words(sources, e["duty"]["id"], answer) for e in entries} if sources else {}
    if form == "json":
        proofs = [{"id": e["id"], "proof": t, **({"words": quoted[e["id"]]} if quoted else {})} for e, t in trees]
        return json.dumps({"proofs": proofs}, ensure_ascii=False, indent=2) + "\n"
    if form == "ttl":
        return _turtle(trees, answer)
    parts = []
    for entry, tree in trees:
        lines = [entry["id"], *_lines(tree, "", lang)]
        if quoted.get(entry["id"]):
            lines += ["", f"{_WORDS[lang]['source']}：", quoted[entry["id"]]]
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def proof_tree(answer: Answer, row: tuple[Any, ...], depth: int | None, lang: str) -> dict[str, Any]:
    """A proof as nested objects: `sentence`, `kind`, and for a rule `rule`, `gloss`, `basis` and `premises`; for a fact `source`."""
    return _tree(answer, answer.model.proof("owes", row, depth=depth), lang)


def _tree(answer: Answer, step: Any, lang: str) -> dict[str, Any]:
    catalogue = answer.labels.catalogue
    if step.relation == "is-a" and step.kind == "rule" and len(step.premises) == 1 and step.premises[0].rule is not None:
        # That a member of a class is called so says nothing; the class's own rule says why it is one.
        step = step.premises[0]
    node: dict[str, Any] = {"kind": step.kind, "sentence": answer.sentences(step, lang)}
    if step.kind == "rule" and step.rule is not None:
        node |= {"rule": step.rule.name, "gloss": step.rule.said(lang)}
        if step.rule.basis:
            node["basis"] = [f"{provision_title(b.instrument, catalogue)}{b.provision}" for b in step.rule.basis]
    elif step.kind in ("fact", "open"):
        node["source"] = catalogue["sources"].get(step.relation, "rules")
        node["fact"] = [step.relation, *map(str, step.row)]
        reason = catalogue["reasons"].get(" ".join(map(str, (step.relation, *step.row[:2]))))
        if reason:
            node["reason"] = reason[lang == "en"]
    if step.kind != "absence" and step.premises:
        node["premises"] = [_tree(answer, p, lang) for p in step.premises if p.relation not in UNSAID]
    if step.needs:
        node["needs"] = list(step.needs)
    if step.pruned:
        node["pruned"] = True
    return node


def _lines(node: dict[str, Any], indent: str, lang: str) -> list[str]:
    words = _WORDS[lang]
    note = ""
    if "rule" in node:
        note = f"  〔{words['rule']} {node['rule']}〕"
    elif node.get("source") in words:
        note = f"  〔{words[node['source']]}〕"
    lines = [node["sentence"] + note]
    if node.get("reason"):
        lines.append(f"   {words['reason']}：{node['reason']}")
    if node.get("gloss") and not indent:
        lines.append(f"   {words['rule_says']}：{node['gloss']}")
    lines += [f"   {words['basis']}：{basis}" for basis in node.get("basis", ())]
    if node.get("pruned"):
        lines.append("   " + words["more"])
    premises = node.get("premises", [])
    for number, premise in enumerate(premises):
        last = number == len(premises) - 1
        inner = _lines(premise, indent + "   ", lang)
        lines.append(("└─ " if last else "├─ ") + inner[0])
        lines += [("   " if last else "│  ") + line for line in inner[1:]]
    return lines


def _words(sources: str | None, duty: str, answer: Answer) -> str:
    document = answer.labels.catalogue["tasks"].get(duty, {}).get("document")
    if sources is None or document is None:
        return ""
    from kg.ingest import words

    return words(sources, document, duty)


def _turtle(trees: list[tuple[dict[str, Any], dict[str, Any]]], answer: Answer) -> str:
    lines = [
        "@prefix prov: <http://www.w3.org/ns/prov#> .", "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .",
        f"@prefix kg: <{NS}> .", f"@base <{BASE}> .", "",
    ]  # fmt: skip
    root = f"proof/{iri(answer.enterprise.id)}/{answer.as_of}"
    for entry, tree in trees:
        _node(tree, f"{root}/{iri(entry['id'])}", lines)
    return "\n".join(lines)


def _node(node: dict[str, Any], name: str, lines: list[str]) -> None:
    inner = [(f"{name}/{n}", premise) for n, premise in enumerate(node.get("premises", ()), 1)]
    parts = ["a prov:Entity", f"rdfs:label {literal(node['sentence'])}"]
    if inner:
        parts.append("prov:wasDerivedFrom " + ", ".join(f"<{n}>" for n, _ in inner))
    if "rule" in node:
        parts.append(f"prov:wasGeneratedBy <{name}/by>")
    if node.get("source"):
        parts.append(f"kg:factSource {literal(node['source'])}")
    lines += [f"<{name}> " + " ;\n  ".join(parts) + " .", ""]
    if "rule" in node:
        used = f" ;\n  prov:used {', '.join(f'<{n}>' for n, _ in inner)}" if inner else ""
        plan = f"<rule/{iri(node['rule'])}>"
        lines += [
            f"<{name}/by> a prov:Activity{used} ;\n  prov:qualifiedAssociation [ a prov:Association ; prov:hadPlan {plan} ] .",
            f"{plan} a prov:Plan ; rdfs:label {literal(node['rule'])} ; rdfs:comment {literal(node['gloss'])} .", "",
        ]  # fmt: skip
    for child, premise in inner:
        _node(premise, child, lines)
