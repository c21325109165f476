"""The world's recoveries: each side's is being heard (its payments go on for other tests), one is decided and to be reported."""

from django.db import transaction

from duixian.funds import holds, recovery_letters, recovery_reports
from duixian.funds.models import Recovery
from duixian.kernel import clock
from duixian.letters import letters
from tests.access.paid import printed
from tests.access.things import CANARIES, World
from tests.access.treasury import MEASURE
from tests.funds import cast, recovering
from tests.funds.recovering import plan


def add(world: World, people: cast.Bureau) -> None:
    """By the verbs."""
    for side in CANARIES:
        firm = world.viewer(f"owner_{side}").organisation
        made = recovering.heard(people, recovering.found(people, firm), plan())
        with transaction.atomic():
            holds.resume(people.officer, made.finding.hold_id, reason="试验", at=clock.now())
        letter = letters.standing(recovery_letters.subject_of(made.pk), "prior-notice")
        assert letter is not None
        printed(letter)
        world.add("本单位追缴", side=side, id_=made.pk, letter=letter.pk)
        if side == "a":
            world.add("申辩中追缴", id_=made.pk, step="state")
    world.add("追缴案件", id_=_decided(people).pk)


def _decided(people: cast.Bureau) -> Recovery:
    """Of an enterprise of its own; it waits to be exported."""
    firm = cast.firm("上海追缴软件有限公司", 7703)
    cast.committed(people, 5 * cast.WAN, of=firm, measure=MEASURE)
    made = recovering.decided(people, recovering.found(people, firm), plan())
    recovery_reports.queue(people.officer, made.pk, category="骗取财政资金", text="合同系伪造")
    return made
