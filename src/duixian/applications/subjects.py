"""What tells several applications under one measure apart: the product, the qualification, the event. Pure.

A policy that sets its limit for each of something (每款游戏100万元) takes one application for each of them; one that
sets it for each enterprise, year or round, or says nothing, takes one application in a round.
"""

from duixian.kernel.text import folded
from duixian.policy import Measure

MOST_SIGNS = 100


def label(measure: Measure) -> str:
    """How to ask for the subject; empty where one application in a round is all there can be."""
    return measure.subject


def key(subject: str) -> str:
    """The same for the same thing, however it is typed."""
    return "".join(sign for sign in folded(subject).casefold() if sign.isalnum())[:MOST_SIGNS]
