"""What an answer shows beside its conclusions: titles, numbers, names and labels, taken from the graph once, at build.

The rules decide who owes what; nothing here decides anything. Every entry is plain data (dicts, lists, strings, integers),
so that it can be written to the knowledge base and read back without a parser.
"""

from __future__ import annotations

from typing import Any

import pyoxigraph as ox

from kg.graph.facts import fact
from kg.names import ROOT, SCHEMES, compact

Catalogue = dict[str, Any]

_PREFIXES = """
PREFIX kg: <https://w3id.org/kgquery/ns#>
PREFIX eli: <http://data.europa.eu/eli/ontology#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
"""


def catalogue(store: ox.Store) -> Catalogue:
    """Everything that `kg.answer` shows, by kind:

    `documents`, `tasks`, `deadlines` (by task), `statements` (assignments, readings of duties, provisions of statutes),
    `bodies`, `instruments`, `generic` (by function: from, to, level, what statutes call the department), `classes`,
    `labels` (by scheme and code: zh, en), `terms` (by scheme: every accepted word, to its code), `citations` (by task: the
    instruments it cites) and `lists` (reference lists with their days, and how much of them is held).
    """
    return {
        "documents": _documents(store),
        "bound_places": _bound_places(store),
        "tasks": _tasks(store),
        "deadlines": _deadlines(store),
        "statements": _statements(store),
        "bodies": _bodies(store),
        "holders": _holders(store),
        "instruments": _instruments(store),
        "citations": _citations(store),
        "lists": _lists(store),
        "generic": _generic_names(store),
        "reasons": _reasons(store),
        "classes": _classes(store),
        **schemes(store),
    }


def _rows(store: ox.Store, query: str) -> list[dict[str, Any]]:
    solutions = store.query(_PREFIXES + query)
    assert isinstance(solutions, ox.QuerySolutions)
    names = [v.value for v in solutions.variables]
    return [
        {n: fact(t) for n, t in zip(names, s, strict=True) if t is not None} for s in solutions
    ]


def _keyed(rows: list[dict[str, Any]], key: str = "id") -> dict[str, dict[str, Any]]:
    return {str(r[key]): {k: v for k, v in r.items() if k != key} for r in sorted(rows, key=repr)}


def _documents(store: ox.Store) -> dict[str, dict[str, Any]]:
    return _keyed(_rows(store, """SELECT ?id ?title ?number ?issuer ?issued ?period_from ?period_to WHERE {
        ?id a kg:Document ; eli:title ?title .
        OPTIONAL { ?id eli:id_local ?number } OPTIONAL { ?id kg:issuerName ?issuer }
        OPTIONAL { ?id eli:date_document ?issued }
        OPTIONAL { ?id kg:periodFrom ?period_from } OPTIONAL { ?id kg:periodTo ?period_to } }"""))  # fmt: skip


def _bound_places(store: ox.Store) -> list[str]:
    """Places in which some document binds."""
    rows = _rows(store, "SELECT DISTINCT ?place WHERE { ?reading a kg:DocumentReading ; kg:bindsIn ?place }")
    return sorted(r["place"] for r in rows)


def _tasks(store: ox.Store) -> dict[str, dict[str, Any]]:
    return _keyed(_rows(store, """SELECT ?id ?document ?number ?printed ?part ?title ?section ?section_title WHERE {
        ?id a kg:Task ; eli:is_part_of ?document ; eli:title ?title .
        OPTIONAL { ?id kg:number ?number } OPTIONAL { ?id kg:subNumber ?sub } OPTIONAL { ?id kg:part ?part }
        BIND(COALESCE(?sub, ?number) AS ?printed)
        OPTIONAL { ?id kg:section ?section } OPTIONAL { ?id kg:sectionTitle ?section_title } }"""))  # fmt: skip


def _deadlines(store: ox.Store) -> dict[str, list[dict[str, Any]]]:
    rows = _rows(store, """SELECT ?task ?order ?kind ?from ?to ?text WHERE {
        ?task a kg:Task ; kg:deadline ?d . ?d kg:deadlineKind ?kind .
        OPTIONAL { ?d kg:order ?order } OPTIONAL { ?d kg:from ?from } OPTIONAL { ?d kg:to ?to }
        OPTIONAL { ?d kg:deadlineText ?text } }""")  # fmt: skip
    found: dict[str, list[dict[str, Any]]] = {}
    for row in sorted(rows, key=lambda r: (r["task"], r.get("order", 0))):
        entry = {"kind": row["kind"], "from": row.get("from"), "to": row.get("to"), "text": row.get("text")}
        found.setdefault(row["task"], []).append(entry)
    return found


