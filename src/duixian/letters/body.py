"""Who issues the letters: names and addresses from the settings, so that another district is another setting."""

from dataclasses import dataclass

from django.conf import settings

from duixian import policy as policies
from duixian.kernel.text import shown
from duixian.letters.fields import BadLetter


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """The issuing body (发文机关), its code in numbers, and where its acts may be contested."""

    name: str
    code: str
    government: str
    court: str


def issuing() -> Body:
    """The body as configured (LETTER_BODY)."""
    return Body(**settings.LETTER_BODY)


def policy_code(policy: str) -> str:
    """What numbers call a policy: 智软; "" where none was agreed."""
    return str(settings.LETTER_POLICIES.get(policy, ""))


def policy_title(policy: str) -> str:
    """A policy's title with its number, as letters quote it. Raises BadLetter where the product has no such policy."""
    try:
        found = policies.library().get(policy)
    except KeyError:
        raise BadLetter(
            f"系统里没有政策“{shown(policy)}”，不能印发引用它的文书；请核对 DUIXIAN_POLICIES 指的政策文件夹"
        ) from None
    return f"《{found.title}》（{found.number}）"
