"""A merger: what was promised goes to the successor, on its own account; what is held or claimed back stands in the way."""

import pytest

from duixian.audit.models import Entry
from duixian.funds import payments_accounts, recovery_queries
from duixian.funds.models import Commitment, Instalment
from duixian.kernel import clock
from duixian.letters import calendar
from duixian.parties import changes
from duixian.parties.access import Refused
from duixian.parties.changes import Wanted
from duixian.parties.models import Change
from tests.funds import paying, recovering
from tests.funds.cast import WAN, Bureau, committed, issued, on, parts
from tests.parties.cast import licence


def merged(people: Bureau) -> Change:
    """The firm goes up in its rival: recorded by one, confirmed by another."""
    row = changes.ask(
        people.officer,
        Wanted(
            organisation=people.firm.pk, kind=Change.Kind.MERGER, effective_on="2026-05-01", document="合并协议",
            target=str(people.rival.code), evidence=licence(people.officer.person).pk,
        ),
    )  # fmt: skip
    return changes.decide(people.approver, row.pk, accept=True)


def problems(commitment: Commitment) -> str:
    made = Commitment.objects.select_related("organisation").get(pk=commitment.pk)
    found = payments_accounts.problems([made], clock.today(), calendar.current())
    return "；".join(found.get(made.pk, []))


def test_what_is_not_paid_yet_goes_to_the_successor(people: Bureau) -> None:
    with on(2026, 6, 1):
        issued(people)
        done, both = committed(people, 10 * WAN), committed(people, 30 * WAN, 2026, 2027)
        paying.paid(people, parts(done))
        request = paying.signed(people, parts(both)[:1])
        merged(people)
        request.refresh_from_db()
        assert (request.state, request.returned_reason) == ("void", "单位合并，由承接单位继受")
        assert [one.state for one in parts(both)] == ["reserved", "planned"]
        owners = dict(Commitment.objects.values_list("pk", "organisation"))
        assert owners == {done.pk: people.firm.pk, both.pk: people.rival.pk}
        assert Entry.objects.filter(action="commitment.succeed").count() == 1
        assert "请先办理收款账户变更" in problems(both)


def test_nothing_is_paid_to_a_firm_that_is_gone(people: Bureau) -> None:
    with on(2026, 6, 1):
        issued(people)
        made = committed(people, 10 * WAN)
        assert problems(made) == ""
        merged(people)
        Commitment.objects.filter(pk=made.pk).update(organisation=people.firm)
        assert "已并入“上海远山软件有限公司”" in problems(made)


def test_a_successor_that_is_held_gets_nothing_of_it_either(people: Bureau) -> None:
    with on(2026, 6, 1):
        issued(people)
        made = committed(people, 10 * WAN)
        paying.suspended(people, people.rival)
        merged(people)
        assert [one.state for one in parts(made)] == ["suspended"]


def test_what_is_claimed_back_or_held_is_settled_first(people: Bureau) -> None:
    with on(2026, 6, 1):
        issued(people)
        committed(people, 10 * WAN)
        made = recovering.found(people)
        with pytest.raises(Refused, match=made.number):
            merged(people)
        assert recovery_queries.recovery(people.officer, made.pk).organisation == people.firm
        assert Instalment.objects.get().commitment.organisation == people.firm
