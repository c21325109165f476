"""更名、合并、注销、破产、迁出、变更中心: recorded by one, decided by another; the effect of each, the notes, the messages."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID, uuid4

import pytest

from duixian.audit.models import Entry, Outcome
from duixian.kernel import clock
from duixian.outbox.models import Notice
from duixian.parties import bank, changes, organisations
from duixian.parties.access import NotSeen, Refused, Viewer
from duixian.parties.changes import Wanted
from duixian.parties.changes_names import names
from duixian.parties.changes_notes import against_payment, notes
from duixian.parties.changes_targets import marks
from duixian.parties.models import BankAccount, Change, FormerName, Organisation
from duixian.parties.roles import Kind, Role
from tests.parties import cast

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)
OLD, NEW = "上海云帆智能科技有限公司", "上海云帆大模型有限公司"
ACCOUNT = "1001234567890123456"
RENAME, MERGER, LIFT = Change.Kind.RENAME, Change.Kind.MERGER, Change.Kind.LIFT
GONE, BROKE, MOVED = Change.Kind.DEREGISTRATION, Change.Kind.INSOLVENCY, Change.Kind.MOVE_OUT


@dataclass(frozen=True, kw_only=True)
class People:
    """A firm with its owner and account, its centre, another firm, and the commission's people."""

    firm: Organisation
    other: Organisation
    owner: Viewer
    centre: Viewer
    elsewhere: Viewer
    officer: Viewer
    officer2: Viewer
    approver: Viewer


@pytest.fixture
def people(monkeypatch: pytest.MonkeyPatch) -> People:
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    here = cast.organisation(Kind.CENTRE, "长风投资促进中心")
    firm = cast.organisation(Kind.APPLICANT, OLD, centre=here)
    officer = cast.viewer(Role.OFFICER, name="经纬")
    found = People(
        firm=firm, other=cast.organisation(Kind.APPLICANT, "上海远山软件有限公司", centre=here),
        owner=cast.viewer(Role.APPLICANT_OWNER, firm), centre=cast.viewer(Role.CENTRE, here, name="常青"),
        elsewhere=cast.viewer(Role.CENTRE, cast.organisation(Kind.CENTRE, "桃浦投资促进中心")), officer=officer,
        officer2=cast.viewer(Role.OFFICER, officer.organisation, name="景文"),
        approver=cast.viewer(Role.APPROVER, officer.organisation, name="沈定"),
    )  # fmt: skip
    bank.change(found.owner, holder=OLD, bank="虚构银行普陀支行", number=ACCOUNT)
    return found


def wanted(by: Viewer, firm: Organisation, kind: str, target: str = "", **other: object) -> Wanted:
    made = Wanted(
        organisation=firm.pk, kind=kind, effective_on="2026-02-01", document="准予变更登记通知书 2026-0001", target=target,
        evidence=cast.licence(by.person).pk,
    )  # fmt: skip
    return replace(made, **other)  # type: ignore[arg-type]


def done(
    by: Viewer, decider: Viewer, firm: Organisation, kind: str, target: str = "", **other: object
) -> Change:
    row = changes.ask(by, wanted(by, firm, kind, target, **other))
    made = changes.decide(decider, row.pk, accept=True)
    firm.refresh_from_db()
    return made


def subjects(person: UUID) -> list[str]:
    return list(Notice.objects.filter(person=person).values_list("subject", flat=True))


def test_a_rename_needs_two_and_keeps_the_old_name(people: People) -> None:
    row = changes.ask(people.centre, wanted(people.centre, people.firm, RENAME, NEW))
    people.firm.refresh_from_db()
    assert people.firm.name == OLD
    assert notes(people.firm, TODAY) == ["更名待审定：准予变更登记通知书 2026-0001（2026年2月1日）"]
    assert list(changes.waiting(people.officer)) == [row]
    changes.decide(people.officer, row.pk, accept=True)
    people.firm.refresh_from_db()
    assert people.firm.name == NEW
    assert [(one.name, one.until, one.period) for one in names(people.firm)] == [
        (NEW, None, "2026年2月1日起"),
        (OLD, date(2026, 2, 1), "2026年2月1日以前"),
    ]
    for query in ("大模型", "智能科技", "shyf"):
        assert people.firm in organisations.search(people.officer, query), query
    assert not changes.waiting(people.officer).exists()


