"""What must hold for every claim: ceilings rise with spending, stay under their limits, and need every fact."""

from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from duixian.kernel.money import MAX_FEN, Money
from duixian.policy import Answer, Library, Measure, Policy, assess, read_claim
from duixian.policy.settle import names
from duixian.policy.steps import ready
from tests.policy.claims import SEEDS
from tests.policy.claims import claim as claim_of
from tests.policy.known import MEASURES, PUTUO

EACH = pytest.mark.parametrize(("policy", "measure"), MEASURES, ids=lambda one: one.id)
DRAWS = settings(max_examples=40, deadline=None, phases=[Phase.explicit, Phase.generate])


def answered(policy: Policy, claim: dict[str, Any]) -> Answer:
    return assess(read_claim(claim, Library((policy,))))


def spending(measure: Measure) -> list[str]:
    """The amounts of money that a measure's cost base adds up."""
    money = {fact.id for fact in measure.facts if fact.kind == "money"}
    return (
        [] if measure.base is None else [one.id for one in names(measure.base) if one.id in money]
    )


@EACH
@DRAWS
@given(seed=SEEDS)
def test_more_eligible_spending_never_lowers_a_ceiling(
    policy: Policy, measure: Measure, seed: int
) -> None:
    claim = claim_of(policy, measure, seed)
    before = answered(policy, claim)
    for fact in spending(measure):
        spent = claim["facts"][fact]
        if spent is None or before.missing:
            continue
        more = Money(Random(seed).randint(Money.yuan(spent).fen, MAX_FEN)).contract()
        after = answered(policy, {**claim, "facts": {**claim["facts"], fact: more}})
        assert after.ceiling is not None
        assert before.ceiling is not None
        assert after.ceiling >= before.ceiling


@EACH
@DRAWS
@given(seed=SEEDS)
def test_a_ceiling_never_passes_the_cap_nor_the_rate_times_the_base(
    policy: Policy, measure: Measure, seed: int
) -> None:
    claim = claim_of(policy, measure, seed)
    answer = answered(policy, claim)
    if answer.ceiling is None:
        return
    assert measure.cap is None or answer.ceiling <= measure.cap
    base = ready(policy, measure).base
    if policy is PUTUO and base is not None and answer.status != "ineligible" and measure.rates:
        one = read_claim(claim, Library((policy,)))
        spent, _ = base({**one.parameters, **one.values, "on": one.on})
        rate = Fraction(measure.rates[0].removesuffix("%")) / 100
        assert answer.ceiling.fen <= rate * spent


@EACH
@DRAWS
@given(seed=SEEDS)
def test_instalments_sum_to_what_is_payable_and_never_grow(
    policy: Policy, measure: Measure, seed: int
) -> None:
    answer = answered(policy, claim_of(policy, measure, seed))
    payable = 0 if answer.payable is None else answer.payable.fen
    parts = [part.fen for part in answer.instalments]
    assert sum(parts) == payable
    assert parts == sorted(parts, reverse=True)
    assert not parts or parts[0] - parts[-1] <= 1
    assert len(parts) == (measure.instalments if payable else 0)


@EACH
@DRAWS
@given(seed=SEEDS)
def test_a_missing_fact_never_yields_an_amount(policy: Policy, measure: Measure, seed: int) -> None:
    claim = claim_of(policy, measure, seed)
    fact = Random(seed).choice(
        [one for one in measure.facts if one.test is None] or [policy.applicant[0]]
    )
    place = "facts" if fact in measure.facts else "applicant"
    answer = answered(policy, {**claim, place: {**claim[place], fact.id: None}})
    assert fact.id in answer.missing
    assert answer.status in ("ineligible", "incomplete")
    assert not answer.ceiling or answer.ceiling.fen == 0
    assert not answer.payable or answer.payable.fen == 0


@EACH
@DRAWS
@given(seed=SEEDS)
def test_what_is_payable_never_passes_the_ceiling(
    policy: Policy, measure: Measure, seed: int
) -> None:
    answer = answered(policy, claim_of(policy, measure, seed))
    assert (answer.payable is None) == (answer.ceiling is None)
    if answer.payable is not None and answer.ceiling is not None:
        assert Money(0) <= answer.payable <= answer.ceiling


@given(fen=st.integers(0, MAX_FEN), parts=st.integers(1, 9))
def test_a_split_sums_exactly(fen: int, parts: int) -> None:
    assert sum(part.fen for part in Money(fen).split(parts)) == fen
