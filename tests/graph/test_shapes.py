"""The shapes: the project's data has their form, and each finds what it is there to find."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg.errors import InputError
from kg.graph.shapes import shape_files, shape_findings

from .graphs import store

WHOLE = """
<d> a kg:Document, eli:LegalResource ; dcterms:identifier "d" ; eli:title "甲"@zh ; kg:issuerName "乙" ;
    eli:date_document "2017-01-01"^^xsd:date ; kg:periodFrom "2017-01-01"^^xsd:date ; kg:periodTo "2020-12-31"^^xsd:date .
<d/1> a kg:Task ; eli:is_part_of <d> ; eli:title "丙"@zh ; kg:number 1 ; kg:part 1 ; kg:section "一" ;
    kg:assignment <d/1#a1> ; kg:deadline <d/1#d1> ; kg:provision <d/1#p1> ; kg:citation <d/1#c1> .
<d/1#a1> a kg:Assignment ; kg:order 1 ; kg:agencyName "各镇（街、场、园区）" ; kg:role role:lead .
<d/1#d1> a kg:Deadline ; kg:order 1 ; kg:deadlineKind deadline:ongoing ; kg:deadlineText "持续"@zh .
<d/1#p1> a kg:Provision ; kg:order 1 ; kg:modality modality:obligation ; kg:subjectPhrase "企业" ; kg:textPosition <t> .
<d/1#c1> a kg:Citation ; kg:order 1 ; kg:citedTitle "安全生产法" .
<t> a oa:TextPositionSelector ; oa:start 1 ; oa:end 9 .
<d/annex/1> a kg:AnnexStatement ; kg:restates <d/1> ; kg:assignment <d/annex/1#a1> ; kg:differs <d/annex/1#x1> ; kg:textPosition <t> .
<d/annex/1#a1> a kg:Assignment ; kg:order 1 ; kg:agencyName "区安监局" ; kg:role role:responsible .
<d/annex/1#x1> a kg:Difference ; kg:aspect "hazard" ; rdfs:comment "不同"@zh .
<d/reporting/1> a kg:ReportingDuty ; eli:is_part_of <d> ; kg:order 1 ; kg:section "四" ; kg:agencyName "区安监局" ;
    kg:reportsTo "区政府" ; kg:subject "总结"@zh .
<reading/1> a kg:TopicReading ; kg:reads <d/1> ; kg:topic topic:survey ; kg:relation skos:exactMatch ; kg:reason "同"@zh, "same"@en .
<reading/2> a kg:CitationReading ; kg:reads <d/1> ; kg:citedNumber "1号" ; kg:readAs <d> ; kg:reason "误"@zh, "misprint"@en .
<reading/3> a kg:ScopeReading ; kg:reads <d/1> ; kg:scopePhrase "辖区内" ; kg:manner true ; kg:reason "属地"@zh, "territory"@en .
<statute/1> a kg:StatutoryDuty ; kg:provisionOf <d/2> ; kg:instrument <d> ; kg:modality modality:obligation ;
    kg:action "报告"@zh, "report"@en ; kg:from "2017-01-01"^^xsd:date ; kg:confidence "high" ; dcterms:source "d" ;
    kg:concerns kg:Enterprise ; kg:deadlineKind deadline:ongoing ; kg:interval "P3M" ; kg:intervalKind "within" .
<charge/1> a kg:StatutoryCharge ; kg:provisionOf <d/3> ; kg:instrument <d> ; kg:modality modality:obligation ;
    kg:action "检查"@zh, "inspect"@en ; kg:from "2017-01-01"^^xsd:date ; kg:confidence "high" ; dcterms:source "d" ;
    kg:concerns kg:Enterprise ; kg:function function:fire ; kg:level level:district ; kg:role role:lead .
