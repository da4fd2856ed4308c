"""Proofs of obligations for people and programs: as a tree of sentences, as JSON, as PROV-O in Turtle."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from kg.answer.labels import provision_title
from kg.answer.obligations import Answer
from kg.answer.sentences import UNSAID
from kg.answer.texts import Texts
from kg.engine.telling import Teller
from kg.turtle import iri_part

if TYPE_CHECKING:
    from kg.engine.proof import Proof
    from kg.rules.program import Basis

_EXACT = {"zh": "原文", "en": "exact words"}


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
    teller = AnswerTeller(answer, lang)
    told = [(e, teller.tell(answer.model.proof("owes", answer.rows[e["id"]], depth=depth))) for e in entries]
    quoted = {e["id"]: _words(sources, e["duty"]["id"], answer) for e in entries} if sources else {}
    if form == "json":
        proofs = [{"id": e["id"], "proof": t, **({"words": quoted[e["id"]]} if quoted else {})} for e, t in told]
        return json.dumps({"proofs": proofs}, ensure_ascii=False, indent=2) + "\n"
    if form == "ttl":
        root = f"proof/{iri_part(answer.enterprise.id)}/{answer.as_of}"
        return teller.turtle((f"{root}/{iri_part(e['id'])}", t) for e, t in told)
    parts = []
    for entry, one in told:
        lines = [entry["id"], teller.text(one)]
        if quoted.get(entry["id"]):
            lines += ["", f"{_EXACT[lang]}：", quoted[entry["id"]]]
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


class AnswerTeller(Teller):
    """Tells the proofs of an answer with what the knowledge base adds: labels, titles, where facts come from, why they are read so."""

    def __init__(self, answer: Answer, lang: str) -> None:
        super().__init__(answer.sentences, lang)
        self.catalogue = answer.labels.catalogue
        self.sources = self.catalogue["sources"]
        self.texts = Texts(self.catalogue)

    def shortened(self, proof: Proof) -> Proof:
        """That a member of a class is called so says nothing; the class's own rule says why it is one."""
        called = proof.relation == "is-a" and proof.kind == "rule" and len(proof.premises) == 1
        return proof.premises[0] if called and proof.premises[0].rule is not None else proof

    def said(self, premise: Proof) -> bool:
        return premise.relation not in UNSAID

    def basis(self, basis: Basis) -> str:
        return f"{provision_title(basis.instrument, self.catalogue)}{basis.provision}"

    def stands(self, proof: Proof) -> dict[str, Any]:
        if self.sources.get(proof.relation) == "profile":
            pointer = self.catalogue["pointers"].get(proof.relation)
            return {"pointer": pointer} if pointer else {}
        types = self.catalogue["phrases"].get(proof.relation, ((), ()))[1]
        for kind in ("Duty", "Statement", "Document"):
            for one, value in zip(types, proof.row, strict=False):
                if one == kind and isinstance(value, str):
                    text = value.split("#")[0]  # a task's statements are called after it
                    if kind != "Statement" or text in self.catalogue["tasks"]:
                        return {"text": {"id": text, **self.texts.source(text)}}
        return {}

    def reason(self, proof: Proof) -> str:
        found = self.catalogue["reasons"].get(" ".join(map(str, (proof.relation, *proof.row[:2]))))
        return str(found[self.lang == "en"]) if found else ""


def _words(sources: str | None, duty: str, answer: Answer) -> str:
    document = answer.labels.catalogue["tasks"].get(duty, {}).get("document")
    if sources is None or document is None:
        return ""
    from kg.ingest import words

    return words(sources, document, duty)
