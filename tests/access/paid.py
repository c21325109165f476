"""The world's payments: a draft, a request that was paid with a defect left over, accounts that change."""

from io import BytesIO

from django.db import transaction

from duixian.files import store
from duixian.funds import payments, payments_payees, payments_release
from duixian.funds.models import BankLine, Commitment, PaymentFile
from duixian.kernel import clock
from duixian.letters import letters
from duixian.letters.models import Letter, Rendering
from tests.access.things import World
from tests.access.treasury import MEASURE
from tests.files.sample import a_pdf
from tests.funds import cast, paying
from tests.funds.bank.generator import AMOUNT, BankAnswer, answered


def bureau(world: World) -> cast.Bureau:
    """The same people, as the tests about money know them; two enterprises of their own."""
    return cast.Bureau(
        officer=world.viewer("officer"), approver=world.viewer("approver"), preparer=world.viewer("preparer"),
        releaser=world.viewer("releaser"), auditor=world.viewer("auditor"), firm=cast.firm("上海金流软件有限公司", 7701),
        rival=cast.firm("上海银汇软件有限公司", 7702),
    )  # fmt: skip


def add(world: World) -> cast.Bureau:
    """All of them, by the verbs."""
    people = bureau(world)
    draft = paying.drafted(people, cast.parts(_promised(people, 10)))
    world.add("拨款申请", id_=draft.pk)
    _promised(people, 11)  # due, and nobody has asked for it
    _paid(world, people)
    other = _promised(people, 9, of=people.rival)
    before = other.payee_account
    cast.account(people.rival, "1111")
    moved = _promised(people, 8, of=people.rival, payee=before)
    world.add("拨款分期", id_=cast.parts(moved)[0].pk)
    change = payments_payees.propose(people.officer, other.pk, "更换基本户")
    world.add("账户变更", id_=change.pk)
    return people


def _promised(people: cast.Bureau, wan: int, *years: int, **given: object) -> Commitment:
    """Of the budget that the world has (treasury.py)."""
    return cast.committed(people, wan * cast.WAN, *years, measure=MEASURE, **given)  # type: ignore[arg-type]


def _paid(world: World, people: cast.Bureau) -> None:
    both = [cast.parts(_promised(people, wan))[0] for wan in (30, 40)]
    file = paying.released(people, both)
    answer = statement(file)
    answer.rows[0][AMOUNT] = "1.00"
    paying.imported(people, file, answer)
    line = BankLine.objects.filter(answer__file=file).exclude(defect="")[0]
    world.add("支付文件", id_=file.pk, line=line.pk)
    attempt = file.attempts.get(state="ok")
    world.add("拨款", id_=attempt.pk)
    letter = letters.standing(payments.subject_of(file.request_id), "payment-request")
    assert letter is not None
    printed(letter)
    world.add("已审定申请", id_=file.request_id)


def printed(letter: Letter) -> None:
    """Its PDF, which a worker would lay out."""
    file = store.keep(BytesIO(a_pdf()), "文书.pdf", owner=None, by=None)
    Rendering.objects.create(
        letter=letter, file=file, sha256=file.sha256, layout="", rendered_at=clock.now()
    )


def statement(file: PaymentFile) -> BankAnswer:
    """The bank's answer: all paid today."""
    with transaction.atomic():
        sent = payments_release.outgoing_file(file).csv(copy=False)
    return answered(sent, clock.today().isoformat())
