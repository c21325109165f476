"""补正 by the applicant: what the notice lets it change, its answer to each remark, and the answer as a whole."""

from collections.abc import Iterable

from duixian.applications import submission
from duixian.applications.effects import Effect, Faults, Said, Taking
from duixian.applications.models import Application, Remark
from duixian.applications.states import CORRECTING
from duixian.kernel.names import BadText, read_words
from duixian.kernel.sent import whole
from duixian.parties.access import Refused


def allowed(application: Application) -> frozenset[str]:
    """The places that the correction notice asks about; "" is the whole application."""
    return frozenset(application.remarks.exclude(correction=None).values_list("place", flat=True))


def require(application: Application, places: Iterable[str]) -> None:
    """While a correction is answered, only what the notice asks about may change. Raises Refused."""
    if application.state != CORRECTING:
        return
    asked = allowed(application)
    if "" in asked or not set(places) - asked:
        return
    raise Refused(("", "补正时只能修改通知列出的内容；其他内容确需修改的，请联系投资促进中心"))


def lines_place(application: Application) -> str:
    """Expense lines are changed together: any remark on one of them opens them all."""
    places = (one for one in allowed(application) if one.startswith("line-"))
    return next(places, "lines")


def _mend_faults(taking: Taking) -> Faults:
    if _remark(taking) is None:
        return [("", "这条意见已经不在了，请刷新页面")]
    try:
        read_words(str(taking.data.get("answer", "")), "回应", 500)
    except BadText as bad:
        return [("answer", str(bad))]
    return []


def _remark(taking: Taking) -> Remark | None:
    given = whole(str(taking.data.get("remark", "")), 14) or 0
    return taking.application.remarks.filter(pk=given).exclude(correction=None).first()


def _mend(taking: Taking) -> Said:
    remark = _remark(taking)
    assert remark is not None
    remark.answer = read_words(str(taking.data["answer"]), "回应", 500)
    remark.state = Remark.State.ANSWERED
    remark.save(update_fields=["answer", "state"])
    return Said(payload={"remark": remark.pk, "answer": remark.answer})


def _answer(taking: Taking) -> Said:
    """The next snapshot beside the first; the day of filing stays what it was."""
    application, first = taking.application, taking.application.submitted_at
    said = submission.write(taking)
    application.submitted_at = first
    correction = application.correction
    correction.after = application.snapshots.order_by("-number")[0]
    correction.answered_at = taking.now
    correction.save(update_fields=["after", "answered_at"])
    application.marks.exclude(verdict="fit").delete()
    return said


EFFECTS = {
    "mend": Effect(faults=_mend_faults, write=_mend),
    "answer": Effect(hold=submission.hold, faults=submission.faults, write=_answer),
}
