"""`duixian demo`: a fictional district in an empty database; and what `sh ./dev run` does before it serves."""

import os
import unicodedata
from pathlib import Path
from typing import Annotated, NoReturn

import typer


def demo(
    start: Annotated[
        bool, typer.Option("--start", hidden=True, help="更新数据库；是空的就生成演示数据")
    ] = False,
) -> None:
    """在空的数据库里生成虚构的演示数据，列出各角色的登录名。"""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duixian.config.settings")
    if not start or _may_be_demo():
        os.environ.setdefault("DUIXIAN_DEMO", "1")
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    if start:
        call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=["*.map"])
    if settings.DEMO:
        _seed(Path(settings.LOCAL), quietly=start)


def _may_be_demo() -> bool:
    """Whether nobody said that this is anything else: no database of their own, no HTTPS, no wish."""
    said = ("DATABASE_URL", "DUIXIAN_HTTPS", "DUIXIAN_DEMO")
    return not any(os.environ.get(name, "").strip() for name in said)


def _seed(local: Path, *, quietly: bool) -> None:
    """Seed an empty database. A full one is refused, or where the demo merely starts, its accounts are shown again."""
    from duixian.demo import accounts, days

    if accounts.is_empty():
        from duixian.demo import seed  # what typesets its papers takes a second to load

        typer.echo("正在生成演示数据（约半分钟）……")
        try:
            seed.seed(local)
        except seed.NoScanner:
            _fail("没有可用的查毒服务，不能生成演示数据：请安装 clamav-daemon")
    elif not quietly:
        _fail("数据库不是空的，没有改动。演示数据只能在空的数据库里生成")
    if (local / days.FILE).exists():
        _tell()


def _tell() -> None:
    from duixian.demo import accounts, cast, days
    from duixian.kernel.dates import chinese

    typer.echo(f"演示系统，内容均为虚构。演示从{chinese(days.TODAY)}开始；密码都是 {cast.PASSWORD}")
    typer.echo("工作人员登录的第二步，页面上会显示动态验证码。登录名：")
    for one in accounts.shown():
        typer.echo(f"  {one.login:<10} {_padded(one.role, 12)} {one.where}")


def _padded(text: str, width: int) -> str:
    """A Chinese character is two columns wide."""
    wide = sum(unicodedata.east_asian_width(sign) in "WF" for sign in text)
    return text + " " * (width - len(text) - wide)


def _fail(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(1)
