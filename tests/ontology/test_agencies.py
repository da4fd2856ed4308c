"""Every name of a body denotes one body; every function has one holder on every day; every change says why."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest

from .bodies_graph import denotes, document_files, holder, names, select, sources


def test_a_name_denotes_one_body_in_its_document() -> None:
    rows = select(
        "SELECT DISTINCT ?name ?document ?body WHERE { ?body kg:naming [ kg:nameAsWritten ?name ; kg:inDocument ?document ] }"
    )
    assert len(rows) > 250
    counted = Counter((row["document"], row["name"]) for row in rows)
    assert [key for key, count in counted.items() if count > 1] == []


def test_every_name_stands_in_its_document() -> None:
    texts = sources()
    if not texts:
        pytest.skip("the source texts are not here (../shared/seeds)")
    rows = select(
        "SELECT ?name ?document WHERE { ?body kg:naming [ kg:nameAsWritten ?name ; kg:inDocument ?document ] }"
    )
    assert [row for row in rows if row["name"].replace(" ", "") not in texts[row["document"]]] == []


@pytest.mark.parametrize(
    ("pattern", "what"),
    [
        ("?task eli:is_part_of ?document ; kg:assignment [ kg:agencyName ?name ]", "bearers of clauses"),
        ("?duty a kg:ReportingDuty ; eli:is_part_of ?document ; kg:agencyName ?name", "who reports"),
        (
            "?annex kg:restates ?task ; kg:assignment [ kg:agencyName ?name ] . ?task eli:is_part_of ?document",
            "bearers of annex tables",
        ),
        ("?document a kg:Document ; kg:issuerName ?name", "issuers"),
    ],
)
def test_every_body_that_a_document_names_is_known(pattern: str, what: str) -> None:
    if not document_files():
        pytest.skip("no document has been read yet (ontology/documents is empty)")
    rows = select(f"""SELECT DISTINCT ?name ?document WHERE {{ {pattern}
        FILTER NOT EXISTS {{ ?body kg:naming ?naming . ?naming kg:inDocument ?document ; kg:nameAsWritten ?known FILTER(STR(?known) = STR(?name)) }} }}""")
    assert rows == [], what


def test_every_body_that_is_reported_to_is_known() -> None:
    if not document_files():
        pytest.skip("no document has been read yet (ontology/documents is empty)")
    known = {
        (row["d"], row["n"])
        for row in select("SELECT ?d ?n WHERE { ?b kg:naming [ kg:inDocument ?d ; kg:nameAsWritten ?n ] }")
    }
    rows = select("SELECT ?d ?n WHERE { ?duty a kg:ReportingDuty ; eli:is_part_of ?d ; kg:reportsTo ?n }")
    assert rows
    recipients = {(row["d"], name) for row in rows for name in row["n"].split("、")}
    assert sorted(recipients - known) == []


@pytest.mark.parametrize(
    ("document", "spellings", "body"),
    [
        ("conghua-2017", ["区安全监管局", "区安监局", "区安全监督局"], "conghua/work_safety"),
        (
            "conghua-2017",
            ["从化出入境检验检疫局", "从化区出入境检验检疫局", "出入境检验检疫局"],
            "conghua/entry_exit_inspection",
        ),
        ("conghua-2017", ["区编办", "区编委办"], "conghua/staffing"),
        ("conghua-2017", ["区各有关单位", "各有关单位"], "conghua/units_concerned"),
        ("neimenggu-2017", ["自治区安全监管局", "安全监管局"], "neimenggu/work_safety"),
        ("neimenggu-2017", ["自治区经济和信息化委", "经济和信息化委"], "neimenggu/industry_it"),
        ("neimenggu-2017", ["民航内蒙古安全监管局"], "neimenggu/civil_aviation"),
        ("neimenggu-2017", ["保监局"], "neimenggu/insurance_regulation"),
        ("xian-2017", ["市安委办", "市安委会办公室"], "xian/safety_committee_office"),
        ("xicheng-2017", ["西城交通支队"], "xicheng/public_security_traffic"),
        ("xicheng-145", ["西城区应急管理局"], "xicheng/work_safety"),
    ],
)
def test_spellings_of_one_body(document: str, spellings: list[str], body: str) -> None:
    assert {denotes(name, document) for name in spellings} == {body}


def test_names_follow_each_other_without_gap_or_overlap() -> None:
    wrong = []
    for (body, function), group in names().items():
        for earlier, later in pairwise(group):
            if earlier.last is None or later.first is None or later.first - earlier.last != timedelta(days=1):
                wrong.append((body, function, earlier, later))
        if group[-1].last is not None:
            wrong.append((body, function, "no current name", group[-1]))
    assert wrong == []


def test_an_agency_has_a_holder_of_its_main_function_on_every_day_from_2011() -> None:
    rows = select("""SELECT ?body ?function (COUNT(DISTINCT ?each) AS ?many) (SAMPLE(?main) AS ?chosen) WHERE {
        ?body kg:function ?function, ?each ; kg:naming ?naming . VALUES ?kind { kg:Agency kg:Committee kg:EnterpriseBody } ?body a ?kind .
        OPTIONAL { ?body kg:mainFunction ?main } } GROUP BY ?body ?function""")
    assert len(rows) > 120
    for row in rows:
        assert int(row["many"]) == 1 or row["chosen"], row["body"]
        if row.get("chosen", row["function"]) == row["function"]:
            first = names()[row["body"], row["function"]][0]
            assert first.first is None or first.first <= date(2011, 1, 1), row["body"]


@pytest.mark.parametrize(
    ("body", "function", "day", "name"),
    [
        ("xicheng/work_safety", "work_safety", "2018-06-01", "北京市西城区安全生产监督管理局"),
        ("xicheng/work_safety", "work_safety", "2021-11-30", "北京市西城区应急管理局"),
        ("xicheng/urban_management", "urban_gas", "2017-09-08", "北京市西城区市政市容管理委员会"),
        ("xicheng/urban_management", "urban_gas", "2017-09-09", "北京市西城区城市管理委员会"),
        ("neimenggu/work_safety", "work_safety", "2018-11-11", "内蒙古自治区安全生产监督管理局"),
        ("neimenggu/work_safety", "work_safety", "2018-11-12", "内蒙古自治区应急管理厅"),
        ("neimenggu/railway", "railway", "2026-11-22", "中国铁路呼和浩特局集团有限公司"),
        ("conghua/work_safety", "work_safety", "2012-01-01", "从化市安全生产监督管理局"),
        ("conghua/environment", "environment", "2020-01-01", "广州市生态环境局从化区分局"),
        ("national/work_safety", "work_safety", "2018-03-16", "国家安全生产监督管理总局"),
        ("national/work_safety", "work_safety", "2018-03-17", "中华人民共和国应急管理部"),
        ("shaanxi/work_safety", "work_safety", "2018-11-12", "陕西省安全生产监督管理局"),
        ("shaanxi/work_safety", "work_safety", "2018-11-13", "陕西省应急管理厅"),
        ("guangdong/work_safety", "work_safety", "2018-10-26", "广东省安全生产监督管理局"),
        ("guangdong/work_safety", "work_safety", "2018-10-27", "广东省应急管理厅"),
        ("national/fire", "fire", "2018-10-08", "公安部消防局"),
        ("national/fire", "fire", "2018-10-09", "应急管理部消防救援局"),
        ("national/fire", "fire", "2022-12-31", "国家消防救援局"),
        ("xian/public_security", "fire", "2018-06-01", "西安市公安局"),
        ("xian/public_security", "fire", "2018-10-09", "西安市消防救援支队"),
        ("xian/public_security", "fire", "2020-06-01", "西安市消防救援支队"),
        ("xian/public_security", "fire", "2026-11-22", "西安市消防救援支队（挂西安市消防救援局牌子）"),
    ],
)
def test_the_holder_on_a_day(body: str, function: str, day: str, name: str) -> None:
    assert holder(body, function, date.fromisoformat(day)) == name


def test_a_split_resolves_by_function() -> None:
    day = date(2020, 1, 1)
    assert holder("xian/municipal_works", "municipal_works", day) == "西安市住房和城乡建设局"
    assert holder("xian/municipal_works", "urban_gas", day) == "西安市城市管理和综合执法局"
    assert holder("xian/agriculture", "agriculture", day) == "西安市农业农村局"
    assert holder("xian/agriculture", "forestry", day) == "西安市自然资源和规划局"
    assert holder("conghua/public_security", "public_security", day) == "广州市公安局从化区分局"
    assert holder("conghua/public_security", "fire", day) == "广州市从化区消防救援大队"


def test_every_change_and_every_name_says_where_it_is_known_from() -> None:
    changes = select("SELECT ?change WHERE { ?change a org:ChangeEvent }")
    assert len(changes) > 90
    whole = select("""SELECT DISTINCT ?change WHERE { ?change a org:ChangeEvent ; org:originalOrganization ?old ; org:resultingOrganization ?new ;
        kg:function ?function ; dcterms:date ?date ; kg:precision ?precision ; dcterms:source ?source ; kg:confidence ?confidence .
        FILTER(?confidence IN ("high", "medium", "low") && ?precision IN ("day", "month", "year") && STRLEN(?source) > 5 && ?old != ?new) }""")
    assert len(whole) == len(changes)
    assert (
        select("""SELECT ?body ?name WHERE { ?body kg:fullName ?name FILTER NOT EXISTS {
        ?name dcterms:source ?source ; kg:confidence ?confidence FILTER(?confidence IN ("high", "medium", "low")) } }""")
        == []
    )


def test_a_change_agrees_with_the_names() -> None:
    """A change out of a body falls on the day on which its function gets a new name, that of the organisation it goes to."""
    rows = select("""SELECT ?change ?body ?function ?date ?label WHERE {
        ?change a org:ChangeEvent ; org:originalOrganization ?body ; org:resultingOrganization ?next ; kg:function ?function ; dcterms:date ?date .
        ?body kg:fullName ?any . ?next a kg:Holder ; rdfs:label ?label }""")
    assert len(rows) > 50
    wrong = [
        row["change"]
        for row in rows
        if (row["label"], row["date"])
        not in {(name.label, str(name.first)) for name in names()[row["body"], row["function"]]}
    ]
    assert wrong == []


def test_a_partial_change_leaves_the_body_a_function() -> None:
    rows = select("SELECT ?change ?body WHERE { ?change kg:partial true ; org:originalOrganization ?body }")
    assert {row["body"] for row in rows} == {"body/xian/public_security", "body/conghua/public_security"}
    for row in rows:
        kept = select(f"""SELECT ?function WHERE {{ <https://w3id.org/kgquery/id/{row["body"]}> kg:function ?function
            FILTER NOT EXISTS {{ <https://w3id.org/kgquery/id/{row["change"]}> kg:function ?function }} }}""")
        assert kept, row["change"]


def test_what_a_body_points_to_exists() -> None:
    assert (
        select("SELECT ?s ?f WHERE { ?s kg:function|kg:mainFunction ?f FILTER NOT EXISTS { ?f a skos:Concept } }") == []
    )
    assert select("SELECT ?s ?l WHERE { ?s kg:level|kg:memberLevel ?l FILTER NOT EXISTS { ?l a skos:Concept } }") == []
    assert (
        select("SELECT ?s ?r WHERE { ?s kg:underReform|kg:since|kg:until ?r FILTER NOT EXISTS { ?r a kg:Reform } }")
        == []
    )
    assert (
        select(
            "SELECT ?s ?o WHERE { ?s org:originalOrganization|org:resultingOrganization ?o FILTER NOT EXISTS { ?o a org:FormalOrganization } }"
        )
        == []
    )


def test_a_collective_says_whom_it_can_mean() -> None:
    rows = select(
        "SELECT ?body WHERE { VALUES ?kind { kg:Collective kg:TerritorialBodies } ?body a ?kind FILTER NOT EXISTS { ?body kg:memberLevel ?l ; kg:memberPlace ?p } }"
    )
    assert rows == []
    assert (
        select("SELECT ?body WHERE { ?body a kg:TerritorialBodies FILTER NOT EXISTS { ?body kg:memberKind ?kind } }")
        == []
    )


def test_one_agency_for_a_function_in_a_place() -> None:
    """So that a duty of the body for a function finds its bearer; local bodies and the two customs districts of 内蒙古 apart."""
    rows = select("""SELECT ?function ?level ?place (COUNT(DISTINCT ?body) AS ?many) WHERE {
        ?body a kg:Agency ; kg:function ?function ; kg:level ?level ; kg:jurisdiction ?place FILTER(?level != <https://w3id.org/kgquery/level/town_street>)
        } GROUP BY ?function ?level ?place HAVING(COUNT(DISTINCT ?body) > 1)""")
    assert [(row["function"], row["place"]) for row in rows] == []


def test_every_function_has_labels_and_a_name_for_any_time() -> None:
    rows = select("""SELECT ?function (COUNT(DISTINCT ?name) AS ?many) (COUNT(DISTINCT ?since) AS ?later) (COUNT(DISTINCT ?until) AS ?earlier) WHERE {
        ?function skos:inScheme <https://w3id.org/kgquery/function/> ; skos:prefLabel ?zh, ?en ; kg:genericName ?name . ?name rdfs:label ?label
        OPTIONAL { ?name kg:since ?since } OPTIONAL { ?name kg:until ?until }
        FILTER(LANG(?zh) = "zh" && LANG(?en) = "en" && LANG(?label) = "zh") } GROUP BY ?function""")
    assert len(rows) == len(select("SELECT ?f WHERE { ?f skos:inScheme <https://w3id.org/kgquery/function/> }")) > 50
    assert [
        row for row in rows if (row["many"], row["later"], row["earlier"]) not in {("1", "0", "0"), ("2", "1", "1")}
    ] == []


def test_cover_is_asserted_with_its_reason_and_only_so() -> None:
    for direct, reasoned in (("coversActivity", "forActivity"), ("coversSector", "forSector")):
        asserted = {(row["f"], row["x"]) for row in select(f"SELECT ?f ?x WHERE {{ ?f kg:{direct} ?x }}")}
        explained = {
            (row["f"], row["x"])
            for row in select(f"""SELECT ?f ?x WHERE {{ ?f kg:coverReason ?reason . ?reason kg:{reasoned} ?x ;
            dcterms:source ?source ; kg:reason ?zh, ?en FILTER(LANG(?zh) = "zh" && LANG(?en) = "en") }}""")
        }
        assert asserted == explained
        assert asserted
    assert (
        select("""SELECT ?source WHERE { ?reason a kg:CoverReason ; dcterms:source ?source FILTER(CONTAINS(STR(?source), "/instrument/"))
        FILTER NOT EXISTS { ?source a eli:LegalResource } }""")
        == []
    )
    assert (
        select("SELECT ?x WHERE { ?f kg:coversActivity|kg:coversSector ?x FILTER NOT EXISTS { ?x a skos:Concept } }")
        == []
    )
