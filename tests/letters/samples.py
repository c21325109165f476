"""One believable letter of each kind: fictional names, sums that agree."""

from datetime import date
from typing import TypedDict

from duixian.kernel.money import Money
from duixian.kernel.workdays import Deadline
from duixian.letters.fields import (
    Account,
    Case,
    Claim,
    Closure,
    Contact,
    Correction,
    Decision,
    Demand,
    Enforcement,
    Fields,
    Instalment,
    Item,
    Lapsed,
    Line,
    Meeting,
    NotAdmitted,
    Payee,
    PaymentRequest,
    PriorNotice,
    Reason,
    Receipt,
    Referral,
    Refusal,
    Reminder,
    Reply,
    Review,
    Suspension,
)

POLICY = "putuo-2024-3"


class Common(TypedDict):
    """What every letter has."""

    policy: str
    addressee: str
    contact: Contact


FIRM = "上海云杉智算科技有限公司"
CODE = "91310107MA1G0FAKE6"
ASK = Contact(
    unit="长风重点地区投资促进中心", phone="021-5200 0000", address="普陀区大渡河路 168 号 2 楼"
)
CASE = Case(
    number="PT2026-ZN-000012",
    round="2026年度智能软件专项（第一批）",
    measure="算力资助",
    clause="三（一）",
    submitted=date(2026, 3, 2),
)
MEETING = Meeting(name="区科委主任办公会", number="2026年第9次会议纪要", held=date(2026, 5, 18))
COMMON: Common = {"policy": POLICY, "addressee": FIRM, "contact": ASK}
DECISION = "普科智软决〔2026〕12号"
FACTS = (
    Reason(
        text="经委托审计查明，2025年6月至9月的算力租用合同与实际用量不符，其中480,000.00元没有对应的用量记录。",
        basis="《普陀区加快发展智能软件产业实施意见》五（三）",
    ),
)
CLAIMS = (
    Claim(
        name="已拨付的第一期资助", amount=Money(50_000_000), basis="普科智软决〔2026〕12号第三条"
    ),
    Claim(name="资金占用利息", amount=Money(1_234_56), basis="按年利率1.5%计算，自2026年6月1日起"),
)
TREASURY = Account(
    holder="上海市普陀区财政局", bank="某银行普陀支行", number="3100 0000 0000 0000 001"
)

