"""追缴: found, notified, heard, decided, paid back and closed by its pages; what the enterprise sees; the queue to the platform."""

import subprocess
from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from duixian.funds.models import Instalment, Recovery
from duixian.kernel import clock
from duixian.parties.roles import Role
from duixian.web import viewer as web_viewer
from tests.applications.cast import viewer
from tests.funds import cast, paying, recovering
from tests.funds.cast import WAN, Bureau, committed, issued, parts, shanghai
from tests.pages.conftest import Response
from tests.pages.signed import enter, errors, go, send, told

pytestmark = pytest.mark.django_db
HOME = "/office/recovery/"
NOW = shanghai(2026, 6, 1)


@pytest.fixture(autouse=True)
def monday(today: Callable[[object], None], monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """It is Monday, 1 June 2026."""
    today(NOW.date())
    monkeypatch.setattr(web_viewer, "did_recently_reauthenticate", lambda request: True)
    with clock.at(NOW):
        yield


@pytest.fixture
def people() -> Bureau:
    return cast.bureau()


@pytest.fixture
def paid(people: Bureau) -> Instalment:
    """30万 paid to the firm, 20万 more are reserved for it."""
    issued(people)
    part = parts(committed(people, 30 * WAN))[0]
    paying.paid(people, [part])
    committed(people, 20 * WAN)
    return part


def taken(client: Client, who: object, made: Recovery, step: str, **fields: object) -> Response:
    enter(client, who)  # type: ignore[arg-type]
    return send(client, f"{HOME}{made.pk}/steps/{step}/", **fields)


def planned(part: Instalment, **more: object) -> dict[str, object]:
    """The plan's form as it is typed."""
    return {
        "facts": "提交的合同系伪造", "basis": "《实施意见》五（二）", f"claim-{part.pk}": "12万元", f"basis-{part.pk}": "按核减折算",
        "days": "15", "account_holder": "普陀区财政局", "account_bank": "国家金库普陀支库", "account_number": "0200001234567890",
        "scope": [str(part.commitment_id)], **more,
    }  # fmt: skip


def test_a_recovery_goes_from_its_finding_to_its_end_by_its_pages(
    client: Client, people: Bureau, paid: Instalment
) -> None:
    enter(client, people.officer)
    said = told(client.get(f"{HOME}new/", {"code": str(people.firm.code)}))
    assert "尚未拨付的1期，共200,000.00元" in said
    address = go(
        send(
            client,
            f"{HOME}new/",
            code=people.firm.code,
            kind="audit",
            source="审计报告第3号",
            text="核减费用",
        )
    )
    made = Recovery.objects.get()
    said = told(client.get(address))
    assert ("拟事先告知" in said, "已暂停的拨付200,000.00元" in said, "暂停拨付告知书" in said) == (
        True,
        True,
        True,
    )
    page = taken(
        client, people.officer, made, "notify", **planned(paid, **{f"claim-{paid.pk}": "三十"})
    )
    assert "金额“三十”无法识别" in errors(page)[0]
    assert 'value="三十"' in page.content.decode()
    go(taken(client, people.officer, made, "notify", **planned(paid)))
    go(taken(client, people.officer, made, "serve", served_on="2026-06-01"))
    go(taken(client, people.officer, made, "state", text="合同为真实"))
    page = client.get(f"{HOME}{made.pk}/steps/propose/")
    assert 'value="120000.00"' in page.content.decode()  # as it was notified
    go(taken(client, people.officer, made, "propose", **planned(paid, heard="不予采纳，理由见卷")))
    enter(client, people.approver)
    page = client.get(f"{HOME}{made.pk}/steps/decide/")
    assert "追缴120,000.00元，印发《追缴决定书》" in told(page)
    version = page.content.decode().partition('name="version" value="')[2].partition('"')[0]
    go(taken(client, people.approver, made, "decide", version=version))
    assert Recovery.objects.get().decided_by == people.approver.person


def test_a_proposal_has_its_form_for_the_file(
    client: Client, people: Bureau, paid: Instalment
) -> None:
    made = recovering.heard(people, recovering.found(people), recovering.plan([(paid, 12 * WAN)]))
    paper = f"{HOME}{made.pk}/approval.pdf"
    enter(client, people.auditor)
    assert client.get(paper).status_code == 404, "nothing is proposed yet"
    intended = recovering.plan([(paid, 12 * WAN)], heard="不予采纳，理由见卷")
    made = recovering.recovery.propose(people.officer, made.pk, intended)
    said = printed(client.get(paper))
    for words in ("合同为真实，请复核", "不予采纳，理由见卷", "壹拾贰万元整", "（待审定）"):
        assert words in said, words
    made = recovering.recovery.decide(people.approver, made.pk, version=made.version)
    said = printed(client.get(paper))
    assert ("（待审定）" in said, f"同意，印发{made.decision}" in said) == (False, True)


def printed(page: Response) -> str:
    """The words of a PDF without blanks."""
    made = subprocess.run(
        ["pdftotext", "-", "-"], input=page.content, capture_output=True, check=True
    )
    return "".join(made.stdout.decode().split())


def test_what_is_owed_comes_back_in_parts_and_what_is_too_much_is_returned(
    client: Client, people: Bureau, paid: Instalment
) -> None:
    plan = recovering.plan([(paid, 12 * WAN)])
    made = recovering.served(people, recovering.decided(people, recovering.found(people), plan))
    arrived = {"received_on": "2026-06-01"}
    go(taken(client, people.preparer, made, "repay", reference="回单1", amount="5万元", **arrived))
    said = told(client.get(f"{HOME}{made.pk}/"))
    assert ("尚欠70,000.00元7万元" in said, "50,000.00元" in said) == (True, True)
    go(taken(client, people.preparer, made, "repay", reference="回单2", amount="8万元", **arrived))
    assert "多缴待退10,000.00元" in told(client.get(f"{HOME}{made.pk}/"))
    go(taken(client, people.preparer, made, "refund", amount="10000", reason="多汇"))
    refund = made.refunds.get()
    go(taken(client, people.releaser, made, "pay-refund", refund=refund.pk, reference="退1"))
    go(taken(client, people.officer, made, "close"))
    assert "已办结" in told(client.get(f"{HOME}{made.pk}/"))


def test_a_step_that_is_shut_says_why(client: Client, people: Bureau, paid: Instalment) -> None:
    made = recovering.found(people)
    recovering.heard(people, made, recovering.plan([(paid, 12 * WAN)]))
    page = taken(client, people.officer, made, "decide")
    assert page.status_code == 404  # not the officer's
    assert "由审定人办理" not in told(client.get(f"{HOME}{made.pk}/"))
    enter(client, people.approver)
    said = told(client.get(f"{HOME}{made.pk}/steps/decide/"))
    assert "现在不能“决定追缴”" in said
    assert client.get(f"{HOME}{made.pk}/steps/find/").status_code == 404
    enter(client, people.auditor)
    assert "可以办理" not in told(client.get(f"{HOME}{made.pk}/"))


def test_what_waits_for_a_second_person_stands_first(
    client: Client, people: Bureau, paid: Instalment
) -> None:
    made = recovering.found(people)
    recovering.proposed(people, made, recovering.plan([(paid, 12 * WAN)]))
    enter(client, people.approver)
    said = told(client.get(HOME))
    assert f"{made.number}{people.firm.name}：追缴意见等审定人决定" in said
    assert made.number not in told(client.get(HOME, {"stage": "closed"})).partition("阶段")[2]


def test_a_write_off_is_proposed_and_decided_by_another(
    client: Client, people: Bureau, paid: Instalment
) -> None:
    made = recovering.served(
        people,
        recovering.decided(people, recovering.found(people), recovering.plan([(paid, 12 * WAN)])),
    )
    claim = made.claims.get()
    page = taken(
        client, people.officer, made, "write-off", claim=claim.pk, amount="", reason="终结执行"
    )
    assert errors(page) == ["核销金额：请填写金额"]
    go(
        taken(
            client,
            people.officer,
            made,
            "write-off",
            claim=claim.pk,
            amount="12万元",
            reason="终结执行",
        )
    )
    there = claim.write_offs.get()
    page = taken(client, people.approver, made, "decide-write-off", write_off=there.pk)
    assert "请选择同意或不同意" in errors(page)[0]
    go(taken(client, people.approver, made, "decide-write-off", write_off=there.pk, decision="yes"))
    assert recovering.left(people, made) == 0


def test_the_queue_to_the_platform_is_exported_and_acknowledged(
    client: Client, people: Bureau, paid: Instalment
) -> None:
    made = recovering.decided(people, recovering.found(people), recovering.plan([(paid, 12 * WAN)]))
    go(taken(client, people.officer, made, "report", category="骗取财政资金", text="合同系伪造"))
    address = f"{HOME}reports/"
    assert "导出1件" in told(client.get(address))
    answer = send(client, address, act="export")
    assert str(people.firm.code) in answer.content.decode("utf-8-sig")
    assert "没有待报送的记录" in errors(send(client, address, act="export"))[0]
    go(
        send(
            client,
            address,
            act="receipt",
            report=recovering.again(made).credit_report.pk,
            receipt="回执9",
        )
    )
    assert "回执9" in told(client.get(address))
    assert "请选择要办理的一件" in errors(send(client, address, act="other"))[0]


def test_the_enterprise_sees_what_it_must_do_and_states_its_case(
    client: Client, people: Bureau, paid: Instalment
) -> None:
    made = recovering.found(people)
    intended = recovering.plan([(paid, 12 * WAN)])
    owner = viewer(people.firm, Role.APPLICANT_OWNER)
    address = f"/my/recoveries/{made.pk}/"
    enter(client, owner)
    assert "正在核查" in told(client.get(address))
    assert made.number in told(client.get("/my/"))
    recovering.recovery.notify(people.officer, made.pk, intended)
    recovering.recovery.serve(people.officer, made.pk, served_on=clock.today())
    assert "2026年6月8日以前陈述申辩" in told(client.get(address))
    assert errors(send(client, address, text="")) == ["陈述申辩：请填写陈述申辩"]
    go(send(client, address, text="合同为真实"))
    assert "收到陈述申辩回执（普科智软收〔2026〕1号" in told(client.get(address))
    recovering.recovery.propose(people.officer, made.pk, intended)
    made = recovering.recovery.decide(
        people.approver, made.pk, version=recovering.again(made).version
    )
    recovering.served(people, made)
    said = told(client.get(address))
    assert ("请在2026年6月16日以前缴回120,000.00元" in said, "0200001234567890" in said) == (
        True,
        True,
    )
    enter(client, viewer(people.rival, Role.APPLICANT_OWNER))
    assert client.get(address).status_code == 404
