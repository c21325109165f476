"""我的申报 in a handful of groups, in the applicant's words: what to write, what waits for you, what others do, what is over."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from duixian.applications import casework, process, states
from duixian.applications.models import Application
from duixian.credit import screening

OVER = frozenset(states.ENDED)
YOURS = frozenset(
    one.id for one in states.STATES if one.turn & states.APPLICANTS and one.id != states.DRAFT
)


@dataclass(frozen=True, kw_only=True)
class Group:
    """Some states under one name; `about` says what stands there, `none` what to say where nothing does."""

    id: str
    name: str
    states: frozenset[str]
    about: str
    none: str


GROUPS = (
    Group(id="yours", name="待您处理", states=YOURS, about="要您确认、补正、整改或者说明情况", none="没有等您处理的申报"),
    Group(id="draft", name="草稿", states=frozenset({states.DRAFT}), about="还没有提交，截止以前都可以改", none="没有草稿"),
    Group(
        id="going", name="办理中",
        states=frozenset(one.id for one in states.STATES) - OVER - YOURS - {states.DRAFT, states.ANSWERED},
        about="已经提交，由中心和区科委办理", none="没有正在办理的申报",
    ),
    Group(
        id="answered", name="已答复", states=frozenset({states.ANSWERED}),
        about="决定已经送达，可以查看理由、申请复核", none="还没有答复的申报",
    ),
    Group(
        id="over", name="已办结", states=OVER - {states.WITHDRAWN, states.DISCARDED, states.LAPSED, states.WAIVED},
        about="办结、终止或者不予受理的", none="没有办结的申报",
    ),
    Group(
        id="dropped", name="已撤回和放弃", states=frozenset({states.WITHDRAWN, states.DISCARDED, states.LAPSED, states.WAIVED}),
        about="您撤回、放弃的，或者逾期没有补正的", none="没有撤回或放弃的申报",
    ),
)  # fmt: skip
BY_ID = {one.id: one for one in GROUPS}


@dataclass(frozen=True, kw_only=True)
class Grouped:
    """An enterprise's applications: how many stand in each group, and which of those others handle wait for an explanation."""

    every: QuerySet[Application]
    counts: tuple[tuple[Group, int], ...]
    unexplained: frozenset[UUID]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(count for _, count in self.counts)

    def of(self, group: Group) -> QuerySet[Application]:
        """Those of one group."""
        if group.id == "yours":
            return self.every.filter(Q(state__in=group.states) | Q(pk__in=self.unexplained))
        return self.every.filter(state__in=group.states).exclude(pk__in=self.unexplained)


def grouped(every: QuerySet[Application]) -> Grouped:
    """Count what a viewer may see by group: two questions to the database."""
    unexplained = _unexplained(every)
    rows = every.order_by().exclude(pk__in=unexplained).values_list("state").annotate(n=Count("pk"))
    by_state = dict(rows)
    counts = [(one, sum(by_state.get(state, 0) for state in one.states)) for one in GROUPS]
    return Grouped(
        every=every, unexplained=unexplained,
        counts=tuple((one, count + len(unexplained) * (one.id == "yours")) for one, count in counts),
    )  # fmt: skip


def named(id_: str) -> Group | None:
    """The group of this name; an address of earlier days named a single state, whose group it is now."""
    return BY_ID.get(id_) or next((one for one in GROUPS if id_ in one.states), None)


def _unexplained(every: QuerySet[Application]) -> frozenset[UUID]:
    """Cases in others' hands with a credit record of which the applicant has not said anything yet."""
    going = every.order_by().filter(state__in=process.CHECKED).values_list("pk", flat=True)
    subjects = {casework.subject_of(pk): pk for pk in going}
    return frozenset(subjects[one] for one in screening.unexplained(subjects))