def _statements(store: ox.Store) -> dict[str, dict[str, Any]]:
    named = _rows(store, """SELECT ?id ?order ?name ?scope WHERE {
        ?task a kg:Task ; kg:assignment ?id . ?id kg:agencyName ?name .
        OPTIONAL { ?id kg:order ?order } OPTIONAL { ?id kg:scopePhrase ?scope } }""")  # fmt: skip
    read = _rows(store, """SELECT ?id ?action_zh ?action_en ?event_zh ?event_en WHERE {
        ?id a ?kind . VALUES ?kind { kg:DutyReading kg:BearerReading }
        OPTIONAL { ?id kg:action ?action_zh FILTER(lang(?action_zh) = "zh") }
        OPTIONAL { ?id kg:action ?action_en FILTER(lang(?action_en) = "en") }
        OPTIONAL { ?id kg:onEvent ?event_zh FILTER(lang(?event_zh) = "zh") }
        OPTIONAL { ?id kg:onEvent ?event_en FILTER(lang(?event_en) = "en") } }""")  # fmt: skip
    statutory = _rows(store, """SELECT ?id ?action_zh ?action_en ?event_zh ?event_en ?interval ?interval_kind
            ?deadline ?deadline_to ?deadline_text WHERE {
        ?id a ?kind . VALUES ?kind { kg:StatutoryDuty kg:StatutoryCharge }
        OPTIONAL { ?id kg:action ?action_zh FILTER(lang(?action_zh) = "zh") }
        OPTIONAL { ?id kg:action ?action_en FILTER(lang(?action_en) = "en") }
        OPTIONAL { ?id kg:onEvent ?event_zh FILTER(lang(?event_zh) = "zh") }
        OPTIONAL { ?id kg:onEvent ?event_en FILTER(lang(?event_en) = "en") }
        OPTIONAL { ?id kg:interval ?interval } OPTIONAL { ?id kg:intervalKind ?interval_kind }
        OPTIONAL { ?id kg:deadlineTo ?deadline_to } OPTIONAL { ?id kg:deadlineKind ?deadline }
        OPTIONAL { ?id kg:deadlineText ?deadline_text } }""")  # fmt: skip
    found = _keyed(named) | _keyed(read) | _keyed(statutory)
    # One file may go to the bodies for several functions, or to those of one function at several levels.
    for row in _rows(store, """SELECT DISTINCT ?id ?function ?level WHERE {
            ?id a kg:StatutoryDuty ; kg:toFunction ?function ; kg:toLevel ?level } ORDER BY ?id ?function ?level"""):
        found[row["id"]].setdefault("to", []).append((row["function"], row["level"]))
    return found


def _bodies(store: ox.Store) -> dict[str, dict[str, Any]]:
    bodies: dict[str, dict[str, Any]] = {}
    kinds = {"Agency": "agency", "Committee": "agency", "Collective": "collective",
             "TerritorialBodies": "territorial", "EnterpriseBody": "enterprise"}  # fmt: skip
    for row in _rows(store, """SELECT ?id ?kind ?level ?place ?en ?main WHERE {
        ?id a ?kind . VALUES ?kind { kg:Agency kg:Committee kg:Collective kg:TerritorialBodies kg:EnterpriseBody }
        OPTIONAL { ?id kg:level ?level } OPTIONAL { ?id kg:jurisdiction ?place }
        OPTIONAL { ?id kg:mainFunction ?main }
        OPTIONAL { ?id rdfs:label ?en FILTER(lang(?en) = "en") } }"""):  # fmt: skip
        body = bodies.setdefault(row["id"], {"kind": "agency", "names": {}, "full": []})
        body.update({k: row[k] for k in ("level", "place", "en", "main") if k in row})
        body["kind"] = "territorial" if row.get("level") == "town_street" else kinds[row["kind"].removeprefix("kg:")]
    used = {
        (row["document"], row["name"]): row["times"]
        for row in _rows(store, """SELECT ?document ?name (COUNT(?a) AS ?times) WHERE {
            ?task a kg:Task ; eli:is_part_of ?document ; kg:assignment ?a . ?a kg:agencyName ?name
        } GROUP BY ?document ?name""")
    }
    for row in _rows(store, """SELECT ?id ?document ?name WHERE {
        ?id kg:naming [ kg:inDocument ?document ; kg:nameAsWritten ?name ] }"""):  # fmt: skip
        if row["id"] in bodies:
            bodies[row["id"]]["names"].setdefault(row["document"], []).append(row["name"])
    for row in _rows(store, """SELECT ?id ?name ?from ?to ?function WHERE {
        ?id kg:fullName ?n . ?n rdfs:label ?name . OPTIONAL { ?n kg:from ?from } OPTIONAL { ?n kg:to ?to }
        OPTIONAL { ?n kg:function ?function } }"""):  # fmt: skip
        if row["id"] in bodies:
            entry = (row.get("from", ""), row.get("to", "9999-12-31"), row["name"], row.get("function", ""))
            bodies[row["id"]]["full"].append(entry)
    for body in bodies.values():
        body["full"].sort()
        for document, names in body["names"].items():
            # First the name that the document's clauses use most; an elided one (安全监管局) only after the whole.
            whole = {n: not any(o != n and o.endswith(n) and (document, o) in used for o in names) for n in names}
            names.sort(key=lambda n: (not whole[n], -used.get((document, n), 0), n))
    return dict(sorted(bodies.items()))


