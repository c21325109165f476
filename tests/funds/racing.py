"""One of several processes that decide at the same moment: python -m tests.funds.racing, told by standard input.

A line of JSON with who decides and what; "ready" is answered; after "go" it decides, and answers with what became of each.
`without`: "lock" (accounts are read and not locked), "immediate" (SQLite's transactions begin deferred), or nothing.
"""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from typing import Any
from uuid import UUID

WAIT = 120


def main() -> None:
    """Read, wait, decide, tell."""
    import django  # noqa: PLC0415 - a process of its own: Django is set up here

    django.setup()
    told = json.loads(sys.stdin.readline())
    decide = _prepared(told)
    print("ready", flush=True)  # noqa: T201
    sys.stdin.readline()
    found = Counter(decide(case) for case in told["cases"])
    print(json.dumps(found), flush=True)  # noqa: T201


def _prepared(told: dict[str, Any]) -> Any:
    from django.db import Error, connection, transaction  # noqa: PLC0415

    from duixian.funds import commitments, ledger, queue  # noqa: PLC0415
    from duixian.funds.models import LedgerAccount  # noqa: PLC0415
    from duixian.kernel import clock  # noqa: PLC0415
    from duixian.parties.access import Refused, Viewer  # noqa: PLC0415
    from duixian.parties.models import BankAccount, Membership  # noqa: PLC0415
    from tests.funds import cast  # noqa: PLC0415

    held = Membership.objects.select_related("person", "organisation").get(pk=told["approver"])
    viewer = Viewer(
        account=held.person.accounts.all()[0], person=held.person, role=cast.Role(held.role),
        organisation=held.organisation,
    )  # fmt: skip
    if told["without"] == "immediate":
        connection.settings_dict["OPTIONS"]["transaction_mode"] = "DEFERRED"
        connection.close()
    if told["without"] == "lock":

        def unlocked(places: Any) -> dict[Any, int]:
            wanted = {place.key: place for place in places}
            ledger.LedgerAccount.objects.bulk_create(
                [ledger._account(place) for place in wanted.values()], ignore_conflicts=True
            )
            rows = LedgerAccount.objects.filter(pk__in=wanted)
            return {wanted[row.pk]: row.balance for row in rows}

        ledger.hold = unlocked

    def decide(case: dict[str, str]) -> str:
        payee = BankAccount.objects.get(pk=case["account"])
        promise = commitments.Promise(
            subject=case["subject"], organisation=UUID(case["firm"]), policy=cast.POLICY, measure=case["measure"],
            amount=100, plan=[(clock.today().year, 100)], decision=case["subject"], payee=payee,
            basis_on=cast.IN_TIME,
        )  # fmt: skip
        try:
            with transaction.atomic():
                commitments.commit(viewer, promise, at=clock.now())
        except queue.Waits:
            return "short"
        except (Refused, Error) as error:
            return type(error).__name__
        return "committed"

    return decide


def raced(url: str, approver: int, cases: Sequence[dict[str, str]], processes: int, without: str = "") -> Counter[str]:  # fmt: skip
    """Have the cases decided by so many processes at once; what became of them."""
    environment = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "duixian.config.settings"}  # fmt: skip
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.funds.racing"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env=environment,
        )
        for _ in range(processes)
    ]  # fmt: skip
    for number, one in enumerate(running):
        own = list(cases[number::processes])
        _tell(one, json.dumps({"approver": approver, "cases": own, "without": without}))
    for one in running:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    for one in running:
        _tell(one, "go")
    found: Counter[str] = Counter()
    for one in running:
        out, _ = one.communicate(timeout=WAIT)
        found.update(json.loads(out))
    return found


def _tell(one: "subprocess.Popen[str]", line: str) -> None:
    assert one.stdin is not None
    one.stdin.write(line + "\n")
    one.stdin.flush()


if __name__ == "__main__":
    main()
