"""文书编号, such as 普科智软补〔2026〕12号: the body, the policy, the kind, the year, then a number without gaps.

The counter's row is locked until the letter commits, so one that is rolled back gives its number back. GB/T 9704
第7.2.5条: the year in full in 六角括号, the number without leading zeros and without 第.
"""

from dataclasses import dataclass
from datetime import datetime

from duixian.kernel import clock
from duixian.letters import body
from duixian.letters.kinds import Kind
from duixian.letters.models import Series


@dataclass(frozen=True, slots=True)
class Number:
    """A number that was just given."""

    series: Series
    sequence: int

    def __str__(self) -> str:
        return f"{self.series.name}{self.sequence}号"


def take(kind: Kind, policy: str, at: datetime) -> Number:
    """The next number of a kind in the year (Shanghai's), inside a transaction that already holds the trail's head."""
    name = f"{body.issuing().code}{body.policy_code(policy)}{kind.code}〔{clock.local(at).year}〕"
    Series.objects.bulk_create([Series(name=name)], ignore_conflicts=True)
    series = Series.objects.select_for_update(no_key=True).get(pk=name)
    series.last += 1
    series.save(update_fields=["last"])
    return Number(series, series.last)
