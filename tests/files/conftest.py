"""The fixtures of this folder, which other folders import too."""

from tests.files.fixtures import clamd, evidence_folder

__all__ = ["clamd", "evidence_folder"]