def _holders(store: ox.Store) -> dict[str, str]:
    """The names of bodies that no document names and that took over from those it does."""
    rows = _rows(store, "SELECT ?id ?name WHERE { ?id a kg:Holder ; rdfs:label ?name FILTER(lang(?name) != 'en') }")
    return {row["id"]: row["name"] for row in sorted(rows, key=repr)}


def _reasons(store: ox.Store) -> dict[str, tuple[str, str]]:
    """Why a text is read as it is: by relation and the first two arguments of the fact that the reading gives."""
    rows = _rows(store, """SELECT ?relation ?first ?second ?zh ?en WHERE {
        {
            ?reading a kg:ApplicabilityReading ; kg:reads ?first ; kg:concerns ?second . BIND("task-class" AS ?relation)
        } UNION {
            ?reading a kg:DutyReading ; kg:reads ?second . BIND(?reading AS ?first) BIND("duty-class" AS ?relation)
        } UNION {
            ?reading a kg:BearerReading ; kg:reads ?second . BIND(?reading AS ?first) BIND("bearer-function" AS ?relation)
        } UNION {
            ?reading a kg:DocumentReading ; kg:reads ?first ; kg:bindsIn ?second . BIND("binds-in" AS ?relation)
        } UNION {
            ?reading a kg:ScopeReading ; kg:reads ?read ; kg:scopePhrase ?phrase ; kg:concerns ?second .
            ?task kg:assignment ?first ; eli:is_part_of ?document . ?first kg:scopePhrase ?phrase .
            FILTER(?read = ?task || ?read = ?document) BIND("scope-class" AS ?relation)
        }
        ?reading kg:reason ?zh, ?en . FILTER(lang(?zh) = "zh" && lang(?en) = "en") }""")  # fmt: skip
    return {f"{r['relation']} {r['first']} {r['second']}": (r["zh"], r["en"]) for r in sorted(rows, key=repr)}


def _instruments(store: ox.Store) -> dict[str, dict[str, Any]]:
    rows = _rows(store, """SELECT ?id ?title ?number ?from ?ends ?replaced_by ?replaced_on ?replaced_precision
            ?replacement ?read_as WHERE {
        ?instrument dcterms:identifier ?id ; eli:title ?title .
        FILTER(STRSTARTS(STR(?instrument), "https://w3id.org/kgquery/id/instrument/"))
        FILTER(lang(?title) IN ("zh", ""))
        OPTIONAL { ?instrument eli:first_date_entry_in_force ?from }
        OPTIONAL { ?instrument eli:date_no_longer_in_force ?ends }
        OPTIONAL { ?instrument kg:readAs/dcterms:identifier ?read_as }
        OPTIONAL { ?instrument dcterms:isReplacedBy/dcterms:identifier ?replaced_by ; kg:replacedOn ?replaced_on
            OPTIONAL { ?instrument kg:replacementConfidence ?replacement }
            OPTIONAL { ?instrument dcterms:isReplacedBy/kg:precision ?replaced_precision } }
        OPTIONAL { ?instrument eli:id_local ?number } }""")  # fmt: skip
    return _keyed(rows)