SAMPLES: dict[str, Fields] = {
    "correction": Correction(
        **COMMON,
        case=CASE,
        items=(
            Item(
                where="材料：算力服务合同",
                what="合同缺第3页至第5页，看不到计费方式和单价",
                how="上传完整的合同，页码连续",
            ),
            Item(
                where="费用明细第4笔",
                what="发票金额120,000.00元，付款凭证为102,000.00元，两者不一致",
                how="补付款凭证；或者把申报金额改为实际付款的金额",
            ),
            Item(
                where="申报信息：职工人数",
                what="填写86人，社会保险缴纳证明为68人",
                how="核对后改正，或者说明差异的原因",
            ),
        ),
        days=10,
        due=Deadline(date(2026, 3, 23), provisional=False),
    ),
    "not-admitted": NotAdmitted(
        **COMMON,
        case=CASE,
        reasons=(
            Reason(
                text="本次申报的费用发生在2023年，不在本批次规定的费用期间（2025年1月1日至12月31日）内。",
                basis="申报指南第四条",
            ),
            Reason(text="同一事项已经在上一批次获得资助，不能重复申报。", basis="五（一）"),
        ),
    ),
    "lapsed": Lapsed(
        **COMMON,
        case=CASE,
        correction="普科智软补〔2026〕3号",
        served=date(2026, 3, 9),
        due=date(2026, 3, 23),
    ),
    "decision": Decision(
        **COMMON,
        case=CASE,
        amount=Money(150_000_000),
        reasons=(
            Reason(
                text="你单位符合基本条件；2025年度租用算力的费用真实，合同、发票、付款一致，用于自有大模型的训练。",
                basis="三（一）",
            ),
        ),
        lines=(
            Line(
                item="智算云服务（1月至6月）",
                claimed=Money(280_000_000),
                recognised=Money(280_000_000),
            ),
            Line(
                item="智算云服务（7月至12月）",
                claimed=Money(240_000_000),
                recognised=Money(220_000_000),
                why="12月的200,000.00元没有付款凭证",
            ),
        ),
        steps=(
            "核定费用合计5,000,000.00元。",
            "按核定费用的30%计算，为1,500,000.00元；不超过500万元的上限。",
            "没有其他市、区资助需要扣除，核定资助1,500,000.00元。",
        ),
        instalments=(
            Instalment(when="2026年", amount=Money(50_000_000)),
            Instalment(
                when="2027年",
                amount=Money(50_000_000),
                condition="已报送年度报告，信用核查没有问题",
            ),
            Instalment(
                when="2028年",
                amount=Money(50_000_000),
                condition="已报送年度报告，信用核查没有问题",
            ),
        ),
        meeting=MEETING,
        notice=(date(2026, 5, 20), date(2026, 5, 26)),
        duties=(
            "专款专用，单独核算，接受审计和绩效评价；材料保存不少于十年。",
            "每年3月31日前报送上一年度的报告。",
            "名称、地址、收款账户变更的，在10个工作日内告知。",
        ),
    ),
    "refusal": Refusal(
        **COMMON,
        case=CASE,
        meeting=MEETING,
        reasons=(
            Reason(
                text="所租算力用于转租，没有用于自有产品的研发，不属于资助范围。", basis="三（一）"
            ),
            Reason(text="发票所列服务期间与合同不一致，经补正仍不能说明。", basis="申报指南第五条"),
        ),
    ),
    "reply": Reply(
        **COMMON,
        case=CASE,
        decision=DECISION,
        result="核定资助1,500,000.00元，分三期拨付，第一期500,000.00元",
        explained=("第一期在送达后列入用款计划，预计2026年6月30日以前拨付到贵单位登记的账户。",),
        enclosures=("资助决定书（普科智软决〔2026〕12号）",),
    ),
    "review": Review(
        **COMMON,
        case=CASE,
        decision=DECISION,
        asked=date(2026, 6, 12),
        grounds="12月的费用已于2026年1月5日付款，付款凭证随复核申请补交，应当核定。",
        findings=(
            Reason(
                text="补交的付款凭证真实，付款人、收款人、金额与合同、发票一致。",
                basis="申报指南第五条",
            ),
        ),
        outcome="变更",
        result="核定费用增加200,000.00元，资助金额变更为1,560,000.00元。",
        meeting=MEETING,
    ),
    "suspension": Suspension(
        **COMMON,
        decisions=(DECISION,),
        facts=FACTS,
        held=Money(100_000_000),
        until="核实结束、作出处理",
    ),
    "prior-notice": PriorNotice(
        **COMMON,
        decisions=(DECISION,),
        facts=FACTS,
        claims=CLAIMS,
        cancelled=Money(100_000_000),
        days=5,
        due=Deadline(date(2027, 1, 8), provisional=True),
    ),
    "receipt": Receipt(
        **COMMON,
        recovery="ZJ2026-000003",
        notice="普科智软告〔2026〕3号",
        received=date(2026, 12, 29),
        said="部分用量记录因系统迁移而遗失，已向云服务商调取计费日志，请予核实。",
        by_office=False,
        until=date(2027, 1, 8),
    ),
    "demand": Demand(
        **COMMON,
        decisions=(DECISION,),
        facts=FACTS,
        heard="事先告知书送达后，你单位在期限内提交了书面申辩，称部分用量记录因系统迁移而遗失。经核对云服务商的计费日志，该部分用量不存在，申辩不予采纳。",
        claims=CLAIMS,
        cancelled=Money(100_000_000),
        days=30,
        account=TREASURY,
        meeting=MEETING,
    ),
    "reminder": Reminder(
        **COMMON,
        demand="普科智软追〔2026〕1号",
        served=date(2026, 9, 1),
        claimed=Money(50_123_456),
        repaid=Money(20_000_000),
        days=10,
        account=TREASURY,
    ),
    "enforcement": Enforcement(
        policy=POLICY,
        addressee="上海市普陀区人民法院",
        contact=ASK,
        respondent=FIRM,
        respondent_code=CODE,
        respondent_address="上海市普陀区某路 1 号",
        demand="普科智软追〔2026〕1号",
        demand_served=date(2026, 9, 1),
        reminder="普科智软催〔2026〕1号",
        reminder_served=date(2027, 3, 10),
        outstanding=Money(30_123_456),
        facts=FACTS,
        enclosures=("追缴决定书及送达回证", "催告书及送达回证", "被申请人的陈述和申辩材料"),
    ),
    "closure": Closure(
        **COMMON,
        recovery="ZJ2026-000003",
        demand="普科智软追〔2026〕1号",
        claimed=Money(50_123_456),
        repaid=Money(40_123_456),
        written_off=Money(10_000_000),
        refunded=Money(200_000),
        resumed=Money(100_000_000),
    ),
    "referral": Referral(
        policy=POLICY,
        addressee="上海市普陀区财政局",
        contact=ASK,
        about=FIRM,
        about_code=CODE,
        facts=FACTS,
        asked="请依照《财政违法行为处罚处分条例》审查处理。",
        enclosures=("审计报告", "追缴决定书（普科智软追〔2026〕1号）"),
    ),
    "payment-request": PaymentRequest(
        policy=POLICY,
        addressee="上海市普陀区财政局",
        contact=ASK,
        year=2026,
        indicator="普财预〔2026〕31号",
        heading="2150805 中小企业发展专项",
        payees=tuple(
            Payee(
                name=f"上海示例{number}科技有限公司",
                measure="算力资助",
                account=f"**** {1000 + number}",
                decision=f"普科智软决〔2026〕{number}号",
                amount=Money(50_000_000 + number * 1_000_01),
            )
            for number in range(1, 13)
        ),
        total=Money(12 * 50_000_000 + 78 * 1_000_01),
        enclosures=("拨款明细表",),
    ),
}
