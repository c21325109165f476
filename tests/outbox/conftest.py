"""People to tell, a mailbox to look into, and a mail server that says no."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.db import transaction
from django_tasks_db.management.commands.db_worker import Worker

from duixian.kernel.clock import SHANGHAI
from duixian.outbox.messages import Recipient, post
from duixian.outbox.models import Mail

Fail = Callable[[Exception | None], None]
START = datetime(2026, 3, 2, 9, 0, tzinfo=SHANGHAI)
ROLE = {"organisation": "普陀区科委", "role": "经办人"}


def someone(email: str = "wang@example.cn", *, person: UUID | None = None) -> Recipient:
    """A person nobody knows yet."""
    return Recipient(person=person or uuid4(), email=email)


def tell(*people: Recipient, link: str = "", key: str = "") -> None:
    """Post an ordinary message, and commit."""
    with transaction.atomic():
        post(people, "role-granted", ROLE, link=link, key=key)


def alarm(*people: Recipient) -> None:
    """Post a message that no preference holds back, and commit."""
    with transaction.atomic():
        post(people, "password-changed", {"moment": START})


def subjects() -> list[str]:
    """What has gone out so far."""
    return [str(one.subject) for one in mail.outbox]


def states() -> list[str]:
    """How the mails stand, in the order they were written."""
    return list(Mail.objects.order_by("pk").values_list("state", flat=True))


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Fail:
    """From now on, handing a mail over ends in this error; None: no longer."""
    send = mail.EmailMessage.send
    error: list[Exception] = []

    def hand_over(self: mail.EmailMessage, fail_silently: bool = False) -> int:
        if error:
            raise error[0]
        return send(self, fail_silently)

    def fail(with_: Exception | None) -> None:
        error[:] = [with_] if with_ else []

    monkeypatch.setattr(mail.EmailMessage, "send", hand_over)
    return fail


def worker_runs() -> None:
    """Run what is queued, as the worker would, in this process; then stop."""
    Worker(
        queue_names=["*"], excluded_queue_names=[], interval=0, batch=True, backend_name="default",
        startup_delay=False, max_tasks=None, worker_id="test",
    ).run()  # fmt: skip
