"""The periodic job of the register: every source that brings its list itself is asked once a day."""

from datetime import time

from duixian.audit.actor import Actor
from duixian.credit import refreshing
from duixian.credit.adapters import ADAPTERS
from duixian.credit.models import Source
from duixian.outbox.jobs import job


@job("credit.refresh", "信用来源更新", daily_at=time(6))
def refresh() -> str:
    """What fails is kept on the source, where officers see it; the others go on."""
    used = Source.objects.filter(active=True, adapter__in=list(ADAPTERS))
    actor = Actor.job("credit.refresh")
    for source in used:
        refreshing.ask(actor, source)
    failed = used.exclude(failure="").count()
    return f"更新{len(used)}个来源" + (f"，其中{failed}个失败" if failed else "")
