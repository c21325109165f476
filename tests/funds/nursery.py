"""Workers that pay, to be killed: `python -m tests.funds.nursery` forks one for each line on its standard input.

A worker releases every request that is prepared and imports the bank's answer to every file that waits for one, and says
each thing that was acknowledged to it on a line of its own. It is told nothing of what workers before it have done.
The line "late" makes a worker in which the rows of a file are written after the commit: the control.
"""

import os
import signal
import sys
import traceback

import django

django.setup()

from django.db import InterfaceError, OperationalError, transaction  # noqa: E402

from duixian.funds import payments_answers, payments_release  # noqa: E402
from duixian.funds.models import Attempt, PaymentFile, PaymentRequest  # noqa: E402
from duixian.parties.access import Viewer  # noqa: E402
from duixian.parties.models import Membership  # noqa: E402
from duixian.parties.roles import Role  # noqa: E402
from tests.funds import paying  # noqa: E402
from tests.funds.bank.generator import answered  # noqa: E402
from tests.funds.cast import on  # noqa: E402

CUT_OFF = 3  # how a worker ends whose database has gone


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def who(role: str) -> Viewer:
    held = Membership.objects.select_related("person", "organisation").get(role=role)
    account = held.person.accounts.all()[0]
    return Viewer(
        account=account, person=held.person, role=Role(role), organisation=held.organisation
    )


def work() -> None:
    """All that is to be paid."""
    preparer, releaser = who("finance-preparer"), who("finance-releaser")
    for request in PaymentRequest.objects.filter(state="prepared").order_by("number"):
        made = payments_release.release(
            releaser, request.pk, read=paying.read(request), credit=paying.good
        )
        say(f"released {made.number}")
    for file in PaymentFile.objects.filter(attempts__state="sent").distinct().order_by("number"):
        _, sent = payments_release.export(preparer, file.pk, "csv")
        content = answered(sent, "2026-05-08").csv()
        payments_answers.take(preparer, file.pk, name="回单.csv", content=content)
        say(f"answered {file.number}")


def attempted() -> int:
    """The whole work; how the worker ends."""
    try:
        with on(2026, 5, 8):
            work()
    except (OperationalError, InterfaceError):
        return CUT_OFF
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


def write_rows_late() -> None:
    """The control: between the commit and the rows somebody pulls the plug."""
    there = Attempt.objects.bulk_create

    def late(rows: list[Attempt]) -> None:
        transaction.on_commit(lambda: os.kill(os.getpid(), signal.SIGKILL))
        transaction.on_commit(lambda: there(rows))

    Attempt.objects.bulk_create = late  # type: ignore[method-assign,assignment]


def main() -> None:
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            if line.strip() == "late":
                write_rows_late()
            os._exit(attempted())
        say(f"worker {pid}")
        _, status = os.waitpid(pid, 0)
        say(f"ended {os.waitstatus_to_exitcode(status)}")


if __name__ == "__main__":
    main()
