"""Controls: an oracle with one seeded defect must differ from the true one on some random claim."""

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest

from tests.oracle import assess_oracle
from tests.oracle.assess_oracle import answer
from tests.oracle.generate import claims

SOURCE = Path(assess_oracle.__file__).read_text()
DEFECTS = {
    "three years end a day late": ("three_years_before(on) <= breach", "three_years_before(on) < breach"),
    "a breach on the day does not count": ("<= breach.on <= on", "<= breach.on < on"),
    "a repaired breach in force counts": (
        "not breach.repaired and (recent or breach.in_force)",
        "(not breach.repaired and recent) or breach.in_force",
    ),
    "a breach in force is forgotten": ("(recent or breach.in_force)", "recent"),
    "a confirmed breach only needs an officer": ("verdict.fail_if(breach.confirmed)", "pass"),
    "the first day is outside": ("claim.on < FIRST_DAY", "claim.on <= FIRST_DAY"),
    "the last day is outside": ("claim.on > LAST_DAY", "claim.on >= LAST_DAY"),
    "established on the day is too late": ("claim.registered_on > claim.on", "claim.registered_on >= claim.on"),
    "arrived on the day is too late": ("arrived > claim.on", "arrived >= claim.on"),
    "arrived on the first day is too early": ("arrived < claim.new_since", "arrived <= claim.new_since"),
    "founded on the first day is too early": ("founded < claim.new_since", "founded <= claim.new_since"),
    "a parameter is ignored": ("arrived < claim.new_since", "arrived < FIRST_DAY"),
    "once allows a fen": ("granted > 0)", "granted > 1)"),
    "a fen of revenue is not enough": ("claim.facts[name] == 0", "claim.facts[name] <= 1"),
    "a third year is refused": ("years >= 3", "years >= 2"),
    "a fourth year is paid": ("years >= 3", "years > 3"),
    "a share is rounded up": ("return floor(", "return -floor(-"),
    "30 percent is a third": ('share(verdict, claim.facts["compute_cost"], 30,', 'share(verdict, claim.facts["compute_cost"], 33,'),
    "a limit is a fen too high": ('claim.facts["price_paid"], 2, 300 * WAN', 'claim.facts["price_paid"], 2, 300 * WAN + 1'),
    "both recognitions count as municipal": ('by == "municipal"', 'by in {"municipal", "both"}'),
    "nothing left is still eligible": ("verdict.fail_if(left == 0)", "pass"),
    "CS3 qualifies": ('{"CS4", "CS5"}', '{"CS3", "CS4", "CS5"}'),
    "the highest ITSS level does not qualify": ('{"一", "二"}', '{"二"}'),
    "a project needs results": ('if claim.mode == "grant":', "if True:"),
    "an open project is no doubt": ('claim.facts["open_project"] is True', "False"),
    "national money counts": ('for giver, fen in claim.support if giver != "national"', "for giver, fen in claim.support"),
    "stack forgets national money": ("everything = sum(fen for _, fen in claim.support)", "everything = local"),
    "stack is never the default": ('"stack" if claim.measure ==', '"difference" if claim.measure =='),
    "exclude refuses a declared zero": ("0 if local > 0 else", "0 if claim.support else"),
    "the remainder comes last": ("[small + 1] * over + [small] * (parts - over)", "[small] * (parts - over) + [small + 1] * over"),
    "a doubt hides an absence": ("if missing:", "if missing and not verdict.doubtful:"),
    "an absence hides a refusal": ("if verdict.failed:", "if verdict.failed and not missing:"),
    "a level is always missing": ('claim.facts["qualification"] not in LEVELS', "False"),
}  # fmt: skip


def mutant(old: str, new: str, folder: Path) -> Any:
    """The oracle with one piece of its text replaced."""
    assert old in SOURCE, old
    path = folder / "mutant_oracle.py"
    path.write_text(SOURCE.replace(old, new))
    spec = spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[path.stem] = module  # its dataclass looks itself up
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def sample() -> list[tuple[dict[str, Any], dict[str, Any]]]:
    return [(one, answer(one)) for one in claims(seed=20250101, count=20_000)]


@pytest.mark.parametrize("defect", list(DEFECTS))
def test_a_seeded_defect_is_found(
    defect: str, sample: list[tuple[dict[str, Any], dict[str, Any]]], tmp_path: Path
) -> None:
    wrong = mutant(*DEFECTS[defect], tmp_path)
    assert any(wrong.answer(one) != true for one, true in sample)
