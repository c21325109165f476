"""An export that has payments and recoveries in it passes the verifier that stands alone; what is not listed is found."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from duixian.audit import export, keys, verifier
from duixian.audit.actor import Actor
from duixian.funds import exported, payments_release, recovery_reports
from tests.funds import paying, recovering
from tests.funds.cast import WAN, Bureau, committed, issued, on, parts

pytestmark = pytest.mark.django_db


@pytest.fixture
def money(people: Bureau) -> None:
    """Paid, exported once more, claimed back, reported."""
    with on(2026, 6, 1):
        issued(people)
        part = parts(committed(people, 30 * WAN))[0]
        file = paying.paid(people, [part])
        payments_release.export(people.releaser, file.pk, "xlsx")
        made = recovering.found(people)
        recovering.decided(people, made, recovering.plan([(part, 30 * WAN)]))
        recovery_reports.queue(people.officer, made.pk, category="骗取财政资金", text="合同系伪造")
        recovery_reports.export(people.officer)


def verified(tmp_path: Path) -> int:
    """What the verifier answers to the export as it is now."""
    out, public = io.BytesIO(), tmp_path / "public.pem"
    export.write(out, Actor.job("test"))
    (tmp_path / "export.zip").write_bytes(out.getvalue())
    public.write_text(keys.public_pem(), "ascii")
    return verifier.main([str(tmp_path / "export.zip"), "--key", str(public)])


def test_an_export_with_payments_passes_the_verifier(money: None, tmp_path: Path) -> None:
    kinds = {one.name.partition("/")[0] for one in exported.parts()}
    assert kinds == {"ledger", "支付文件", "银行答复", "信用报送"}
    assert verified(tmp_path) == 0


@pytest.mark.parametrize("action", sorted(exported.FILES))
def test_a_file_that_is_not_listed_is_found(
    money: None, tmp_path: Path, action: str, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    left: Callable[[], dict[str, str]] = lambda: {  # noqa: E731
        name: kind for name, kind in exported.FILES.items() if name != action
    }
    monkeypatch.setattr(exported, "FILES", left())
    assert verified(tmp_path) == 1
    assert "不在清单里" in capsys.readouterr().out
