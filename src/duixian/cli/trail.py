"""`duixian trail`: export the trail, verify an export, print the head and the public key."""

import os
from pathlib import Path
from typing import Annotated, NoReturn

import typer

commands = typer.Typer(
    help="留痕：导出、核验、签名头、公钥。", no_args_is_help=True, rich_markup_mode=None
)


def start() -> None:
    """Make the database usable."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duixian.config.settings")
    import django

    django.setup()


@commands.command()
def export(
    file: Annotated[Path, typer.Argument(metavar="OUT.zip", help="写到这里；已有同名文件时不覆盖")],
) -> None:
    """导出全部留痕、签名头和文件，供审计核验；导出本身也留痕。"""
    start()
    from duixian.audit import export as exporting
    from duixian.audit.actor import Actor

    try:
        with file.open("xb") as out:
            last = exporting.write(out, Actor.job("duixian trail export"))
    except FileExistsError:
        fail(f"“{file}”已经存在，请换一个名字")
    except OSError as error:
        fail(f"不能写入“{file}”：{error.strerror}")
    typer.echo(f"已导出 {last.seq:,} 条留痕：{file}", err=True)


@commands.command()
def verify(
    file: Annotated[Path, typer.Argument(metavar="EXPORT.zip", help="导出的 zip")],
    key: Annotated[list[Path], typer.Option(help="公钥（PEM），可以写几次")],
    held: Annotated[list[Path] | None, typer.Option(help="外部留存的签名头，可以写几次")] = None,
) -> None:
    """核验一个导出包；有问题时退出码为 1。不读数据库，与单独的核验程序相同。"""
    from duixian.audit import verifier

    for path in [file, *key, *(held or [])]:
        if not path.is_file():
            fail(f"找不到文件“{path}”，请核对路径")
    words = [word for path in key for word in ("--key", str(path))]
    words += [word for path in held or [] for word in ("--held", str(path))]
    raise typer.Exit(verifier.main([str(file), *words]))


@commands.command()
def head() -> None:
    """打印当前的签名头；请保存在系统之外。"""
    start()
    from duixian.audit import trail
    from duixian.kernel import clock

    typer.echo(trail.signed_head(clock.now()), nl=False)


@commands.command()
def keys() -> None:
    """打印签名所用的公钥（PEM）和它的指纹；请当面交给审计。"""
    start()
    from duixian.audit import keys as known

    pem = known.public_pem()
    typer.echo(pem, nl=False)
    typer.echo(f"指纹 SHA-256：{known.fingerprint(pem)}", err=True)


def fail(message: str) -> NoReturn:
    """Say what is wrong on standard error and end with status 1."""
    typer.echo(message, err=True)
    raise typer.Exit(1)