def test_names_follow_each_other_in_time(people: People) -> None:
    done(people.centre, people.officer, people.firm, RENAME, NEW)
    again = wanted(people.centre, people.firm, RENAME, "上海云帆集团有限公司")
    with pytest.raises(Refused, match="应晚于上一次更名的日期2026年2月1日"):
        changes.ask(people.centre, again)
    row = changes.ask(people.centre, replace(again, effective_on="2026-02-20"))
    changes.decide(people.approver, row.pk, accept=True)
    people.firm.refresh_from_db()
    assert [one.period for one in names(people.firm)] == [
        "2026年2月20日起",
        "2026年2月1日至2026年2月20日",
        "2026年2月1日以前",
    ]
    with pytest.raises(Exception, match="append-only"):
        FormerName.objects.update(name="改写")


def stopped(firm: Organisation) -> str | None:
    """Why nothing can be paid to it."""
    accounts = BankAccount.objects.filter(organisation=firm, until=None)
    return against_payment([firm], TODAY, accounts).get(firm.pk)


def test_after_a_rename_the_account_must_be_registered_anew(people: People) -> None:
    assert stopped(people.firm) is None
    done(people.centre, people.officer, people.firm, RENAME, NEW)
    reason = stopped(people.firm)
    assert reason == f"收款账户户名“{OLD}”与现名称不一致，须由单位重新登记"
    assert any("户名" in one for one in notes(people.firm, TODAY))
    assert f"请重新登记{NEW}的收款账户" in subjects(people.owner.person.pk)
    owner = replace(people.owner, organisation=people.firm)
    bank.change(owner, holder=NEW, bank="虚构银行普陀支行", number=ACCOUNT)  # the same number
    assert stopped(people.firm) is None
    assert BankAccount.objects.filter(organisation=people.firm).count() == 2


def test_who_recorded_it_can_not_confirm_it(people: People) -> None:
    row = changes.ask(people.officer, wanted(people.officer, people.firm, RENAME, NEW))
    with pytest.raises(Refused, match="登记人不能自己确认"):
        changes.decide(people.officer, row.pk, accept=True)
    same_person = replace(people.approver, person=people.officer.person)
    with pytest.raises(Refused, match="登记人不能自己确认"):
        changes.decide(same_person, row.pk, accept=True)
    with pytest.raises(NotSeen):
        changes.decide(people.centre, row.pk, accept=True)
    assert Entry.objects.filter(action="change.decide", outcome=Outcome.DENIED).count() == 2
    changes.decide(people.officer2, row.pk, accept=True)
    with pytest.raises(Refused, match="已确认，不用再处理"):
        changes.decide(people.approver, row.pk, accept=False, reason="再看")


@pytest.mark.parametrize("kind", [GONE, BROKE, MERGER])
def test_what_touches_money_is_the_approver_s(people: People, kind: str) -> None:
    target = str(people.other.code) if kind == MERGER else ""
    row = changes.ask(people.centre, wanted(people.centre, people.firm, kind, target))
    assert not changes.waiting(people.officer).exists()
    with pytest.raises(Refused, match="由区科委的审定人确认"):
        changes.decide(people.officer, row.pk, accept=True)
    changes.decide(people.approver, row.pk, accept=True)


def test_a_merger_links_the_successor_and_closes_the_merged(people: People) -> None:
    done(people.centre, people.approver, people.firm, MERGER, str(people.other.code))
    assert people.firm.state == Organisation.State.CLOSED
    assert "2026年2月1日并入“上海远山软件有限公司”" in notes(people.firm, TODAY)[0]
    assert f"2026年2月1日吸收合并了“{OLD}”（{people.firm.code}）" in notes(people.other, TODAY)[0]
    assert stopped(people.firm) == "单位已并入“上海远山软件有限公司”，应拨付给承接单位"
    with pytest.raises(Refused, match="已并入“上海远山软件有限公司”"):
        changes.ask(people.centre, wanted(people.centre, people.firm, RENAME, NEW))
    with pytest.raises(Refused, match="已停用，不能承接"):
        changes.ask(
            people.centre, wanted(people.centre, people.other, MERGER, str(people.firm.code))
        )


