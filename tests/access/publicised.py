"""A public notice that runs, one in drafting, and a letter about each side's case."""

import json
from datetime import timedelta
from io import BytesIO

from django.db import transaction

from duixian.applications.lettering import subject_of
from duixian.applications.models import MeetingPaper, NoticeItem, PublicNotice
from duixian.files import store
from duixian.kernel import clock
from duixian.letters import letters
from duixian.letters.models import Rendering
from tests.access.things import CANARIES, World
from tests.files.sample import a_pdf
from tests.letters.samples import SAMPLES

SHOWN = {
    "number": "PT",
    "enterprise": "某公司",
    "measure": "算力",
    "clause": "三（六）",
    "subject": "",
    "amount": "1.00",
}

PAPER = {
    "title": "主任办公会", "round": {"title": "批次"}, "by": "经纬", "dated": "2026-03-02", "measures": [], "cases": [],
}  # fmt: skip


def add(world: World) -> None:
    """The public sees the first notice, officials both."""
    officer, approver = world.viewer("officer"), world.viewer("approver")
    case, today = world.cases["已提交申报", "a"], clock.today()
    posted = {
        "number": "公示〔2026〕1号", "state": "posted", "posted_by": approver.person, "posted_at": clock.now(),
        "first_on": today, "last_on": today + timedelta(days=9), "results_at": clock.now(), "results_by": approver.person,
    }  # fmt: skip
    for kind, more in (("公示", posted), ("公示草稿", {})):
        notice = PublicNotice.objects.create(
            round=case.round_measure.round, title=kind, contact="区科委", drafted_by=officer.person, **more
        )  # fmt: skip
        item = NoticeItem.objects.create(notice=notice, application=case, position=1, shown=SHOWN)
        world.add(kind, id_=notice.pk, item=item.pk)
    paper = MeetingPaper.objects.create(
        round=case.round_measure.round, title="主任办公会", content=json.dumps(PAPER), sha256="0" * 64, head="",
        made_by=officer.person, made_at=clock.now(),
    )  # fmt: skip
    world.add("上会材料", id_=paper.pk)
    for side in CANARIES:
        about = world.cases["已提交申报", side]
        with transaction.atomic():
            letter = letters.issue(
                officer, "not-admitted", subject_of(about), SAMPLES["not-admitted"], clock.now()
            )
        file = store.keep(BytesIO(a_pdf(pages=2)), "通知书.pdf", owner=None, by=None)
        Rendering.objects.create(
            letter=letter, file=file, sha256=file.sha256, layout="", rendered_at=clock.now()
        )
        world.add("申报文书", side=side, id_=about.pk, letter=letter.pk)
