"""Which tests hold each sentence of the contract; a sentence new or changed turns this red."""

import importlib

import pytest

from tests.contract import sentences_in, sentences_out
from tests.contract.sentences import sentences
from tests.contract.support import DATA

TESTS = [*sentences_in.TESTS, *sentences_out.TESTS]


def test_every_sentence_of_the_contract_is_mapped_word_for_word() -> None:
    mapped = {sentence for sentence, _ in TESTS}
    page = sentences((DATA / "assess.md").read_text())
    assert [one for one in page if one not in mapped] == []


def test_the_map_has_no_sentence_that_the_contract_has_not() -> None:
    page = sentences((DATA / "assess.md").read_text())
    assert [sentence for sentence, _ in TESTS if sentence not in page] == []


def test_a_changed_contract_is_noticed() -> None:
    page = (DATA / "assess.md").read_text()
    changed = sentences(page.replace("500万, once; three", "600万, once; three"))
    assert len(set(changed) - {sentence for sentence, _ in TESTS}) == 1


@pytest.mark.parametrize(("sentence", "names"), TESTS, ids=[one[:40] for one, _ in TESTS])
def test_a_sentence_has_tests_that_exist(sentence: str, names: str) -> None:
    assert names.split(), sentence
    for name in names.split():
        module, _, test = name.rpartition(".")
        assert callable(getattr(importlib.import_module(f"tests.contract.{module}"), test)), name
