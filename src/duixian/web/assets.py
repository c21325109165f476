"""Static files that come from packages: a fixed list of names out of node_modules, Tabler cut to what our pages use."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

from duixian.web.purge import purged_file

TABLER = "vendor/tabler.css"
ECHARTS = "vendor/echarts.js"
# Line, bar and pie: the smallest build that ECharts ships.
ECHARTS_FILE = "echarts/dist/echarts.simple.min.js"
TABLER_FILE = "@tabler/core/dist/css/tabler.min.css"


class PackageFinder(BaseFinder):
    """Finds the few package files that are published, and no others."""

    def check(self, **kwargs: Any) -> list[Any]:
        """Nothing to configure."""
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """The file on disk behind a published name."""
        found = _published(path)
        if found is None:
            return []
        return [str(found)] if find_all else str(found)

    def list(
        self, ignore_patterns: Iterable[str] | None
    ) -> Iterator[tuple[str, FileSystemStorage]]:
        """Every published name, each with a storage in which it is the file's own name."""
        for name in (TABLER, ECHARTS):
            found = _published(name)
            if found is not None:
                yield name, _OneFile(name, found)


class _OneFile(FileSystemStorage):
    """A storage of one file under its published name."""

    def __init__(self, name: str, file: Path) -> None:
        super().__init__(location=file.parent)
        self.prefix = ""
        self._name, self._file = name, file

    def path(self, name: str) -> str:
        assert name == self._name, name
        return str(self._file)


def _published(name: str) -> Path | None:
    source = {TABLER: TABLER_FILE, ECHARTS: ECHARTS_FILE}.get(name)
    if source is None:
        return None
    file = settings.NODE_MODULES / source
    if not file.exists():
        return None
    return purged_file(file, settings.STYLE_CACHE) if name == TABLER else file


class Storage(CompressedManifestStaticFilesStorage):
    """Hashed names and gzip; source maps are not published, so references to them are left alone."""

    patterns = tuple(
        (
            glob,
            tuple(
                rule
                for rule in rules
                if "sourceMappingURL" not in (rule if isinstance(rule, str) else rule[0])
            ),
        )
        for glob, rules in CompressedManifestStaticFilesStorage.patterns
    )

    def create_compressor(self, **options: Any) -> Compressor:
        """Gzip only: brotli, which comes with WeasyPrint, takes half a minute on the API's pages."""
        return Compressor(**options, use_brotli=False)
