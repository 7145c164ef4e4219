"""Any changes to any document, in any handwriting, against the model of what they should give."""

from __future__ import annotations

import json
from random import Random

from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from json_writing import NEAT, ODD_STRINGS, RANDOMS, Hand, hands, values, write  # noqa: TC002 - ours
from surgery_model import LOCAL, Cell, Operations, Patient, made_of  # noqa: TC002 - ours

from promptlint.syntax import Document, Node
from promptlint.syntax.surgery import Surgery
from promptlint.text import apply

PLAIN = st.text("ab\n", max_size=3)


@settings(max_examples=examples(120))
@given(values(), hands(), made_of(ODD_STRINGS), RANDOMS)
def test_any_set_of_changes_gives_the_changed_value(
    value: object, hand: Hand, made: Operations, random: Random
) -> None:
    text = write([value, {"k": value, "l": [value]}], hand)
    patient = Patient(text, random)
    patient.operate(made)
    changed = patient.finish()
    assert "\n" in text or "\n" not in changed
    assert "\r\n" not in text or "\n" not in changed.replace("\r\n", "")


@settings(max_examples=examples(120))
@given(values(PLAIN), st.sampled_from(NEAT), made_of(PLAIN), RANDOMS)
def test_a_neat_document_stays_as_neat_as_it_was(
    value: object, hand: Hand, made: Operations, random: Random
) -> None:
    # The first member shows the habits that a document may be too small to show.
    habits = {"habits": [[1, 2], {"a": 1}], "rest": [value, {"k": value, "l": [value]}]}
    patient = Patient(write(habits, hand), random)
    patient.nodes = list(patient.nodes[0].children[1].walk())
    patient.operate(made)
    assert patient.finish() == write(patient.root.read(), hand)


@given(values(), hands(), made_of(ODD_STRINGS, LOCAL), RANDOMS)
def test_no_edit_reaches_into_what_was_not_changed(
    value: object, hand: Hand, made: Operations, random: Random
) -> None:
    patient = Patient(write([value, {"k": value, "l": [value]}], hand), random)
    patient.operate(made)
    edits = patient.surgery.edits()
    busy = patient.filled | patient.struck
    for changed in tuple(busy):
        busy.update(ancestors(changed))
    for node in patient.nodes:
        if node not in busy and not patient.struck.intersection(ancestors(node)):
            for (start, end), _ in edits:
                assert end <= node.lead or start >= node.end


def ancestors(node: Node) -> list[Node]:
    found = []
    while node.parent is not None:
        node = node.parent
        found.append(node)
    return found


@given(values(), hands())
def test_no_changes_are_no_edits(value: object, hand: Hand) -> None:
    document = Document(write(value, hand))
    surgery = Surgery(document)
    assert surgery.edits() == ()
    for node in document.root.walk():
        if node.is_array or node.is_object:
            surgery.items(node)
            surgery.arrange(node, node.children)
    assert surgery.edits() == ()


@given(values(), hands(), RANDOMS)
def test_changes_inside_a_string_go_through_its_escapes(
    value: object, hand: Hand, random: Random
) -> None:
    plain = write([value, {"k": value}], hand)
    outer = json.dumps({"body": json.dumps({"body": plain}, ensure_ascii=random.random() < 0.5)})
    document = Document(outer)
    for _ in range(2):
        string = document.root.get("body")
        assert string is not None
        document = Document.inside(document, string)
    patient = Patient(plain, random)
    patient.document, patient.surgery = document, Surgery(document)
    patient.root = Cell(document.root)
    patient.nodes = list(document.root.walk())
    patient.cells = {cell.node: cell for cell in patient._all(patient.root)}
    patient.operate([(Patient.remove, None), (Patient.insert, "\u20ac\n"), (Patient.move, None)])
    changed = patient.finish()
    edits = [document.file_edit(edit) for edit in patient.surgery.edits()]
    assert json.loads(json.loads(apply(outer, edits))["body"])["body"] == changed
