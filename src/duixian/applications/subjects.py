"""What tells several applications under one measure apart: the product, the qualification, the event. Pure.

A policy that sets its limit for each of something (每款游戏100万元) takes one application for each of them; one that
sets it for each enterprise, year or round, or says nothing, takes one application in a round.
"""

import re

from duixian.kernel.text import folded
from duixian.policy import Measure

MOST_SIGNS = 100
_EACH = re.compile(r"每(?P<counter>[款个项场])(?P<unit>\D*)\d")
_NAMES = {"款": "哪一款{}", "个": "哪一个{}", "项": "哪一项{}", "场": "哪一场{}"}


def label(measure: Measure) -> str:
    """How to ask for the subject; empty where one application in a round is all there can be."""
    found = _EACH.match(measure.cap_text)
    return _NAMES[found["counter"]].format(found["unit"] or "活动") if found else ""


def key(subject: str) -> str:
    """The same for the same thing, however it is typed."""
    return "".join(sign for sign in folded(subject).casefold() if sign.isalnum())[:MOST_SIGNS]
