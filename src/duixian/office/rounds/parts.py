"""The parts of a round as forms: basics, contacts, readings, one measure; from the stored round or from what was typed."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict

from duixian.applications import readings, round_fields, rounds
from duixian.applications.materials import DEFAULT_FILES, MOST_ITEMS
from duixian.applications.models import Round, RoundMeasure
from duixian.applications.readings import Reading
from duixian.applications.terms import own_readings, shared_readings
from duixian.kernel.dates import chinese
from duixian.office.rounds import reading
from duixian.office.rounds.sheets import Sheet
from duixian.parties import organisations
from duixian.policy.model import MODES

SPARE = 3
DEADLINE_HINT = "截止当时保存成功的提交有效；到当天结束填 24:00"


class Part(Sheet):
    """A form with the changes that it asks for; `rows` are how many rows its tables show."""

    def changes(self) -> dict[str, Any]:
        raise NotImplementedError


class Basics(Part):
    """The title, the window, the promise, the notes; amendments leave the title, the opening and the promise alone."""

    def __init__(
        self, of: Round, data: QueryDict | None, prefix: str = "", *, amending: bool = False
    ) -> None:
        super().__init__(data, prefix)
        self.amending = amending
        self.stored = {"closes": (reading.typed(of.closes_at, end=True), of.closes_at)}
        if not amending:
            self.stored["opens"] = (reading.typed(of.opens_at), of.opens_at)
            self.ask("title", "批次名称", of.title, hint="例如：2026年普陀区智能软件专项申报")
            self._moment("opens", "开始", self.stored["opens"][0])
        self._moment("closes", "截止", self.stored["closes"][0])
        if not amending:
            self.ask(
                "promised_days", "承诺办理工作日", str(of.promised_days), reading.needed_whole, unit="个工作日", short=True,
                hint="自受理到拨付，公布给申报单位；逾期只显示逾期，不因此视为同意",
            )  # fmt: skip
        self.ask(
            "notes", "申报须知", of.notes, style="area", hint="对所有事项都适用的说明；没有可以不填"
        )

    def _moment(self, name: str, what: str, stored: tuple[str, str]) -> None:
        hint = DEADLINE_HINT if name == "closes" else "按北京时间"
        self.ask(f"{name}_on", f"{what}日期", stored[0], reading.needed_day, short=True)
        self.ask(f"{name}_time", f"{what}时间", stored[1], reading.time, hint=hint, short=True)

    def blame(self, problems: Any) -> None:
        """The verb speaks of moments, the form asks for days and times."""
        moved = {"opens_at": "opens_on", "closes_at": "closes_on"}
        super().blame(
            rounds.Problem(
                section=one.section, field=moved.get(one.field, one.field), text=one.text
            )
            for one in problems
        )

    def changes(self) -> dict[str, Any]:
        own = ("notes",) if self.amending else ("title", "promised_days", "notes")
        found = {name: self.values[name] for name in own}
        for name in self.stored:
            found[f"{name}_at"] = self._at(name)
        return found

    def _at(self, name: str) -> datetime:
        """What was typed; what was left as it stood keeps its seconds too."""
        shown, at = self.stored[name]
        if (self[f"{name}_on"].value, self[f"{name}_time"].value) == shown:
            return at
        return reading.moment(self.values[f"{name}_on"], self.values[f"{name}_time"])


class Contacts(Part):
    """Whom to ask at each centre."""

    def __init__(self, of: Round, data: QueryDict | None, prefix: str = "") -> None:
        super().__init__(data, prefix)
        self.centres = list(organisations.centres())
        for one in self.centres:
            stored = of.contacts.get(str(one.pk)) or one.contact
            self.ask(f"contact-{one.pk}", one.name, stored, hint=one.area)

    def changes(self) -> dict[str, Any]:
        return {"contacts": {str(one.pk): self.values[f"contact-{one.pk}"] for one in self.centres}}


class Readings(Part):
    """Readings, each with its value and the reason where it is not the default."""

    def __init__(
        self, data: QueryDict | None, prefix: str = "", *, readings_: list[Reading] | None = None, of: Round | None = None
    ) -> None:  # fmt: skip
        super().__init__(data, prefix)
        self.readings = shared_readings(of) if of else readings_ or []
        for one in self.readings:
            self._ask(one)

    def _ask(self, one: Reading) -> None:
        known = one.chosen or not one.must_choose
        options = reading.options(one)
        self.ask(
            f"reading-{one.id}", one.parameter.question, reading.as_typed(one) if known else "",
            lambda text: reading.value(one, text), style="radio" if options else "text", options=options,
            unit=reading.unit(one), short=True,
        )  # fmt: skip
        self.ask(f"reason-{one.id}", "理由", one.reason, style="area")
        if one.carried:
            self.tick(f"confirm-{one.id}", "已核对，本批次仍这样掌握", stored=False)

    def rows(self) -> list[tuple[Reading, Any, Any, Any]]:
        """Each reading with its inputs, those that must be chosen first."""
        ordered = sorted(self.readings, key=lambda one: not one.must_choose)
        return [
            (
                one,
                self[f"reading-{one.id}"],
                self[f"reason-{one.id}"],
                self.inputs.get(f"confirm-{one.id}"),
            )
            for one in ordered
        ]

    def changes(self) -> dict[str, Any]:
        found = {}
        for one in self.readings:
            value, reason = (
                self.values.get(f"reading-{one.id}"),
                self.values.get(f"reason-{one.id}", ""),
            )
            if one.carried and value == one.value and not self.values.get(f"confirm-{one.id}"):
                continue
            plain = value is None or (
                value == readings.default(one.parameter) and not one.must_choose
            )
            found[one.id] = None if plain and not reason else {"value": value, "reason": reason}
        return {"parameters": found}


class OneMeasure(Readings):
    """Everything about one measure; amendments leave mode, period, panel and rubric alone."""

    def __init__(
        self, one: RoundMeasure, data: QueryDict | None, prefix: str = "", *, amending: bool = False
    ) -> None:
        super().__init__(data, prefix, readings_=own_readings(one))
        self.one, self.amending = one, amending
        self.measure = rounds.measure_of(one)
        self.ask(
            "notes",
            "本事项补充说明",
            one.notes,
            style="area",
            hint="例如另行认可的资质名称；没有可以不填",
        )
        self.items = self._count("materials", len(one.materials), MOST_ITEMS)
        for number in range(self.items):
            self._material(number, one.materials[number] if number < len(one.materials) else None)
        self.criteria = 0
        if not amending:
            self._handling(one)

    def _handling(self, one: RoundMeasure) -> None:
        allowed = [(id_, MODES[id_]) for id_ in readings.modes(self.measure)]
        self.ask(
            "mode",
            "办理方式",
            one.mode,
            self._picked(dict(allowed)),
            style="radio",
            options=allowed,
        )
        for name, what, stored in (
            ("expense_from", "费用期间的开始", one.expense_from), ("expense_to", "费用期间的结束", one.expense_to),
        ):  # fmt: skip
            self.ask(name, what, chinese(stored) if stored else "", reading.day, short=True)
        self.tick("panel", "安排专家评审", one.panel)
        self.criteria = self._count("criteria", len(one.rubric), round_fields.MOST_CRITERIA)
        for number in range(self.criteria):
            row = one.rubric[number] if number < len(one.rubric) else {"name": "", "weight": ""}
            self.ask(f"rubric-{number}-name", f"第{number + 1}个评分项", row["name"])
            self.ask(
                f"rubric-{number}-weight",
                f"第{number + 1}个评分项的分值",
                str(row["weight"]),
                reading.whole,
                short=True,
            )

    @staticmethod
    def _picked(allowed: dict[str, str]) -> Callable[[str], str]:
        def read(text: str) -> str:
            if text not in allowed:
                raise ValidationError("请选择办理方式")
            return text

        return read

    def _count(self, name: str, stored: int, most: int) -> int:
        """How many rows: those stored and a few spare, or as many as were shown, more if asked for."""
        if self.data is None:
            return min(stored + SPARE, most)
        shown = self.data.get(f"{self.prefix}{name}", "")
        count = int(shown) if shown.isascii() and shown.isdigit() and len(shown) < 4 else stored
        more = SPARE if f"{self.prefix}more-{name}" in self.data else 0
        return min(max(count, 1) + more, most)

    def _material(self, number: int, row: dict[str, Any] | None) -> None:
        at, what = f"material-{number}-", f"第{number + 1}项材料"
        row = row or {"id": "", "name": "", "required": True, "max": DEFAULT_FILES, "note": ""}
        self.ask(f"{at}id", "", row["id"])
        self.ask(f"{at}name", what, row["name"])
        self.tick(f"{at}required", f"{what}必交", row["required"])
        self.ask(f"{at}max", f"{what}的文件数至多", str(row["max"]), reading.whole, short=True)
        self.ask(f"{at}note", f"{what}的说明", row["note"])

    def material_rows(self) -> list[tuple[Any, ...]]:
        names = ("id", "name", "required", "max", "note")
        return [
            tuple(self[f"material-{row}-{name}"] for name in names) for row in range(self.items)
        ]

    def rubric_rows(self) -> list[tuple[Any, ...]]:
        return [
            (self[f"rubric-{row}-name"], self[f"rubric-{row}-weight"])
            for row in range(self.criteria)
        ]

    @property
    def asks_for_rows(self) -> bool:
        """Whether only more rows were asked for."""
        return self.data is not None and any(
            f"{self.prefix}more-{name}" in self.data for name in ("materials", "criteria")
        )

    def blame(self, problems: Any) -> None:
        """Rows left blank are not sent, so the verb counts rows otherwise than the form."""
        places = {
            f"{kind}-{place}-{end}": f"{kind}-{row}-{end}"
            for kind in ("material", "rubric")
            for place, row in enumerate(self._filled(kind))
            for end in ("name", "weight")
        } | {"materials": "material-0-name", "rubric": "rubric-0-name"}
        super().blame(
            rounds.Problem(
                section=one.section, field=places.get(one.field, one.field), text=one.text
            )
            for one in problems
        )

    def _filled(self, kind: str) -> list[int]:
        count = self.items if kind == "material" else self.criteria
        return [row for row in range(count) if self.values.get(f"{kind}-{row}-name")]

    def changes(self) -> dict[str, Any]:
        found = super().changes() | {"notes": self.values["notes"]}
        found["materials"] = [
            {
                name: self.values[f"material-{row}-{name}"]
                for name in ("id", "name", "required", "max", "note")
            }
            for row in self._filled("material")
        ]
        if not self.amending:
            found |= {
                name: self.values[name] for name in ("mode", "expense_from", "expense_to", "panel")
            }
            found["rubric"] = [
                {
                    "name": self.values[f"rubric-{row}-name"],
                    "weight": self.values[f"rubric-{row}-weight"],
                }
                for row in self._filled("rubric")
            ]
        return found
