"""What the rule commands do: lines assessed, tables matched, policies checked, shown and compared."""

import gc
import json
import sys
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

import typer

from duixian.policy import Library, Policy, PolicyErrors, library, load


class Unusable(Exception):
    """An argument that names nothing usable, or a policy or table with faults; says so in Chinese."""


def assess_lines(lines: Iterable[bytes], out: BinaryIO) -> int:
    """Answer each line that is not blank, in order; returns how many could not be read."""
    try:
        known = library()
    except PolicyErrors as errors:
        typer.echo(str(errors), err=True)
        return 1
    faults = 0
    for number, raw in enumerate(lines, 1):
        if raw.strip():
            answer = _answer(raw.rstrip(b"\r\n"), number, known)
            faults += "error" in answer
            out.write(
                json.dumps(answer, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"
            )
    out.flush()
    return faults


def _answer(raw: bytes, number: int, known: Library) -> dict[str, Any]:
    from duixian.policy import answer_line

    try:
        text = raw.decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError:
        return {"id": None, "error": f"第{number}行不是 UTF-8 编码；请用 UTF-8 保存后重试"}
    return answer_line(text, known)


def match_files(given: Path, wanted: Path, policy: str) -> int:
    """Match one file into another, with a progress bar where a person is watching."""
    from duixian.policy.columns import BadTable, match

    if not given.is_file():
        raise Unusable(f"找不到文件“{given}”，请核对路径")
    if not wanted.absolute().parent.is_dir():
        raise Unusable(f"文件夹“{wanted.parent}”不存在，请先建好")
    rules = one(policy)
    gc.freeze()  # all that is loaded stays: no collection looks at it again, not the one at the end
    try:
        if not sys.stderr.isatty():
            return match(given, wanted, rules)
        with typer.progressbar(length=100, label="测算", file=sys.stderr) as bar:
            return match(given, wanted, rules, lambda part: bar.update(int(part * 100) - bar.pos))
    except BadTable as error:
        raise Unusable(str(error)) from None


def one(name: str) -> Policy:
    """A policy by its identifier or its folder; the latest where none is named."""
    try:
        if name and Path(name).is_dir():
            return load(Path(name))
        known = library()
        return known.get(name) if name else known.latest()
    except PolicyErrors as errors:
        raise Unusable(str(errors)) from None
    except KeyError:
        raise Unusable(
            f"没有政策“{name}”；可用：{'、'.join(each.id for each in known.policies)}，或写文件夹"
        ) from None


def check_folder(folder: Path) -> int:
    """Print the findings of one policy folder; returns how many."""
    from duixian.policy.lint import check

    findings = check(folder)
    for finding in findings:
        typer.echo(f"{folder / finding.file}:{finding.line}: {finding.message}", err=True)
    if not findings:
        policy = load(folder)
        count = sum(len(measure.examples) for measure in policy.measures)
        typer.echo(
            f"{folder}：{len(policy.measures)}个事项，{count}个例子，全部通过。版本 {policy.version[:12]}"
        )
    return len(findings)


def shown(name: str, *, as_json: bool) -> str:
    """The guide of one policy, or the list of all."""
    from duixian.policy.guide import as_markdown

    if name:
        policy = one(name)
        return _json(summary(policy)) if as_json else as_markdown(policy)
    try:
        found = library().policies
    except PolicyErrors as errors:
        raise Unusable(str(errors)) from None
    if as_json:
        return _json([summary(policy) for policy in found])
    return "".join(
        f"{each.id}\t{each.number}\t{each.title}\t{each.valid_from} 至 {each.valid_to}\n"
        for each in found
    )


def summary(policy: Policy) -> dict[str, Any]:
    """A policy in a few fields."""
    return {
        "id": policy.id, "title": policy.title, "number": policy.number, "version": policy.version,
        "valid_from": policy.valid_from.isoformat(), "valid_to": policy.valid_to.isoformat(),
        "measures": [
            {"id": each.id, "name": each.name, "clause": each.clause, "cap": each.cap and each.cap.contract()}
            for each in policy.measures
        ],
    }  # fmt: skip


def compared(old: str, new: str, *, as_json: bool) -> str:
    """What changes between two policies."""
    from duixian.policy.compare import differences

    found = differences(one(old), one(new))
    if as_json:
        return _json([asdict(each) for each in found])
    return "".join(f"{each}\n" for each in found) or "两个政策没有差别。\n"


def schema_of(name: str) -> str:
    """The JSON Schema of a policy's claims."""
    from duixian.policy.schema import claim_schema

    return _json(claim_schema(one(name)))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
