"""The PDF of a letter, laid out after its commit by a queued task; a job finds those whose task was lost.

A layout takes a second or two, too long for a transaction in which a counter and the trail are locked. What binds is
the frozen content; the PDF is recorded once, with its hash, and never made anew.
"""

import io
from datetime import timedelta
from uuid import UUID

import structlog
from django.db import IntegrityError, transaction
from django_tasks import task

from duixian.audit import trail
from duixian.audit.actor import Actor
from duixian.files import store
from duixian.files.models import StoredFile
from duixian.kernel import clock
from duixian.letters import paper
from duixian.letters.models import Letter, Rendering

log = structlog.get_logger(__name__)
MOST = 200
QUEUED = timedelta(minutes=5)  # until then the letter's own task is to be expected
ACTOR = Actor.job("letters.render")


@task()
def lay_out(letter_id: str) -> bool:
    """The queued task of one letter."""
    return render(UUID(letter_id))


def after_commit(letter: Letter) -> None:
    """Queue the layout for when the caller's transaction has committed. Should that fail, the job finds it."""
    transaction.on_commit(lambda: lay_out.enqueue(str(letter.pk)), robust=True)


def render(letter_id: UUID) -> bool:
    """Lay out, keep and record a letter's PDF; False where it had one already. Raises files.store.Refused."""
    letter = Letter.objects.filter(pk=letter_id, rendering=None).first()
    if letter is None:
        return False
    made = paper.pdf(letter)
    file = store.keep(io.BytesIO(made), f"{letter.number}.pdf", owner=None, by=None)
    try:
        with transaction.atomic():
            _record(letter, file)
    except IntegrityError:  # another worker was faster; the bytes without a row are swept away
        return False
    return True


def sweep() -> str:
    """Lay out what has no PDF yet. A periodic job; one letter that can't be laid out holds up none of the others."""
    before = clock.now() - QUEUED
    waiting = Letter.objects.filter(rendering=None, issued_at__lte=before).order_by("issued_at")
    made = sum(map(_tried, list(waiting.values_list("pk", flat=True)[:MOST])))
    return f"生成{made}份"


def _tried(letter_id: UUID) -> bool:
    try:
        return render(letter_id)
    except Exception:
        log.exception("a letter can't be laid out", letter=str(letter_id))
        return False


def _record(letter: Letter, file: StoredFile) -> None:
    now = clock.now()
    Rendering.objects.create(
        letter=letter, file=file, sha256=file.sha256, layout=paper.layout(), rendered_at=now
    )
    trail.record(
        ACTOR, "letter.render", f"letter:{letter.pk}", files=[file.sha256], at=now,
        payload={"number": letter.number, "layout": paper.layout()},
    )  # fmt: skip
