"""Static files out of packages: a fixed list, and Tabler cut to what pages use without losing what they need."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from duixian.web import assets, purge

SHEET = """
:root { --a: 1 }
a:hover, .unused a { color: red }
.btn, .card > .unused { margin: 0 }
.btn:not(.unused):focus { outline: 0 }
@media (min-width: 1px) { .unused { color: red } .card { color: blue } }
@media (min-width: 2px) { .unused { color: red } }
[data-bs-theme=dark] .btn { color: white }
@keyframes turn { to { rotate: 1turn } }
"""


def test_only_rules_whose_classes_are_named_are_kept() -> None:
    kept = purge.purged(SHEET, frozenset({"btn", "card"}))
    assert re.findall(r"[^{}\n]+(?=\{)", kept) == [
        ":root",
        "a:hover",
        ".btn",
        ".btn:not(.unused):focus",
        "@media (min-width: 1px) ",
        ".card",
    ]


def classes(sheet: str) -> set[str]:
    """Those that have a rule of their own."""
    return set(re.findall(r"(?<=[},\n{])\.([A-Za-z][\w-]*)(?=[,{])", sheet))


def test_every_tabler_class_that_a_page_names_is_kept() -> None:
    whole = (settings.NODE_MODULES / assets.TABLER_FILE).read_text(encoding="utf-8")
    found = finders.find(assets.TABLER)
    assert isinstance(found, str)
    cut = Path(found).read_text(encoding="utf-8")
    assert not (purge.words_in_use() & classes(whole)) - classes(cut)
    assert len(cut) < len(whole) / 4


def test_the_cut_sheet_is_made_once(tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.css"
    sheet.write_text(SHEET, encoding="utf-8")
    first = purge.purged_file(sheet, tmp_path / "cache")
    stamp = first.stat().st_mtime_ns
    assert purge.purged_file(sheet, tmp_path / "cache") == first
    assert first.stat().st_mtime_ns == stamp
    sheet.write_text(SHEET + "b { color: red }", encoding="utf-8")
    assert purge.purged_file(sheet, tmp_path / "cache") != first


def test_of_the_packages_two_files_are_published_and_no_others() -> None:
    finder = assets.PackageFinder()
    listed = {name: storage.path(name) for name, storage in finder.list(None)}
    assert set(listed) == {assets.TABLER, assets.ECHARTS}
    assert all(Path(path).is_file() for path in listed.values())
    assert finder.find("@tabler/core/package.json") == []
    assert finder.find(assets.ECHARTS, find_all=True) == [listed[assets.ECHARTS]]


def test_a_package_that_is_not_installed_publishes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "NODE_MODULES", tmp_path)
    assert list(assets.PackageFinder().list(None)) == []
