"""Every citation means one instrument; dates are in order; what is replaced says by what and when."""

from __future__ import annotations

import re
from datetime import date

import pytest

from .bodies_graph import document_files, select, sources


def test_instruments_have_what_an_answer_needs() -> None:
    rows = select("""SELECT ?instrument ?id WHERE { ?instrument a eli:LegalResource ; eli:type_document ?type ; eli:title ?title ; dcterms:identifier ?id ;
        dcterms:source ?source ; kg:confidence ?confidence FILTER(?confidence IN ("high", "medium", "low") && LANG(?title) = "zh")
        FILTER EXISTS { ?type a skos:Concept } }""")
    assert len(rows) >= 129
    assert all(row["instrument"] == f"instrument/{row['id']}" for row in rows)
    assert len(rows) == len(select("SELECT DISTINCT ?i WHERE { ?i a eli:LegalResource ; eli:type_document ?t }"))


def test_links_between_instruments_have_an_end() -> None:
    rows = select(
        """SELECT ?a ?b WHERE { ?a eli:based_on|dcterms:isReplacedBy|kg:readAs ?b FILTER NOT EXISTS { ?b a eli:LegalResource ; eli:type_document ?t } }"""
    )
    assert rows == []


def test_dates_are_in_order() -> None:
    rows = select("""SELECT ?i ?issued ?from ?to ?first ?replaced WHERE { ?i a eli:LegalResource ; eli:type_document ?t
        OPTIONAL { ?i eli:date_document ?issued } OPTIONAL { ?i eli:first_date_entry_in_force ?from } OPTIONAL { ?i eli:date_no_longer_in_force ?to }
        OPTIONAL { ?i kg:firstInForce ?first } OPTIONAL { ?i kg:replacedOn ?replaced } }""")
    for row in rows:
        order = [row.get("first"), row.get("from"), row.get("to"), row.get("replaced")]
        days = [date.fromisoformat(day) for day in order if day]
        assert days == sorted(days), row
        assert re.fullmatch(r"\d{4}(-\d\d){0,2}", row.get("issued", "2000")), row


def test_status_follows_from_the_dates() -> None:
    rows = select(
        "SELECT ?i ?to ?status WHERE { ?i eli:in_force ?status ; eli:first_date_entry_in_force ?from OPTIONAL { ?i eli:date_no_longer_in_force ?to } }"
    )
    assert len(rows) > 110
    for row in rows:
        ended = "to" in row and row["to"] < "2026-11-22"
        assert row["status"].endswith("notInForce" if ended else "#InForce-inForce"), row


def test_a_replaced_instrument_says_when() -> None:
    replaced = select("SELECT ?i WHERE { ?i dcterms:isReplacedBy ?by }")
    assert len(replaced) > 12
    assert (
        select(
            """SELECT ?i WHERE { ?i dcterms:isReplacedBy ?by FILTER NOT EXISTS { ?i kg:replacedOn ?on ; kg:replacementConfidence ?c } }"""
        )
        == []
    )


def test_a_version_is_replaced_by_the_next_without_gap() -> None:
    rows = select("""SELECT ?i ?to ?next ?from WHERE { ?i a eli:LegalResource ; eli:date_no_longer_in_force ?to ; dcterms:isReplacedBy ?next .
        ?next eli:first_date_entry_in_force ?from }""")
    assert len(rows) > 10
    for row in rows:
        assert (date.fromisoformat(row["from"]) - date.fromisoformat(row["to"])).days == 1, row


def test_nothing_is_based_on_what_came_later() -> None:
    rows = select("""SELECT ?i ?issued ?basis ?known WHERE { ?i eli:based_on ?basis ; eli:date_document ?issued .
        OPTIONAL { ?basis eli:date_document ?date } OPTIONAL { ?basis kg:firstInForce ?first } BIND(COALESCE(?first, ?date) AS ?known) FILTER(BOUND(?known)) }""")
    assert len(rows) > 80
    assert [row for row in rows if row["known"][: len(row["issued"])] > row["issued"][: len(row["known"])]] == []


