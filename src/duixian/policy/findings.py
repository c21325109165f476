"""What is wrong with a policy document: file, line and a sentence in Chinese that shows the way out."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(frozen=True, order=True, slots=True)
class Finding:
    """One fault at one line; prints as `policy.md:44: …`."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class PolicyErrors(Exception):
    """A policy that can't be used; carries every finding, in the order of the files."""

    def __init__(self, findings: "list[Finding]") -> None:
        self.findings = tuple(sorted(set(findings)))
        super().__init__("\n".join(str(finding) for finding in self.findings))


class Fault(Exception):
    """One fault met while reading one entry; `Report.catching` turns it into a finding."""

    def __init__(self, line: int, message: str) -> None:
        self.line = line
        self.message = message
        super().__init__(message)


@dataclass
class Report:
    """The findings of one file, collected so that an author sees all of them at once."""

    file: str
    findings: list[Finding] = field(default_factory=list)

    def add(self, line: int, message: str) -> None:
        self.findings.append(Finding(self.file, line, message))

    @contextmanager
    def catching(self) -> Iterator[None]:
        """Go on after a fault in one entry."""
        try:
            yield
        except Fault as fault:
            self.add(fault.line, fault.message)
