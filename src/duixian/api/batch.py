"""The body of an assessment: one claim, or a list of claims; each is handed to the engine as it was written."""

import json
from collections.abc import Iterator
from json.decoder import WHITESPACE  # type: ignore[attr-defined]
from typing import Any

from duixian.policy import Library, answer_line

MAX_CLAIMS = 1000


class BadBatch(ValueError):
    """A body that is no list of claims at all; says what would do, in Chinese."""


def answers(body: bytes, library: Library) -> dict[str, Any] | list[dict[str, Any]]:
    """One answer for an object, a list of answers for a list; raises BadBatch."""
    try:
        text = body.decode("utf-8").strip()
    except UnicodeDecodeError:
        raise BadBatch("请求体不是 UTF-8 编码的文字，请用 UTF-8 编码的 JSON") from None
    if not text.startswith("["):
        return answer_line(text, library)
    found: list[dict[str, Any]] = []
    for claim in _elements(text):
        if len(found) == MAX_CLAIMS:
            raise BadBatch(f"一次至多{MAX_CLAIMS}项，请分批提交")
        found.append(answer_line(claim, library))
    return found


def _elements(text: str) -> Iterator[str]:
    """The elements of a JSON list as they stand, so that a repeated key is still seen by the engine."""
    decoder = json.JSONDecoder()
    place = _skip(text, 1)
    if text[place:] == "]":
        return
    while True:
        try:
            _, end = decoder.raw_decode(text, place)
        except (ValueError, RecursionError):
            raise BadBatch(
                f"请求体不是完整的 JSON（第{place + 1}个字符起读不懂），请核对"
            ) from None
        yield text[place:end]
        place = _skip(text, end)
        if text[place:] == "]":
            return
        if text[place : place + 1] != ",":
            raise BadBatch(
                f"请求体不是完整的 JSON（第{place + 1}个字符处应为逗号或右方括号），请核对"
            )
        place = _skip(text, place + 1)


def _skip(text: str, place: int) -> int:
    found = WHITESPACE.match(text, place)
    return int(found.end())
