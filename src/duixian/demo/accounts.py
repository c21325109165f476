"""Who can be tried out: every official, and enterprises at different points of their way."""

from dataclasses import dataclass

from duixian.demo import cast
from duixian.parties.models import Account
from duixian.parties.roles import TABLE, Role

# Sign-in names by what is to be seen: see filings.txt and enterprises.py.
FIRMS = (
    ("qiye01", Role.APPLICANT_OWNER, "有草稿和已提交的申报"),
    ("qiye01b", Role.APPLICANT, "同一单位的同事"),
    ("qiye06", Role.APPLICANT_OWNER, "管理员身份有争议，申报正在撤回修改"),
    ("qiye26", Role.APPLICANT_OWNER, "有一件代录的申报待确认"),
    ("qiye38", Role.APPLICANT_OWNER, "注册待核验"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One account, for people."""

    login: str
    role: str
    where: str


def is_empty() -> bool:
    """Whether nobody is there yet."""
    return not Account.objects.exists()


def shown() -> list[Shown]:
    """Officials in the order of the work, after the enterprises."""
    firms = [
        Shown(login=login, role=TABLE[role].name, where=f"{cast.firms()[int(login[4:6]) - 1].name}：{what}")
        for login, role, what in FIRMS
    ]  # fmt: skip
    bureaus = {one.key: one.name for one in cast.BUREAUS}
    officials = [
        Shown(login=one.login, role=TABLE[one.role].name, where=bureaus[one.bureau])
        for one in cast.OFFICIALS
    ]
    return firms + officials
