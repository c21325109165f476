"""What the world has of enterprises' past and changes: a change that waits, an earlier grant of each, a sheet that waits."""

from collections.abc import Mapping
from io import BytesIO
from typing import TYPE_CHECKING

from duixian.applications.earlier import imports
from duixian.files import store
from duixian.parties import changes
from duixian.parties.earlier import EarlierGrant
from tests.files.sample import a_pdf
from tests.parties import earlier_file

if TYPE_CHECKING:
    from tests.access.world import Canary, World


def add(world: "World", canaries: "Mapping[str, Canary]") -> None:
    """For each side, with its mark in every word."""
    officer = world.viewer("officer")
    rows = []
    for side, mark in canaries.items():
        firm, centre = world.viewer(f"owner_{side}").organisation, world.viewer(f"centre_{side}")
        paper = store.keep(
            BytesIO(a_pdf()), f"通知书{mark.profile}.pdf", owner=None, by=centre.person.pk
        )
        change = changes.ask(centre, changes.Wanted(
            organisation=firm.pk, kind="move-out", effective_on="2026-01-05", document=f"通知书{mark.profile}",
            evidence=paper.pk,
        ))  # fmt: skip
        world.add("单位变更", side=side, id_=change.pk)
        rows.append(earlier_file.row(code=firm.code, name=firm.name, remark=mark.profile))
    taken = imports.check(officer, earlier_file.file(*rows), "台账.xlsx", "历次资助台账")
    imports.take(officer, taken.pk, seen=imports.shown(taken).fingerprint)
    for side in canaries:
        code = world.viewer(f"owner_{side}").organisation.code
        world.add("历次资助", side=side, id_=EarlierGrant.objects.get(code=code).pk)
    waiting = imports.check(officer, earlier_file.file(earlier_file.row()), "台账.xlsx", "补充台账")
    world.add("历次资助导入", id_=waiting.pk)
