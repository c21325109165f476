"""The closed list of materials of a measure in a round: what to bring, and nothing else."""

from collections.abc import Mapping, Sequence
from typing import Any

from duixian.policy import Measure

MOST_ITEMS, MOST_FILES, MOST_SIGNS = 40, 50, 100
DEFAULT_FILES = 10


class BadMaterials(ValueError):
    """A list that can't be kept; the number of the row (from 0) and a sentence in Chinese."""

    def __init__(self, row: int, message: str) -> None:
        self.row = row
        super().__init__(message)


def suggested(measure: Measure) -> list[dict[str, Any]]:
    """The policy's list, as the start of a round's."""
    return [
        {"id": f"m{number}", "name": name, "required": True, "max": DEFAULT_FILES, "note": ""}
        for number, name in enumerate(measure.evidence, 1)
    ]


def checked(
    rows: Sequence[Mapping[str, Any]], before: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """The list to keep; an item keeps its identifier, a new one gets the next. Raises BadMaterials."""
    if len(rows) > MOST_ITEMS:
        raise BadMaterials(
            MOST_ITEMS, f"材料最多{MOST_ITEMS}项，现为{len(rows)}项；请合并相近的材料"
        )
    known = {str(one["id"]) for one in before}
    used = [int(id_[1:]) for id_ in known if id_[1:].isdecimal()]
    next_number = max(used, default=0) + 1
    found: list[dict[str, Any]] = []
    names: set[str] = set()
    for number, row in enumerate(rows):
        item = _checked(number, row)
        if item["name"] in names:
            raise BadMaterials(number, f"材料“{item['name']}”写了两次；请只保留一项")
        names.add(item["name"])
        if item["id"] not in known or item["id"] in {one["id"] for one in found}:
            item["id"] = f"m{next_number}"
            next_number += 1
        found.append(item)
    return found


def _checked(number: int, row: Mapping[str, Any]) -> dict[str, Any]:
    name, note, most = (
        str(row["name"]).strip(),
        str(row.get("note", "")).strip(),
        row.get("max", DEFAULT_FILES),
    )
    if not name:
        raise BadMaterials(number, f"第{number + 1}项材料没有名称")
    for text, what in ((name, "名称"), (note, "说明")):
        if len(text) > MOST_SIGNS or not all(sign.isprintable() for sign in text):
            raise BadMaterials(
                number, f"第{number + 1}项材料的{what}应为不超过{MOST_SIGNS}个字的一行文字"
            )
    if not isinstance(most, int) or isinstance(most, bool) or not 1 <= most <= MOST_FILES:
        raise BadMaterials(number, f"第{number + 1}项材料的文件数应为1至{MOST_FILES}的整数")
    return {
        "id": str(row.get("id", "")), "name": name, "required": row.get("required") is True,
        "max": most, "note": note,
    }  # fmt: skip
