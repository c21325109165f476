"""The pictures in the documentation: each is taken from a page that works, and is small.

`DUIXIAN_PICTURES=docs/how-to/images .venv/bin/pytest -q tests/journeys/test_pictures.py` remakes them all.
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, StorageState

from duixian.demo import cast
from tests.journeys.conftest import NARROW, WIDE, Visit

FIRM = "kind=enterprise&registered_on=2025-03-01&arrived_on=2025-03-01&field=ai&breaches=none&on=2026-03-02"
COSTS = "compute-compute_cost=2000万&office-rent-rent_paid=86.4万&office-rent-support_years=0"
ONE = f"{FIRM}&compute-compute_cost=1000万&compute-from-city=10万"
LAW = "/policy/putuo-2024-3/"
MOST_BYTES = 250 * 1024


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A page as it stands after `opened` is opened and `shown` is brought to the top.

    With `login` it is the demonstration's, seen by who signs in so; `through` are the links and buttons that lead there.
    """

    address: str
    size: tuple[int, int] = WIDE
    shown: str = ""
    opened: str = ""
    login: str = ""
    through: tuple[str, ...] = ()


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
    "sign-in-1280": Picture(address="/account/login/"),
    "register-1280": Picture(address="/register/"),
    "round-1280": Picture(address="/rounds/2026-01/", login="qiye03"),
    "unit-1280": Picture(address="/my/", login="qiye03"),
    "profile-1280": Picture(address="/my/enterprise/basics/", login="qiye03"),
    "messages-1280": Picture(address="/messages/", login="qiye03"),
    "tasks-1280": Picture(
        address="/my/applications/", login="qiye03", through=("继续填写",), shown="#tasks-title"
    ),
    "lines-1280": Picture(
        address="/my/applications/", login="qiye03", through=("继续填写", "费用明细")
    ),
    "evidence-1280": Picture(
        address="/my/applications/", login="qiye03", through=("继续填写", "上传材料")
    ),
    "registration-1280": Picture(
        address="/office/registrations/", login="taopu", through=("有限公司",)
    ),
    "round-desk-1280": Picture(address="/office/rounds/", login="officer2"),
    "round-reading-1280": Picture(
        address="/office/rounds/", login="officer2", shown="#part-readings",
        through=("2026年度", "复制到下一年", "企业资质资助"),
    ),
    "accounts-1280": Picture(address="/office/accounts/", login="admin2"),
    "funds-1280": Picture(address="/office/funds/", login="officer1", shown="#now-title"),
    "waiting-1280": Picture(address="/office/funds/waiting/", login="officer1"),
    "budget-1280": Picture(address="/office/funds/budget/2027/", login="officer1"),
    "execution-1280": Picture(address="/office/funds/budget/2026/execution/", login="preparer"),
    "due-1280": Picture(address="/office/payments/new/", login="officer1"),
    "due-360": Picture(address="/office/payments/new/", login="officer1", size=NARROW),
    "request-1280": Picture(
        address="/office/payments/?state=prepared", login="releaser", through=("BK2026",)
    ),
    "reconciled-1280": Picture(
        address="/office/payments/files/?state=", login="preparer", through=("ZF2025-000001",)
    ),
    "recovery-1280": Picture(address="/office/recovery/", login="officer1", through=("ZJ2026",)),
    "recovery-360": Picture(
        address="/office/recovery/", login="officer1", through=("ZJ2026",), size=NARROW
    ),
}  # fmt: skip
TO_TOP = "one => window.scrollTo(0, one.getBoundingClientRect().top + window.scrollY - 32)"


@pytest.fixture(scope="session")
def signed() -> dict[str, StorageState]:
    """What the browsers of those who signed in remember: each signs in once."""
    return {}


def as_somebody(page: Page, picture: Picture, signed: dict[str, StorageState]) -> None:
    """Sign in, or bring the cookies of having done so; then go where the picture is."""
    if picture.login not in signed:
        sign_in(page, picture.login)
        signed[picture.login] = page.context.storage_state()
    page.context.add_cookies([
        {"name": one["name"], "value": one["value"], "domain": one["domain"], "path": one["path"]}
        for one in signed[picture.login]["cookies"]
    ])  # fmt: skip
    page.goto(picture.address)
    for name in picture.through:
        words = re.compile(re.escape(name))
        page.get_by_role("link", name=words).or_(
            page.get_by_role("button", name=words)
        ).first.click()
        page.wait_for_load_state()


def sign_in(page: Page, login: str) -> None:
    """With the password and, for staff, the code that the demonstration shows."""
    page.goto("/account/login/")
    page.get_by_label("登录名").fill(login)
    page.get_by_label("密码").fill(cast.PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_load_state()
    if page.get_by_label("验证码").count():
        code = page.locator("strong", has_text=re.compile(r"^\d{6}$")).inner_text()
        page.get_by_label("验证码").fill(code)
        page.get_by_role("button", name="继续").click()
        page.wait_for_load_state()


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_shows_what_it_is_for_and_is_small(
    request: pytest.FixtureRequest, signed: dict[str, StorageState], name: str, tmp_path: Path
) -> None:
    picture = PICTURES[name]
    site: Visit = request.getfixturevalue("call_on" if picture.login else "visit")
    page = site("/" if picture.login else picture.address, size=picture.size)
    if picture.login:
        as_somebody(page, picture, signed)
    page.wait_for_load_state("networkidle")
    if picture.opened:
        page.locator(picture.opened).evaluate("one => (one.open = true)")
    if picture.shown:
        page.locator(picture.shown).evaluate(TO_TOP)
        page.wait_for_load_state("networkidle")
    file = Path(os.environ.get("DUIXIAN_PICTURES") or tmp_path) / f"{name}.png"
    page.screenshot(path=file)
    assert file.stat().st_size <= MOST_BYTES
