"""Definitions of classes that cannot become rules are refused, never read as something wider."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg.errors import InputError
from kg.knowledge.classes import class_program
from kg.names import BASE

PREFIXES = """@prefix kg: <https://w3id.org/kgquery/ns#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
EMPLOYERS = """kg:Employer owl:equivalentClass [ owl:onProperty kg:employees ; owl:someValuesFrom
    [ owl:onDatatype xsd:integer ; owl:withRestrictions ( [ %s ] ) ] ] ."""


def program(turtle: str) -> object:
    store = ox.Store()
    store.bulk_extend(ox.parse((PREFIXES + turtle).encode(), ox.RdfFormat.TURTLE, base_iri=BASE))
    return class_program(store)


def test_a_bound_on_a_number_becomes_a_comparison() -> None:
    found = program(EMPLOYERS % "xsd:minInclusive 10")
    assert "Comparison(operator='>='" in repr(found)


@pytest.mark.parametrize(
    ("turtle", "message", "allowed"),
    [
        (EMPLOYERS % 'xsd:pattern "[0-9]"', "a facet is of a kind that has no rule", "xsd:minInclusive"),
        ("kg:A owl:equivalentClass [ owl:onProperty kg:activity ; owl:hasValue kg:x ] , "
         "[ owl:onProperty kg:activity ; owl:hasValue kg:y ] .", "the class has two definitions", "one owl:equivalentClass"),
        ("kg:A owl:equivalentClass [ owl:complementOf kg:B ] .", "of a kind that has no rule", "owl:unionOf"),
        ("kg:A owl:equivalentClass [ owl:intersectionOf ( kg:A kg:A ) ] .", "defined by itself", "without a circle"),
    ],
)  # fmt: skip
def test_what_has_no_rule_is_a_fault_of_the_class(turtle: str, message: str, allowed: str) -> None:
    with pytest.raises(InputError) as raised:
        program(turtle)
    (fault,) = raised.value.faults
    assert fault.file == "ontology/classes" and fault.place in ("kg:A", "kg:Employer")
    assert message in fault.message and allowed in fault.allowed
