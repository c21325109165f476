"""Sources that bring their list themselves: asked, compared, taken over; or what failed is kept, and screening stops."""

import structlog
from django.db import transaction

from duixian.audit import trail
from duixian.audit.actor import Actor
from duixian.credit import importing, register, sources
from duixian.credit.adapters import ADAPTERS, Listing, Unavailable
from duixian.credit.models import Import, Source
from duixian.kernel import clock
from duixian.kernel.dates import chinese
from duixian.parties.access import Refused, Viewer, require
from duixian.parties.models import Organisation, Person
from duixian.parties.roles import Kind, Role

log = structlog.get_logger(__name__)


def refresh(viewer: Viewer, id_: int) -> Import | None:
    """Ask a source now; None where it brought nothing new. Raises Refused with the reason of a failure, or NotSeen."""
    require(viewer, Role.OFFICER)
    source = sources.get(viewer, id_)
    if source.adapter not in ADAPTERS:
        raise Refused(("", f"“{source.name}”是人工导入的，请导入名单"))
    made = ask(viewer.actor, source, viewer.person)
    source.refresh_from_db()
    if source.failure:
        raise Refused(("", source.failure))
    return made


def ask(actor: Actor, source: Source, by: Person | None = None) -> Import | None:
    """Ask the source and take over what it brings; a failure stays on the source until it succeeds."""
    codes = Organisation.objects.filter(kind=Kind.APPLICANT).values_list("code", flat=True)
    try:
        listing = ADAPTERS[source.adapter](source).records(
            {code for code in codes if code}, clock.today()
        )
        return _took_over(actor, source, listing, by)
    except Unavailable as reason:
        _failed(actor, source, str(reason))
    except Exception:  # an adapter's own fault must not pass for a list without records
        log.exception("a credit source's adapter broke", source=source.slug)
        _failed(actor, source, "更新程序出错，请联系系统管理员查看日志")
    return None


def _took_over(actor: Actor, source: Source, listing: Listing, by: Person | None) -> Import | None:
    """What is no longer listed stays, marked so: a list may leave out what still counts. Raises Unavailable."""
    with transaction.atomic():
        locked, now = register.locked(source.pk), clock.now()
        if listing.scope is None and locked.as_of and listing.as_of < locked.as_of:
            raise Unavailable(
                f"{listing.name} 的数据截至{chinese(listing.as_of)}，早于已导入的{chinese(locked.as_of)}，请放入新的名单"
            )
        if not locked.failure and _known(locked, listing):
            return None
        made = importing.tried(
            locked, listing.entries, as_of=listing.as_of, name=listing.name, sha256=listing.sha256, by=by, now=now,
            scope=None if listing.scope is None else sorted(listing.scope),
        )  # fmt: skip
        locked.failure, locked.failed_at = "", None
        what = importing.differences(made)
        importing.taken_over(actor, locked, made, what, now=now, by=by, withdraw_gone=False)
    return made


def _known(source: Source, listing: Listing) -> bool:
    """Whether this very list is the newest that was taken over."""
    newest = source.imports.filter(state=Import.State.APPLIED).order_by("-pk").first()
    return newest is not None and (newest.sha256, newest.as_of) == (listing.sha256, listing.as_of)


def _failed(actor: Actor, source: Source, reason: str) -> None:
    log.warning("a credit source failed", source=source.slug, reason=reason)
    with transaction.atomic():
        row = register.locked(source.pk)
        same = row.failure == reason
        row.failure, row.failed_at = reason, clock.now()
        row.save(update_fields=["failure", "failed_at"])
        if not same:
            trail.record(
                actor, "credit.source-failed", sources.subject_of(row), payload={"reason": reason}
            )
