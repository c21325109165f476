"""会签: the agencies that a round asks to sign a proposal before it is approved, and what they signed."""

from collections.abc import Iterable

from duixian.applications.effects import Effect, Said, Taking
from duixian.applications.folder import Folder
from duixian.applications.models import Countersignature, Proposal
from duixian.applications.picture import GRANT
from duixian.applications.terms import Terms
from duixian.files.models import StoredFile
from duixian.kernel.dates import read_past
from duixian.kernel.names import read_words
from duixian.parties.reading import Reading

PARAMETER, NOBODY = "countersigners", "none"


def agencies(terms: Terms) -> tuple[str, ...]:
    """Who must countersign, in the words of the round's reading; a policy without the reading asks nobody."""
    chosen = next((one for one in terms.readings if one.id == PARAMETER), None)
    return () if chosen is None or chosen.value == NOBODY else tuple(chosen.text.split("、"))


def left(terms: Terms, proposal: Proposal) -> tuple[str, ...]:
    """Who has not countersigned this proposal yet; a refusal needs nobody."""
    if proposal.outcome != GRANT:
        return ()
    return _without(agencies(terms), proposal.countersignatures.values_list("agency", flat=True))


def left_of(folder: Folder, proposal: Proposal) -> tuple[str, ...]:
    """The same, of a case that is loaded."""
    if proposal.outcome != GRANT:
        return ()
    signed = (one for one in folder.rows["countersignatures"] if one.proposal_id == proposal.pk)
    return _without(agencies(folder.terms), (one.agency for one in signed))


def _without(wanted: Iterable[str], there: Iterable[str]) -> tuple[str, ...]:
    done = set(there)
    return tuple(one for one in wanted if one not in done)


def _write(taking: Taking) -> Said:
    data, reading = taking.data, Reading()
    proposal = taking.application.proposals.get(state=Proposal.State.OPEN)
    agency, waits = str(data.get("agency", "")), left(taking.folder.terms, proposal)
    if agency not in waits:
        reading.fault("agency", f"请选择还没有会签的单位：{'、'.join(waits)}")
    document = reading.text(
        "document", lambda: read_words(str(data.get("document", "")), "会签文号", 60)
    )
    on = reading.day(
        "signed_on",
        lambda: read_past(str(data.get("signed_on", "")), "会签日期", taking.judgement.on),
    )
    reading.done()
    scan = data.get("scan")
    kept = scan if isinstance(scan, StoredFile) else None
    made = Countersignature.objects.create(
        proposal=proposal, agency=agency, document=document, on=on, scan=kept, by=taking.viewer.person, at=taking.now,
    )  # fmt: skip
    return Said(
        payload={"proposal": proposal.number, "agency": agency, "document": document, "on": made.on.isoformat()},
        files=(kept.sha256,) if kept else (),
    )  # fmt: skip


EFFECTS = {"countersign": Effect(write=_write)}