def test_a_citation_as_written_means_one_instrument() -> None:
    rows = select("""SELECT ?doc ?title ?number (COUNT(DISTINCT ?i) AS ?many) WHERE { ?i kg:citedAs ?c . ?c kg:citedIn ?doc
        OPTIONAL { ?c kg:citedTitle ?title } OPTIONAL { ?c kg:citedNumber ?number } } GROUP BY ?doc ?title ?number""")
    assert len(rows) > 60
    assert {row["many"] for row in rows} == {"1"}


def test_citations_stand_in_their_documents() -> None:
    texts = sources()
    if not texts:
        pytest.skip("the source texts are not here (../shared/seeds)")
    rows = select(
        "SELECT ?doc ?words WHERE { ?i kg:citedAs ?c . ?c kg:citedIn ?doc ; kg:citedTitle|kg:citedNumber ?words }"
    )
    assert [row for row in rows if re.sub(r"\s", "", row["words"]) not in texts[row["doc"]]] == []


def test_every_citation_of_the_documents_resolves() -> None:
    if not document_files():
        pytest.skip("no document has been read yet (ontology/documents is empty)")
    rows = select("""SELECT DISTINCT ?doc ?title ?number WHERE {
        { ?doc a kg:Document ; kg:citation ?cite } UNION { ?task eli:is_part_of ?doc ; kg:citation ?cite }
        OPTIONAL { ?cite kg:citedTitle ?title } OPTIONAL { ?cite kg:citedNumber ?number }
        FILTER NOT EXISTS { ?i kg:citedAs ?as . ?as kg:citedIn ?doc .
          OPTIONAL { ?as kg:citedTitle ?t } OPTIONAL { ?as kg:citedNumber ?n }
          FILTER(COALESCE(STR(?t), "") = COALESCE(STR(?title), "") && COALESCE(STR(?n), "") = COALESCE(STR(?number), "")) } }""")
    assert rows == []


@pytest.mark.parametrize(
    ("instrument", "by", "on"),
    [
        ("gb_18218_2009", "gb_18218_2018", "2019-03-01"),
        ("law_work_safety_2014", "law_work_safety_2021", "2021-09-01"),
        ("gb_30871_2014", "gb_30871_2022", "2022-10-01"),
        ("beijing_work_safety_2016", "beijing_work_safety_2022", "2022-08-01"),
        ("gb_18218_2014", "gb_18218_2018", "2019-03-01"),
    ],
)
def test_what_replaced_what(instrument: str, by: str, on: str) -> None:
    rows = select(
        f"SELECT ?by ?on WHERE {{ <https://w3id.org/kgquery/id/instrument/{instrument}> dcterms:isReplacedBy ?by ; kg:replacedOn ?on }}"
    )
    assert rows == [{"by": f"instrument/{by}", "on": on}]


def test_a_misprinted_citation_keeps_its_print_and_its_meaning() -> None:
    rows = select("SELECT ?i ?number WHERE { ?i kg:citedAs [ kg:citedNumber ?number ; kg:misprint ?what ] }")
    assert {(row["i"], row["number"]) for row in rows} == {
        ("instrument/gb_18218_2014", "GB18218-2014"),
        ("instrument/awh_4_2016", "安委〔2016〕4号"),
        ("instrument/guangdong_awh_81_2016", "粤安办〔2016〕81）号"),
        ("instrument/sc_20_2015", "国发办〔2015〕20号"),
        ("instrument/guangdong_awh_1_2016", "粤办〔2016〕1号"),
    }
    assert select("SELECT ?as WHERE { <https://w3id.org/kgquery/id/instrument/gb_18218_2014> kg:readAs ?as }") == [
        {"as": "instrument/gb_18218_2009"}
    ]