def test_a_mark_stands_until_it_is_lifted_by_two(people: People) -> None:
    mark = done(people.centre, people.approver, people.firm, GONE)
    assert people.firm.state == Organisation.State.CLOSED
    assert "注销" in (stopped(people.firm) or "")
    with pytest.raises(Refused, match="已经登记过“注销”"):
        changes.ask(people.centre, wanted(people.centre, people.firm, GONE))
    refused = changes.ask(people.centre, wanted(people.centre, people.firm, LIFT, str(mark.pk)))
    changes.decide(people.approver, refused.pk, accept=False, reason="文书不全")
    assert marks(people.firm) == [mark]
    done(people.centre, people.approver, people.firm, LIFT, str(mark.pk))
    assert people.firm.state == Organisation.State.VERIFIED
    assert marks(people.firm) == []
    assert notes(people.firm, TODAY) == []
    assert stopped(people.firm) is None


def test_insolvency_and_leaving_are_noted_and_stop_nothing_by_themselves(people: People) -> None:
    done(people.centre, people.approver, people.firm, BROKE)
    done(people.centre, people.officer, people.firm, MOVED)
    said = " ".join(notes(people.firm, TODAY))
    assert "进入破产程序" in said
    assert "迁出本身不是停拨的理由" in said
    assert people.firm.state == Organisation.State.VERIFIED
    assert stopped(people.firm) is None
    assert notes(people.firm, date(2026, 1, 31)) == []  # nothing of it had come about yet


def test_another_centre_looks_after_it_and_both_are_told(people: People) -> None:
    target = str(people.elsewhere.organisation.pk)
    row = done(people.centre, people.officer, people.firm, Change.Kind.CENTRE, target)
    assert people.firm.centre == people.elsewhere.organisation
    for one in (people.centre, people.elsewhere):
        assert f"{OLD}的变更所属中心已确认" in subjects(one.person.pk)
        assert changes.get(one, row.pk) == row
    assert notes(people.firm, TODAY) == [
        "2026年2月1日所属中心由长风投资促进中心变更为桃浦投资促进中心"
    ]


def test_everybody_concerned_is_told(people: People) -> None:
    row = changes.ask(people.centre, wanted(people.centre, people.firm, RENAME, NEW))
    waiting = f"待审定：{OLD}的更名"
    for one in (people.officer, people.officer2, people.approver):
        assert waiting in subjects(one.person.pk)
    assert waiting not in subjects(people.centre.person.pk)
    assert not any("更名" in one for one in subjects(people.owner.person.pk))  # not before it is so
    changes.decide(people.officer, row.pk, accept=True)
    assert f"{OLD}的更名已确认" in subjects(people.owner.person.pk)
    assert f"{OLD}的更名已确认" in subjects(people.centre.person.pk)


def test_a_refusal_changes_nothing_and_says_why(people: People) -> None:
    row = changes.ask(people.centre, wanted(people.centre, people.firm, RENAME, NEW))
    with pytest.raises(Refused, match="请填写理由"):
        changes.decide(people.officer, row.pk, accept=False, reason=" ")
    changes.decide(people.officer, row.pk, accept=False, reason="扫描件看不清文号")
    people.firm.refresh_from_db()
    assert people.firm.name == OLD
    assert notes(people.firm, TODAY) == []
    assert "扫描件看不清文号" in Notice.objects.get(subject=f"{OLD}的更名已退回").body
    changes.ask(people.centre, wanted(people.centre, people.firm, RENAME, NEW))  # once more


