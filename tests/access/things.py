"""Who and what there is in the world of these tests, by the words of matrix.txt."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from duixian.applications.models import Application, Round
from duixian.parties.access import Viewer
from duixian.parties.models import Account
from duixian.parties.roles import Role
from tests.applications import filing
from tests.applications.cast import District

# Who acts, and the words of matrix.txt that mean them; a firm's and a centre's people carry their side.
WORDS = {
    "owner_a": "单位管理员", "clerk_a": "经办人员", "owner_b": "单位管理员", "centre_a": "中心", "centre_b": "中心",
    "officer": "经办人", "approver": "审定人", "leading": "领导小组", "expert": "专家", "preparer": "财政审核",
    "releaser": "财政拨付", "auditor": "审计", "admin": "系统管理员", "newcomer": "无角色",
}  # fmt: skip
SIDED = ("单位管理员", "经办人员", "中心")
ROLES = {
    "officer": Role.OFFICER, "approver": Role.APPROVER, "leading": Role.LEADING_GROUP, "expert": Role.EXPERT,
    "preparer": Role.PREPARER, "releaser": Role.RELEASER, "auditor": Role.AUDITOR, "admin": Role.ADMIN,
}  # fmt: skip

DISTRICT = {
    "centre": "centre_a", "other_centre": "centre_b", "officer": "officer", "officer2": "officer",
    "approver": "approver", "approver2": "approver", "applicant": "clerk_a", "owner": "owner_a",
    "stranger": "owner_b", "auditor": "auditor",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Canary:
    """The marks of one side: in its name and its people's; in its profile; in what is filed; in drafts; in its centre."""

    name: str
    profile: str
    filed: str
    draft: str
    staff: str
    latin: str
    digits: str

    @property
    def numbers(self) -> tuple[str, ...]:
        """Longer than what turns up in an identifier by chance: of the firm, of its people, of its account."""
        return f"0000{self.digits}", f"138{self.digits}000", f"62220212345{self.digits}"


CANARIES = {
    "a": Canary(name="鹓鶵", profile="肥遗", filed="騊駼", draft="螭吻", staff="獬豸", latin="yuanchusuosuo", digits="77191"),
    "b": Canary(name="貔貅", profile="帝江", filed="狻猊", draft="囚牛", staff="穷奇", latin="pixiubaobao", digits="88263"),
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Thing:
    """An object as addresses name it; `side` is whose it is ("" of no firm), `person` whose own."""

    given: Mapping[str, Any]
    side: str = ""
    person: str = ""


@dataclass
class World:
    """Everybody, and by the words of matrix.txt every object."""

    who: dict[str, Viewer | Account] = field(default_factory=dict)
    things: dict[str, list[Thing]] = field(default_factory=dict)
    cases: dict[tuple[str, str], Application] = field(default_factory=dict)
    rounds: dict[str, Round] = field(default_factory=dict)

    def viewer(self, name: str) -> Viewer:
        """Somebody who has a role."""
        found = self.who[name]
        assert isinstance(found, Viewer), name
        return found

    def account(self, name: str) -> Account:
        """What they sign in with."""
        found = self.who[name]
        return found.account if isinstance(found, Viewer) else found

    def district(self) -> District:
        """The same people, as the tests about applying know them: the firm of side a, its centre, and the offices."""
        return District(**{name: self.viewer(who) for name, who in DISTRICT.items()})

    def case(self, thing: Thing) -> Application:
        """The application that an object is, as it is now."""
        return filing.get(thing.given["id_"])

    def kind(self, thing: Thing) -> str:
        """The word of matrix.txt for an object; "-" where an address has none."""
        return next((kind for kind, every in self.things.items() if thing in every), "-")

    def add(self, kind: str, *, side: str = "", person: str = "", **given: Any) -> None:
        """One more object of a kind."""
        self.things.setdefault(kind, []).append(Thing(given=given, side=side, person=person))
