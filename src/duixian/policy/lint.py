"""`duixian policy check`: what an author should mend, beyond what keeps a policy from loading."""

from collections.abc import Iterator
from pathlib import Path

from duixian.policy import examples, tree
from duixian.policy.findings import Finding, PolicyErrors
from duixian.policy.library import Library, load
from duixian.policy.model import Measure, Policy
from duixian.policy.settle import names

FILE = "policy.md"


def check(folder: Path) -> list[Finding]:
    """Every finding of a policy's folder; empty where all is well."""
    try:
        policy = load(folder)
        failing = examples.failures(policy, Library((policy,)))
    except PolicyErrors as errors:
        return list(errors.findings)
    return sorted(
        [
            *(Finding(FILE, line, message) for line, message in failing),
            *_unused_facts(policy),
            *_unused_readings(policy),
            *_unused_definitions(policy),
            *_unreached(policy),
        ]
    )


def _trees(measure: Measure) -> Iterator[tree.Node]:
    yield measure.ceiling
    yield from (one.test for one in measure.conditions)
    yield from (fact.test for fact in measure.facts if fact.test is not None)
    if measure.base is not None:
        yield measure.base


def _read(measure: Measure) -> set[str]:
    return {name.id.partition(".")[0] for node in _trees(measure) for name in names(node)}


def _unused_facts(policy: Policy) -> Iterator[Finding]:
    """A fact that is asked for and decides nothing; a text is for the record."""
    everywhere = {id_ for measure in policy.measures for id_ in _read(measure)}
    for fact in policy.applicant:
        if fact.id not in everywhere:
            yield Finding(FILE, fact.line, f"申请人的“{fact.name}”没有任何规则用到")
    for measure in policy.measures:
        for fact in measure.facts:
            if fact.id not in _read(measure) and fact.kind != "text":
                yield Finding(FILE, fact.line, f"“{fact.name}”问了却没有用到：请用在规则里，或删去")


def _unused_readings(policy: Policy) -> Iterator[Finding]:
    everywhere = {id_ for measure in policy.measures for id_ in _read(measure)}
    for one in policy.rule_parameters:
        if one.id not in everywhere:
            yield Finding("questions.md", one.line, f"口径“{one.name}”写明用于规则，规则却没有用到")


def _unused_definitions(policy: Policy) -> Iterator[Finding]:
    used = {
        one.id
        for measure in policy.measures
        for root in _trees(measure)
        for one in tree.walk(root)
        if isinstance(one, tree.Ref)
    }
    for one in policy.definitions:
        if one.id not in used:
            yield Finding(
                FILE, one.written.line, f"定义“{one.name}”没有用到，也就没有核对过：请用上，或删去"
            )


def _unreached(policy: Policy) -> Iterator[Finding]:
    """A limit that no worked example comes up to has not been tried."""
    for measure in policy.measures:
        if measure.cap is None and not measure.cap_text:
            yield Finding(
                FILE, measure.line, f"“{measure.name}”没有限额：请用取低封顶，或写明“限额说明”"
            )
        tops = [example.expect.get("ceiling") for example in measure.examples]
        if measure.cap is not None and measure.cap.contract() not in tops:
            yield Finding(
                FILE, measure.line, f"“{measure.name}”没有一个例子达到限额{measure.cap.wan_text()}"
            )