def test_only_one_of_a_kind_waits(people: People) -> None:
    changes.ask(people.centre, wanted(people.centre, people.firm, RENAME, NEW))
    with pytest.raises(Refused, match="已有一件在等待审定"):
        changes.ask(people.officer, wanted(people.officer, people.firm, RENAME, "上海别名有限公司"))
    changes.ask(people.officer, wanted(people.officer, people.firm, MOVED))


def test_what_has_become_impossible_is_not_confirmed(people: People) -> None:
    row = changes.ask(
        people.centre, wanted(people.centre, people.firm, MERGER, str(people.other.code))
    )
    Organisation.objects.filter(pk=people.other.pk).update(state=Organisation.State.CLOSED)
    with pytest.raises(Refused, match="已停用，不能承接"):
        changes.decide(people.approver, row.pk, accept=True)
    people.firm.refresh_from_db()
    assert people.firm.state == Organisation.State.VERIFIED


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"kind": "x"}, "kind", "请选择事由"),
        ({"effective_on": "2026-13-01"}, "effective_on", "不存在"),
        ({"effective_on": "2026-03-03"}, "effective_on", "不能晚于今天"),
        ({"effective_on": "1999-12-31"}, "effective_on", "不早于2000年"),
        ({"effective_on": ""}, "effective_on", "无法识别"),
        ({"document": " "}, "document", "请填写文书名称和文号"),
        ({"document": "文" * 201}, "document", "最多200字"),
        ({"statement": "\u202e反"}, "statement", "改变文字方向"),
        ({"evidence": None}, "evidence", "请上传文书的扫描件"),
        ({"evidence": uuid4()}, "evidence", "请上传文书的扫描件"),
        ({"target": ""}, "target", "请填写新名称"),
        ({"target": f"{OLD} "}, "target", "相同，不用变更"),
        ({"target": "123"}, "target", "没有文字"),
        ({"kind": MERGER, "target": "1234"}, "target", "应为18位"),
        ({"kind": MERGER, "target": cast.credit_code(999_999)}, "target", "还没有在本系统注册"),
        ({"kind": Change.Kind.CENTRE, "target": "x"}, "target", "请选择新的所属中心"),
        ({"kind": LIFT, "target": str(uuid4())}, "target", "请选择要解除的标记"),
    ],
)  # fmt: skip
def test_what_is_typed_wrongly_is_named(
    people: People, change: dict[str, object], field: str, said: str
) -> None:
    given = replace(wanted(people.centre, people.firm, RENAME, NEW), **change)  # type: ignore[arg-type]
    with pytest.raises(Refused) as refused:
        changes.ask(people.centre, given)
    assert [(name, said in text) for name, text in refused.value.faults] == [(field, True)]
    assert not Change.objects.exists()


def test_another_person_s_upload_is_no_evidence(people: People) -> None:
    stolen = cast.licence(people.officer.person).pk
    with pytest.raises(Refused, match="请上传文书的扫描件"):
        changes.ask(people.centre, wanted(people.centre, people.firm, RENAME, NEW, evidence=stolen))


def test_who_sees_and_records_what(people: People) -> None:
    row = changes.ask(people.centre, wanted(people.centre, people.firm, RENAME, NEW))
    with pytest.raises(NotSeen):
        changes.get(people.elsewhere, row.pk)
    with pytest.raises(NotSeen):
        changes.ask(people.elsewhere, wanted(people.elsewhere, people.firm, MOVED))
    for role in sorted(Role):
        someone = cast.viewer(role)
        if role not in organisations.EVERYWHERE:
            assert not changes.visible(someone).exists()
        if role not in changes.ASKS:
            with pytest.raises(NotSeen):
                changes.ask(someone, wanted(someone, people.firm, MOVED))


def test_the_trail_vouches_for_the_document(people: People) -> None:
    row = done(people.centre, people.officer, people.firm, RENAME, NEW)
    entries = Entry.objects.filter(subject=f"change:{row.pk}").order_by("seq")
    assert [one.action for one in entries] == ["change.ask", "change.approve"]
    assert entries[0].files == [row.evidence.sha256]
