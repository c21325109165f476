"""政策查找: every paragraph and measure that has all the words, the measures first."""

from collections.abc import Iterator
from dataclasses import dataclass

from duixian.kernel.text import folded
from duixian.policy import Measure, Paragraph, Policy

LONGEST = 40
AROUND = 36


@dataclass(frozen=True, kw_only=True)
class Hit:
    """One place that has the words: a measure, or a paragraph of the text."""

    policy: Policy
    clause: str
    title: str
    measure: Measure | None
    parts: tuple[tuple[str, bool], ...]


def words_of(query: str) -> list[str]:
    """What is looked for: words between blanks, without regard to width or case."""
    return [word.casefold() for word in folded(query[:LONGEST]).split()]


def search(policy: Policy, query: str) -> list[Hit]:
    """Measures whose name, sentence, questions, evidence or examples have all the words; then paragraphs."""
    words = words_of(query)
    if not words:
        return []
    return [*_measures(policy, words), *_paragraphs(policy, words)]


def _measures(policy: Policy, words: list[str]) -> Iterator[Hit]:
    for measure in policy.measures:
        texts = [measure.plain, measure.quote]
        choices = [one.name for fact in measure.facts for one in fact.choices]
        facts = [f"{fact.name} {fact.question} {fact.help}" for fact in measure.facts]
        # People say 房租, the law says 租赁: the names of examples have people's words. Those that tell why not are left out.
        good = [one for one in measure.examples if one.expect.get("status") == "eligible"]
        told = [example.name for example in good]
        about = [measure.name, measure.support, *texts, *facts, *choices, *measure.evidence, *told]
        if _has(" ".join(about), words):
            shown = next((text for text in texts if _has(text, words[:1])), measure.plain)
            yield Hit(
                policy=policy,
                clause=measure.clause,
                title=measure.name,
                measure=measure,
                parts=_marked(shown, words),
            )


def _paragraphs(policy: Policy, words: list[str]) -> Iterator[Hit]:
    for paragraph in policy.paragraphs:
        if not paragraph.clause or paragraph.level == "heading":
            continue
        if _has(f"{paragraph.text} {paragraph.plain}", words):
            shown = paragraph.text if _has(paragraph.text, words) else paragraph.plain
            yield Hit(
                policy=policy,
                clause=paragraph.clause,
                title=_heading(paragraph),
                measure=None,
                parts=_marked(shown, words),
            )


def _heading(paragraph: Paragraph) -> str:
    return paragraph.measures[0].support if paragraph.measures else "原文"


def _has(text: str, words: list[str]) -> bool:
    plain = folded(text).casefold()
    return all(word in plain for word in words)


def _marked(text: str, words: list[str]) -> tuple[tuple[str, bool], ...]:
    """The text around the first word found, cut into parts that are or are not one of the words."""
    plain = text.casefold()
    found = [place for word in words if (place := plain.find(word)) >= 0]
    start = max(0, min(found, default=0) - AROUND)
    shown = text[start : start + 4 * AROUND]
    parts: list[tuple[str, bool]] = [("…", False)] if start else []
    while shown:
        hits = [(at, word) for word in words if (at := shown.casefold().find(word)) >= 0]
        at, word = min(hits, default=(len(shown), ""))
        parts += [(shown[:at], False), (shown[at : at + len(word)], True)]
        shown = shown[at + len(word) :] if word else ""
    if start + 4 * AROUND < len(text):
        parts.append(("…", False))
    return tuple(part for part in parts if part[0])
