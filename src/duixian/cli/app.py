"""The command's table: every sub-command with its Chinese help.

Exit status: 0 all well; 1 something in the input or the policy is wrong; 2 the command was misused.
"""

import os
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from typer._click.exceptions import ClickException

from duixian import __version__
from duixian.cli import demo, rules, trail
from duixian.cli.chinese import complaint, speak_chinese

HELP = """兑现：惠企政策的规则、测算与网站。

退出码：0 正常；1 输入或政策有错；2 命令用法不对。
"""
FOLDER = typer.Argument(help="政策文件夹（含 source.txt、policy.md、questions.md）")
AS_JSON = typer.Option("--json", help="输出 JSON，便于其他程序读取")

MAX_PORT = 65535

app = typer.Typer(help=HELP, no_args_is_help=True, add_completion=False, rich_markup_mode=None)
policies = typer.Typer(help="检查、阅读、比较政策。", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(policies, name="policy")
app.add_typer(trail.commands, name="trail")
app.command()(demo.demo)


def stop(message: str) -> NoReturn:
    """Say what is wrong on standard error and end with status 1."""
    typer.echo(message, err=True)
    raise typer.Exit(1)


@app.command()
def assess(
    file: Annotated[
        Path, typer.Argument(allow_dash=True, help="申报文件，每行一个 JSON 对象；- 为标准输入")
    ],
) -> None:
    """逐行测算申报，每行输出一个 JSON 答案；有一行不能读取时退出码为 1。"""
    if str(file) != "-" and not file.is_file():
        stop(f"找不到文件“{file}”，请核对路径")
    stream = sys.stdin.buffer if str(file) == "-" else file.open("rb")
    with stream:
        faults = rules.assess_lines(stream, sys.stdout.buffer)
    raise typer.Exit(1 if faults else 0)


@app.command()
def match(
    given: Annotated[
        Path, typer.Argument(metavar="IN.parquet", help="每行一家单位的 Parquet 文件")
    ],
    wanted: Annotated[Path, typer.Argument(metavar="OUT.parquet", help="答案写到这里")],
    policy: Annotated[str, typer.Option(help="政策标识；不写则用最新的一个")] = "",
) -> None:
    """对一张 Parquet 表的每一行测算全部事项。"""
    try:
        rows = rules.match_files(given, wanted, policy)
    except rules.Unusable as error:
        stop(str(error))
    typer.echo(f"已测算 {rows:,} 行：{wanted}", err=True)


@policies.command()
def check(folders: Annotated[list[Path], FOLDER]) -> None:
    """检查政策：引文、数字、单位、例子、没有用到的信息项；有问题时退出码为 1。"""
    faults = sum(rules.check_folder(folder) for folder in folders)
    raise typer.Exit(1 if faults else 0)


@policies.command()
def show(
    policy: Annotated[str, typer.Argument(help="政策标识或文件夹")] = "",
    json_: Annotated[bool, AS_JSON] = False,
) -> None:
    """打印一个政策的白话指南；不写政策则列出全部。"""
    try:
        typer.echo(rules.shown(policy, as_json=json_), nl=False)
    except rules.Unusable as error:
        stop(str(error))


@policies.command()
def diff(
    old: Annotated[str, typer.Argument(help="旧政策的标识或文件夹")],
    new: Annotated[str, typer.Argument(help="新政策的标识或文件夹")],
    json_: Annotated[bool, AS_JSON] = False,
) -> None:
    """逐条比较两个政策。"""
    try:
        typer.echo(rules.compared(old, new, as_json=json_), nl=False)
    except rules.Unusable as error:
        stop(str(error))


@policies.command()
def schema(policy: Annotated[str, typer.Argument(help="政策标识或文件夹")] = "") -> None:
    """打印申报的 JSON Schema。"""
    try:
        typer.echo(rules.schema_of(policy), nl=False)
    except rules.Unusable as error:
        stop(str(error))


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="监听的地址")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="监听的端口，1 至 65535")] = 8000,
    no_worker: Annotated[
        bool, typer.Option("--no-worker", help="不启动后台进程：它另外用 work 运行")
    ] = False,
) -> None:
    """启动网站和后台进程。"""
    if not 1 <= port <= MAX_PORT:
        stop(f"端口 {port} 不在 1 至 {MAX_PORT} 之间")
    from duixian.cli.serving import serve_site

    serve_site(host, port, worker=not no_worker)


@app.command()
def work(
    parent: Annotated[int, typer.Option(hidden=True, help="随这个进程结束")] = 0,
) -> None:
    """运行后台进程：发送消息，执行定时任务。serve 会自动启动它。"""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duixian.config.settings")
    if parent:
        os.nice(10)  # on one machine, pages go first; above all while both start
    import django

    django.setup()
    from duixian.cli import worker

    try:
        worker.work(parent)
    except worker.NotMigrated:
        stop("数据库还没有建好或没有更新，请先执行：python -m django migrate")


@app.command()
def version() -> None:
    """打印版本。"""
    typer.echo(f"duixian {__version__}")


def main() -> None:
    """The console entry point."""
    speak_chinese()
    try:
        sys.exit(app(standalone_mode=False))
    except ClickException as error:
        typer.echo(complaint(error), err=True)
        sys.exit(error.exit_code)
    except typer.Abort:
        typer.echo("已中止。", err=True)
        sys.exit(130)
