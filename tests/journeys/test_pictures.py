"""The pictures in the documentation: each is taken from a page that works, and is small.

`DUIXIAN_PICTURES=docs/how-to/images .venv/bin/pytest -q tests/journeys/test_pictures.py` remakes them all.
"""

import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.journeys.conftest import NARROW, WIDE, Visit

FIRM = "kind=enterprise&registered_on=2025-03-01&arrived_on=2025-03-01&field=ai&breaches=none&on=2026-03-02"
COSTS = "compute-compute_cost=2000万&office-rent-rent_paid=86.4万&office-rent-support_years=0"
ONE = f"{FIRM}&compute-compute_cost=1000万&compute-from-city=10万"
LAW = "/policy/putuo-2024-3/"
MOST_BYTES = 250 * 1024


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A page as it stands after `opened` is opened and `shown` is brought to the top."""

    address: str
    size: tuple[int, int] = WIDE
    shown: str = ""
    opened: str = ""


PICTURES = {
    "home-1280": Picture(address="/"),
    "search-1280": Picture(address="/?q=房租", shown="#search-title"),
    "policy-1280": Picture(address=f"{LAW}#三（六）"),
    "policy-examples-1280": Picture(
        address=f"{LAW}#三（六）", opened="[id='三（六）'] details:nth-of-type(1)"
    ),
    "policy-readings-1280": Picture(
        address=f"{LAW}#三（六）", opened="[id='三（六）'] details:nth-of-type(2)"
    ),
    "measure-1280": Picture(address=f"{LAW}compute/"),
    "measure-chart-1280": Picture(address=f"{LAW}compute/", shown="#part-how"),
    "calculator-1280": Picture(address=f"/calculator/?{FIRM}&{COSTS}"),
    "calculator-360": Picture(address=f"/calculator/?{FIRM}&{COSTS}", size=NARROW),
    "calculator-measure-1280": Picture(address=f"/calculator/compute/?{ONE}"),
    "result-1280": Picture(address=f"/calculator/compute/result/?{ONE}"),
    "steps-1280": Picture(address=f"/calculator/compute/result/?{ONE}", shown="#steps-title"),
}
TO_TOP = "one => window.scrollTo(0, one.getBoundingClientRect().top + window.scrollY - 32)"


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_shows_what_it_is_for_and_is_small(
    visit: Visit, name: str, tmp_path: Path
) -> None:
    picture = PICTURES[name]
    page = visit(picture.address, size=picture.size)
    page.wait_for_load_state("networkidle")
    if picture.opened:
        page.locator(picture.opened).evaluate("one => (one.open = true)")
    if picture.shown:
        page.locator(picture.shown).evaluate(TO_TOP)
        page.wait_for_load_state("networkidle")
    file = Path(os.environ.get("DUIXIAN_PICTURES") or tmp_path) / f"{name}.png"
    page.screenshot(path=file)
    assert file.stat().st_size <= MOST_BYTES
