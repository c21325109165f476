"""What a change leads to, read and checked by its kind: a new name, the successor, another centre, the mark to lift."""

from dataclasses import dataclass
from datetime import date

from duixian.kernel.dates import chinese
from duixian.kernel.identifiers import read_credit_code
from duixian.kernel.names import read_name, same_name
from duixian.kernel.sent import identifier
from duixian.parties import organisations
from duixian.parties.changes_rows import Change
from duixian.parties.models import Organisation
from duixian.parties.reading import Reading
from duixian.parties.roles import Kind

MARKS = (Change.Kind.DEREGISTRATION, Change.Kind.INSOLVENCY, Change.Kind.MOVE_OUT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One of these, by the kind; none for a mark."""

    name: str = ""
    successor: Organisation | None = None
    centre: Organisation | None = None
    lifts: Change | None = None


def target(
    kind: str, organisation: Organisation, given: str, on: date | None, reading: Reading
) -> Target:
    """Read what was typed; what is wrong with it goes to `reading`, under "target"."""
    gone = merged_into(organisation)
    if gone is not None:
        reading.fault("kind", f"这家单位已并入“{gone.name}”，请在承接单位名下登记")
        return Target()
    return _READ.get(kind, _mark)(kind, organisation, given, on, reading)


def merged_into(organisation: Organisation) -> Organisation | None:
    """The organisation that carries on for one that was merged."""
    row = (
        Change.objects.filter(
            organisation=organisation, kind=Change.Kind.MERGER, state=Change.State.APPROVED
        )
        .select_related("successor")
        .first()
    )
    return row.successor if row else None


def marks(organisation: Organisation) -> list[Change]:
    """The marks that stand: confirmed and not lifted, the latest first."""
    return list(
        Change.objects.filter(
            organisation=organisation, kind__in=MARKS, state=Change.State.APPROVED
        )
        .exclude(liftings__state=Change.State.APPROVED)
        .order_by("-effective_on", "-asked_at")
    )


def _name(
    kind: str, organisation: Organisation, given: str, on: date | None, reading: Reading
) -> Target:
    name = reading.text("target", lambda: read_name(given, "新名称"))
    if name and same_name(name, organisation.name):
        reading.fault("target", f"与现在的名称“{organisation.name}”相同，不用变更")
    last = organisation.former_names.first()
    if on and last and on <= last.until:
        reading.fault("effective_on", f"应晚于上一次更名的日期{chinese(last.until)}")
    return Target(name=name)


def _successor(
    kind: str, organisation: Organisation, given: str, on: date | None, reading: Reading
) -> Target:
    code = reading.text("target", lambda: read_credit_code(given))
    if not code:
        return Target()
    found = organisations.by_code(code)
    if found is None or found.kind != Kind.APPLICANT:
        reading.fault("target", "承接单位还没有在本系统注册，请其先注册并通过核验，再登记合并")
    elif found.pk == organisation.pk:
        reading.fault("target", "承接单位不能是这家单位自己")
    elif found.state != Organisation.State.VERIFIED:
        reading.fault("target", f"承接单位“{found.name}”{found.get_state_display()}，不能承接")
    elif any(one.kind == Change.Kind.DEREGISTRATION for one in marks(found)):
        reading.fault("target", f"承接单位“{found.name}”已经注销，不能承接")
    else:
        return Target(successor=found)
    return Target()


def _centre(
    kind: str, organisation: Organisation, given: str, on: date | None, reading: Reading
) -> Target:
    id_ = identifier(given)
    found = organisations.centres().filter(pk=id_).first() if id_ else None
    if found is None:
        reading.fault("target", "请选择新的所属中心")
    elif found.pk == organisation.centre_id:
        reading.fault("target", f"现在就属于“{found.name}”，不用变更")
    else:
        return Target(centre=found)
    return Target()


def _lift(
    kind: str, organisation: Organisation, given: str, on: date | None, reading: Reading
) -> Target:
    id_ = identifier(given)
    found = next((one for one in marks(organisation) if one.pk == id_), None)
    if found is None:
        reading.fault("target", "请选择要解除的标记（注销、破产或迁出）")
    elif on and on < found.effective_on:
        reading.fault("effective_on", f"不能早于该标记的生效日期{chinese(found.effective_on)}")
    return Target(lifts=found)


def _mark(
    kind: str, organisation: Organisation, given: str, on: date | None, reading: Reading
) -> Target:
    if any(one.kind == kind for one in marks(organisation)):
        label = Change.Kind(kind).label
        reading.fault("kind", f"已经登记过“{label}”，仍然有效，不用再登记")
    return Target()


_READ = {
    Change.Kind.RENAME.value: _name,
    Change.Kind.MERGER.value: _successor,
    Change.Kind.CENTRE.value: _centre,
    Change.Kind.LIFT.value: _lift,
}
