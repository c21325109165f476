"""Questions as pages show them: one for each field, with its hint, its error and what was understood."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django import forms

from duixian.kernel import dates
from duixian.kernel.money import Money
from duixian.policy import Fact, Measure
from duixian.portal.forms import ROWS, SUPPORT, FactForm, SupportForm, asked_parts
from duixian.portal.sheet import DAY, Sheet
from duixian.web.fields import LevelField, OptionField

RADIO_AT_MOST = 4


@dataclass(frozen=True, kw_only=True)
class Option:
    """One thing that can be chosen."""

    id: str
    value: str
    name: str
    chosen: bool


Options = tuple[Option, ...]
Groups = tuple[tuple[str, Options], ...]


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question: `style` is how it is asked (text, radio, select, levels, tick, records)."""

    name: str
    id: str
    style: str
    text: str
    label: str = ""
    hint: str = ""
    unit: str = ""
    value: str = ""
    error: str = ""
    echo: str = ""
    options: Options = ()
    groups: Groups = ()
    depends_on: str = ""
    absent: "Question | None" = None
    rows: tuple[tuple["Question", ...], ...] = ()
    names: frozenset[str] = field(default_factory=frozenset)


def day_question(sheet: Sheet) -> Question:
    """On which day the application is handed in."""
    bound = sheet.day_form[DAY]
    return Question(
        name=DAY,
        id=f"q-{DAY}",
        style="text",
        text="哪一天提交申报？",
        label="提交日",
        hint=f"默认为今天。有效期{dates.chinese(sheet.policy.valid_from)}至{dates.chinese(sheet.policy.valid_to)}。",
        value=str(bound.value() or sheet.day.isoformat()),
        error=_error(bound),
        echo=dates.chinese(sheet.day),
        names=frozenset({DAY}),
    )


def questions(form: FactForm, only: Sequence[Fact] | None = None) -> list[Question]:
    """The questions of a form, in its order."""
    return [question(form, fact) for fact in form.facts if only is None or fact in only]


def question(form: FactForm, fact: Fact) -> Question:
    """One fact as a question."""
    bound = form[fact.id]
    absent = form[f"{fact.id}-absent"] if fact.absent else None
    chosen = str(bound.value() or "")
    style, options, groups = _choices(fact, form, chosen)
    names = [name for name in form.fields if name == fact.id or name.startswith(f"{fact.id}-")]
    return Question(
        name=bound.html_name,
        id=bound.id_for_label,
        style=style,
        text=fact.question or fact.name,
        label=fact.name,
        hint=fact.help,
        unit=fact.unit,
        value=chosen,
        error=_error(bound),
        echo=_echo(form, fact.id),
        options=options,
        groups=groups,
        depends_on=form[fact.needed[0]].html_name if fact.choices_by and fact.needed else "",
        absent=_tick(absent, fact.absent) if absent else None,
        rows=tuple(_row(form, fact, row) for row in ROWS) if fact.kind == "records" else (),
        names=frozenset(form.add_prefix(name) for name in names),
    )


def support_questions(form: SupportForm) -> list[Question]:
    """What was received from elsewhere, one question for each source."""
    return [
        Question(
            name=form[SUPPORT + source.id].html_name,
            id=form[SUPPORT + source.id].id_for_label,
            style="text",
            text=f"{source.name}资金",
            label=f"已获{source.name}资金",
            unit="元",
            value=str(form[SUPPORT + source.id].value() or ""),
            error=_error(form[SUPPORT + source.id]),
            echo=_echo(form, SUPPORT + source.id),
            names=frozenset({form[SUPPORT + source.id].html_name}),
        )
        for source in form.sources
    ]


def all_questions(sheet: Sheet, measure: Measure) -> Iterator[Question]:
    """Everything asked for one measure, the day first."""
    yield day_question(sheet)
    for _, form in sheet.sections(measure):
        yield from questions(form)
    yield from support_questions(sheet.support[measure.id])


def names_of(asked: Sequence[Question]) -> set[str]:
    """The names of every field that these questions have."""
    return {name for one in asked for name in one.names}


def errors_of(asked: Sequence[Question]) -> list[Question]:
    """What could not be understood, rows of records included, in the order of the page."""
    every = (part for one in asked for part in (one, *(cell for row in one.rows for cell in row)))
    return [part for part in every if part.error]


def _choices(fact: Fact, form: FactForm, chosen: str) -> tuple[str, Options, Groups]:
    """How a fact is asked, and the options there are, loose or in groups."""
    made, id_ = form.fields[fact.id], form[fact.id].id_for_label
    if isinstance(made, LevelField):
        return "levels", (), tuple((of, _options(each, id_, chosen)) for of, each in made.groups)
    if not isinstance(made, OptionField):
        return "text", (), ()
    options = _options(made.options, id_, chosen)
    if fact.kind != "choice":
        return "records" if fact.kind == "records" else "radio", options, ()
    few = len(fact.choices) <= RADIO_AT_MOST
    return ("radio", options[1:], ()) if few else ("select", options, ())


def _options(pairs: Sequence[tuple[str, str]], id_: str, chosen: str) -> Options:
    return tuple(
        Option(id=f"{id_}-{number}", value=value, name=name, chosen=value == chosen)
        for number, (value, name) in enumerate(pairs)
    )


def _row(form: FactForm, fact: Fact, row: int) -> tuple[Question, ...]:
    cells = []
    for part in asked_parts(fact):
        bound = form[f"{fact.id}-{row}-{part.id}"]
        if part.kind == "yesno":
            cells.append(_tick(bound, part.name))
        else:
            cells.append(
                Question(
                    name=bound.html_name,
                    id=bound.id_for_label,
                    style="text",
                    text=part.question or part.name,
                    label=f"{part.name}（第{row}条）",
                    value=str(bound.value() or ""),
                    error=_error(bound),
                    echo=_echo(form, bound.name),
                )
            )
    return tuple(cells)


def _tick(bound: forms.BoundField, text: str) -> Question:
    return Question(
        name=bound.html_name,
        id=bound.id_for_label,
        style="tick",
        text=text,
        value="on" if bound.value() else "",
        error=_error(bound),
    )


def _error(bound: forms.BoundField) -> str:
    return "；".join(str(error) for error in bound.errors) if bound.form.is_bound else ""


def _echo(form: forms.Form, name: str) -> str:
    """What was understood, where people type freely: 5,000,000.00元（500万元）."""
    if not (form.is_bound and form.is_valid() is not None):
        return ""
    value = form.cleaned_data.get(name)
    if isinstance(value, Money):
        return f"{value.yuan_text()}（{value.wan_text()}）"
    return dates.chinese(value) if hasattr(value, "isoformat") else ""