topic:survey a skos:Concept ; skos:inScheme <s> ; skos:notation "survey" ; skos:prefLabel "摸排"@zh, "survey"@en .
function:fire a skos:Concept ; skos:inScheme <s> ; skos:notation "fire" ; skos:prefLabel "消防"@zh, "fire"@en .
level:district a skos:Concept ; skos:inScheme <s> ; skos:notation "district" ; skos:prefLabel "区"@zh, "district"@en .
<s> a skos:ConceptScheme ; skos:prefLabel "表"@zh, "scheme"@en .
"""

FAULTS = {
    "two roles": ("<d/1#a1> kg:role role:coordinate .", "d/1#a1"),
    "two names run together": ("<d/9#a1> a kg:Assignment ; kg:order 1 ; kg:agencyName \"甲局、乙局\" ; kg:role role:lead .", "d/9#a1"),
    "an assignment of nothing": ("<d/9#a1> a kg:Assignment ; kg:order 1 ; kg:agencyName \"甲局\" ; kg:role role:lead .", "d/9#a1"),
    "a deadline of two tasks": ("<d/annex/1> kg:deadline <d/1#d1> .", "d/1#d1"),
    "an unknown kind of deadline": ("<d/1#d1> kg:deadlineKind deadline:soon .", "d/1#d1"),
    "a task of two documents": ("<d/1> eli:is_part_of <e> .", "d/1"),
    "a period that ends before it begins": ("<d> kg:periodTo \"2016-01-01\"^^xsd:date .", "d"),
    "a position that ends before it begins": ("<u> a oa:TextPositionSelector ; oa:start 9 ; oa:end 9 .", "u"),
    "a provision without subject": ("<d/1#p2> a kg:Provision ; kg:order 2 ; kg:modality modality:obligation ; kg:textPosition <t> . <d/1> kg:provision <d/1#p2> .", "d/1#p2"),
    "an annex that restates nothing": ("<d/annex/2> a kg:AnnexStatement ; kg:assignment <d/annex/1#a1> ; kg:textPosition <t> .", "d/annex/2"),
    "a reporting duty to nobody": ("<d/reporting/2> a kg:ReportingDuty ; eli:is_part_of <d> ; kg:order 2 ; kg:section \"四\" ; kg:agencyName \"区安监局\" ; kg:subject \"总结\"@zh .", "d/reporting/2"),
    "a citation of nothing": ("<d/1#c2> a kg:Citation ; kg:order 2 . <d/1> kg:citation <d/1#c2> .", "d/1#c2"),
    "a topic of no scheme": ("<reading/1> kg:topic <nothing> .", "reading/1"),
    "a relation that is none": ("<reading/9> a kg:TopicReading ; kg:reads <d/1> ; kg:topic topic:survey ; kg:relation skos:broader ; kg:reason \"同\"@zh, \"same\"@en .", "reading/9"),
    "a citation read as no instrument": ("<reading/2> kg:readAs <statute/1> .", "reading/2"),
    "a scope that is manner and residual": ("<reading/3> kg:residual true .", "reading/3"),
    "a reading whose reason is Chinese alone": ("<reading/8> a kg:DocumentReading ; kg:reads <d> ; kg:bindsIn <place/110102> ; kg:reason \"甲\"@zh .", "reading/8"),
    "a statutory duty of two modalities": ("<statute/1> kg:modality modality:prohibition .", "statute/1"),
    "an interval in words": ("<statute/1> kg:interval \"three months\" .", "statute/1"),
    "a charge that is housekeeping and concerns": ("<charge/1> kg:housekeeping true .", "charge/1"),
    "a concept with two Chinese labels": ("topic:survey skos:prefLabel \"排查\"@zh .", "survey"),
    "an oddity without note": ("<d/1> kg:oddity [ kg:asPrinted \"氰化纳\" ] .", None),
}  # fmt: skip


def test_the_project_has_the_form_that_the_shapes_ask_for(graph: ox.Store) -> None:
    assert [str(f) for f in shape_findings(graph, shape_files())] == []


def test_a_whole_graph_has_the_form() -> None:
    assert [str(f) for f in shape_findings(store(WHOLE), shape_files())] == []


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_found_at_its_thing(name: str) -> None:
    text, thing = FAULTS[name]
    found = shape_findings(store(WHOLE + text), shape_files())
    assert found
    if thing is not None:
        assert thing in {f.thing for f in found}


def test_shapes_that_do_not_parse_are_refused(tmp_path) -> None:
    path = tmp_path / "bad.ttl"
    path.write_text("kg:Shape a sh:NodeShape .\n", "utf-8")
    with pytest.raises(InputError, match=r"bad\.ttl:1:"):
        shape_findings(store(WHOLE), [path])