def _citations(store: ox.Store) -> dict[str, list[str]]:
    """By task: the instruments that it cites, a document that cites itself left out. A number goes before a title."""
    rows = _rows(store, """SELECT DISTINCT ?task ?id WHERE {
        ?task a kg:Task ; eli:is_part_of ?document ; kg:citation ?citation .
        ?instrument kg:citedAs ?way ; dcterms:identifier ?id . ?way kg:citedIn ?document .
        OPTIONAL { ?citation kg:citedTitle ?title } OPTIONAL { ?citation kg:citedNumber ?number }
        OPTIONAL { ?way kg:citedTitle ?way_title } OPTIONAL { ?way kg:citedNumber ?way_number }
        FILTER(IF(BOUND(?number) && BOUND(?way_number), ?number = ?way_number, COALESCE(?title = ?way_title, false)))
        FILTER NOT EXISTS { ?document eli:id_local ?own . ?instrument eli:id_local ?own } }""")  # fmt: skip
    found: dict[str, list[str]] = {}
    for row in sorted(rows, key=lambda r: (r["task"], r["id"])):
        found.setdefault(row["task"], []).append(row["id"])
    return found


def _lists(store: ox.Store) -> dict[str, dict[str, Any]]:
    return _keyed(_rows(store, """SELECT ?id ?kind ?zh ?en ?from ?to ?completeness ?lines ?note WHERE {
        ?list a kg:ReferenceList ; kg:listId ?id ; kg:listKind ?kind ; rdfs:label ?zh, ?en ; kg:from ?from ;
            kg:completeness ?completeness .
        FILTER(lang(?zh) = "zh" && lang(?en) = "en")
        OPTIONAL { ?list kg:to ?to } OPTIONAL { ?list kg:lineCount ?lines } OPTIONAL { ?list skos:note ?note } }"""))  # fmt: skip


def _generic_names(store: ox.Store) -> dict[str, list[tuple[str, str, str, str]]]:
    rows = _rows(store, """SELECT ?function ?name ?level ?from ?until WHERE {
        ?function kg:genericName ?n . ?n rdfs:label ?name . FILTER(lang(?name) = "zh")
        OPTIONAL { ?n kg:since [ kg:effect [ kg:level ?level ; kg:from ?from ] ] }
        OPTIONAL { ?n kg:until [ kg:effect [ kg:level ?level ; kg:from ?until ] ] } }""")  # fmt: skip
    names: dict[str, list[tuple[str, str, str, str]]] = {}
    for row in rows:
        entry = (row.get("from", ""), row.get("until", "9999-12-31"), row.get("level", ""), row["name"])
        names.setdefault(row["function"], []).append(entry)
    return {function: sorted(entries) for function, entries in sorted(names.items())}


def _classes(store: ox.Store) -> dict[str, tuple[str, str]]:
    rows = _rows(store, """SELECT ?id ?zh ?en WHERE { ?id a owl:Class ; rdfs:label ?zh, ?en
        FILTER(lang(?zh) = "zh" && lang(?en) = "en") }""")  # fmt: skip
    return {r["id"]: (r["zh"], r["en"]) for r in sorted(rows, key=repr)}


def schemes(store: ox.Store) -> dict[str, Any]:
    """The concepts of every scheme: `labels`, by scheme and code in Chinese and English; `terms`, by scheme every accepted word, to its code."""
    labels: dict[str, dict[str, tuple[str, str]]] = {}
    terms: dict[str, dict[str, str]] = {}
    rows = store.query(_PREFIXES + """SELECT ?c ?zh ?en ?alt ?order WHERE {
        ?c a skos:Concept ; skos:prefLabel ?zh, ?en . FILTER(lang(?zh) = "zh" && lang(?en) = "en")
        OPTIONAL { ?c skos:altLabel ?alt } OPTIONAL { ?c kg:order ?order } }""")  # fmt: skip
    assert isinstance(rows, ox.QuerySolutions)
    found = [(s["c"].value, *(s[k].value if s[k] is not None else "" for k in ("zh", "en", "alt", "order"))) for s in rows]
    for iri, zh, en, alt, _ in sorted(found, key=lambda r: (int(r[4] or 0), r)):
        if not iri.startswith(ROOT):
            continue
        scheme = iri[len(ROOT) :].partition("/")[0]
        if scheme not in SCHEMES:
            continue
        code = compact(iri)
        labels.setdefault(scheme, {})[code] = (zh, en)
        accepted = terms.setdefault(scheme, {})
        for term in (code, zh, en, alt):
            if term:
                accepted.setdefault(term, code)
    return {"labels": labels, "terms": terms}
