"""The command's own words in Chinese: help headings, and what to say of a misused command.

Typer carries its parser as a private package; the lock pins its version, and tests hold these words.
"""

import re
from collections.abc import Callable, Sequence

from typer._click.core import Context
from typer._click.exceptions import (
    ClickException,
    MissingParameter,
    NoArgsIsHelpError,
    NoSuchOption,
    UsageError,
)
from typer._click.formatting import HelpFormatter

_HEADINGS = {"Options": "选项", "Commands": "命令", "Arguments": "参数"}
_WORDS = {"Show this message and exit.": "显示本说明并退出。", "[required]": "（必填）"}


class ChineseHelp(HelpFormatter):
    """Help pages with Chinese headings."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        words = args.replace("[OPTIONS]", "[选项]").replace("COMMAND [ARGS]...", "命令 …")
        super().write_usage(prog, words, "用法：")

    def write_heading(self, heading: str) -> None:
        super().write_heading(_HEADINGS.get(heading, heading))

    def write_text(self, text: str) -> None:
        super().write_text(_chinese(text))

    def write_dl(
        self, rows: Sequence[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        super().write_dl([(left, _chinese(right)) for left, right in rows], col_max, col_spacing)


def _chinese(text: str) -> str:
    for english, words in _WORDS.items():
        text = text.replace(english, words)
    return text


def speak_chinese() -> None:
    """Have every help page written so."""
    Context.formatter_class = ChineseHelp


def complaint(error: ClickException) -> str:
    """What was wrong with the command line, and where to look."""
    if isinstance(error, NoArgsIsHelpError):
        return error.format_message()
    command = error.ctx.command_path if isinstance(error, UsageError) and error.ctx else "duixian"
    return f"用法不对：{_why(error)}\n请看：{command} --help"


def _why(error: ClickException) -> str:
    if isinstance(error, NoSuchOption):
        near = "、".join(error.possibilities or [])
        return f"没有选项 {error.option_name}" + (f"，是否要用 {near}？" if near else "")
    if isinstance(error, MissingParameter):
        name = error.param.human_readable_name if error.param else "参数"
        return f"缺少参数 {name}"
    message = error.format_message()
    return next((say(found) for shape, say in _SHAPES if (found := shape.match(message))), message)


_SHAPES: list[tuple[re.Pattern[str], Callable[[re.Match[str]], str]]] = [
    (re.compile("No such command '(.*?)'"), lambda found: f"没有命令 {found[1]}"),
    (
        re.compile("Got unexpected extra argument.*? \\((.*)\\)"),
        lambda found: f"多余的参数 {found[1]}",
    ),
    (
        re.compile("Invalid value for '(.*?)': (.*)"),
        lambda found: f"{found[1]} 的值不能接受（{found[2]}）",
    ),
    (
        re.compile("Option '(.*?)' requires an argument"),
        lambda found: f"选项 {found[1]} 后面要写值",
    ),
]
