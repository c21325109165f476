"""Every page at both widths: no accessibility violation, nothing wider than the screen.

`DUIXIAN_SCREENS=folder` also keeps every page as a picture, for looking at; the documentation's are in test_pictures.py.
"""

import os
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

from tests.journeys.conftest import NARROW, WIDE, Visit

FIRM = "kind=enterprise&registered_on=2025-03-01&arrived_on=2025-03-01&field=ai&breaches=none&on=2026-03-02"
HOUSE = "office-purchase-price_paid=1.2亿&office-purchase-granted_before=0&office-purchase-from-city=10万"
PAGES = {
    "home": "/",
    "search": "/?q=算力",
    "search-nothing": "/?q=月球",
    "rounds": "/rounds/",
    "policy": "/policy/putuo-2024-3/",
    "measures": "/policy/putuo-2024-3/measures/",
    "measure": "/policy/putuo-2024-3/compute/",
    "measure-two-lines": "/policy/putuo-2024-3/carrier/",
    "measure-choices": "/policy/putuo-2024-3/qualification/",
    "measure-by-staff": "/policy/putuo-2024-3/major-project/",
    "calculator": "/calculator/",
    "profile": f"/calculator/?{FIRM}&compute-compute_cost=2000万&ask=rnd",
    "profile-errors": "/calculator/?kind=enterprise&compute-compute_cost=一百万&breaches=some&breaches-1-on=x",
    "profile-over": f"/calculator/?{FIRM.replace('2026-03-02', '2027-03-02')}",
    "calculator-measure": f"/calculator/compute/?{FIRM}&compute-compute_cost=2000万",
    "result": f"/calculator/office-purchase/result/?{FIRM}&{HOUSE}",
    "result-refused": f"/calculator/settle/result/?{FIRM.replace('enterprise', 'institution')}&settle-granted_before=0",
    "result-missing": f"/calculator/rnd/result/?{FIRM}",
    "api": "/api/docs",
    "not-found": "/nowhere",
}
SCREENS = os.environ.get("DUIXIAN_SCREENS")


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1280", "360"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible_and_fits(visit: Visit, name: str, size: tuple[int, int]) -> None:
    page = visit(PAGES[name], size=size, missing=name == "not-found")
    page.wait_for_load_state("networkidle")
    page.evaluate("document.querySelectorAll('details').forEach(one => (one.open = true))")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    if SCREENS:
        page.reload()
        page.wait_for_load_state("networkidle")
        page.screenshot(path=Path(SCREENS) / f"{name}-{size[0]}.png")
        page.screenshot(path=Path(SCREENS) / f"{name}-{size[0]}-whole.png", full_page=True)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_at_twice_the_size(visit: Visit, name: str) -> None:
    page = visit(PAGES[name], size=(640, 400), missing=name == "not-found")
    assert page.evaluate("document.documentElement.scrollWidth") <= 640


# Cells that hold a line of words and have room for less than four signs of it.
SQUEEZED = """() => [...document.querySelectorAll('td, th')].filter(one => one.innerText.trim().length > 6
    && one.clientWidth && one.clientWidth < 4 * parseFloat(getComputedStyle(one).fontSize)
    && getComputedStyle(one.closest('thead') ?? one).clipPath === 'none').map(one => one.innerText)"""


def test_a_public_notice_is_read_on_a_phone(call_on: Visit) -> None:
    page = call_on("/notices/", size=NARROW)
    page.get_by_role("link", name=re.compile("2025年度.*公示")).first.click()
    page.wait_for_load_state("networkidle")
    assert page.evaluate(SQUEEZED) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW[0]
    assert Axe().run(page).violations_count == 0
