"""What the parts of a policy say of themselves."""

from duixian import policy


def test_only_a_choice_has_choices_and_no_unit() -> None:
    facts = {fact.id: fact for fact in policy.library().get("putuo-2024-3").applicant}
    assert [one.name for one in facts["kind"].choices]
    assert facts["kind"].unit == ""
    assert facts["registered_on"].choices == ()


def test_a_paragraph_is_found_by_its_clause() -> None:
    putuo = policy.library().get("putuo-2024-3")
    anchors = [one.anchor for one in putuo.paragraphs if one.clause]
    assert "四（二）" in anchors
