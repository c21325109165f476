"""Where mail goes: a real conversation with a mail server that may break off anywhere, or one file per mail."""

import smtplib
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from django.core.mail import EmailMessage, get_connection
from pytest_django import Settings

from duixian.config.mail import mail as mail_settings
from duixian.outbox import backends, sending
from duixian.outbox.backends import SmtpBackend
from tests.outbox import smtp_server
from tests.outbox.conftest import someone, states, tell

FILES = "duixian.outbox.backends.FileBackend"


@pytest.fixture
def server(settings: Settings) -> Iterator[smtp_server.Server]:
    """A mail server, and the product set to use it."""
    with smtp_server.running() as running:
        for name, value in mail_settings(f"smtp://127.0.0.1:{running.port}").items():
            setattr(settings, name, value)
        settings.EMAIL_TIMEOUT = 5
        yield running


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("word", "answer", "state", "taken"),
    [
        ("", "", "sent", 1),
        ("CONNECT", None, "waiting", 0),
        ("CONNECT", "421 too busy", "waiting", 0),
        ("MAIL", "451 later", "waiting", 0),
        ("MAIL", None, "waiting", 0),
        ("RCPT", "550 no such user", "failed", 0),
        ("RCPT", "450 full", "waiting", 0),
        ("RCPT", None, "waiting", 0),
        ("DATA", "554 no", "failed", 0),
        ("DATA", "451 later", "waiting", 0),
        ("TEXT", "554 spam", "failed", 1),
        ("TEXT", "452 disk full", "waiting", 1),
        # From here on the server has the text, and we can't know what became of it.
        ("TEXT", None, "unclear", 1),
        ("QUIT", None, "sent", 1),
        ("QUIT", "500 what?", "sent", 1),
    ],
)
def test_what_becomes_of_a_mail_by_where_the_conversation_ends(
    server: smtp_server.Server, word: str, answer: str | None, state: str, taken: int
) -> None:
    if word:
        server.answers[word] = answer
    tell(someone())
    sending.sweep()
    assert (states(), len(server.taken)) == ([state], taken)


@pytest.mark.django_db
def test_the_control_with_django_s_own_connection_would_send_again(
    server: smtp_server.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.answers["TEXT"] = None
    monkeypatch.setattr(SmtpBackend, "connection_class", smtplib.SMTP)
    tell(someone())
    sending.sweep()
    assert (states(), len(server.taken)) == (["waiting"], 1)


@pytest.mark.django_db
def test_what_the_server_gets_reads_well(server: smtp_server.Server) -> None:
    tell(someone(), link="/my/")
    sending.sweep()
    found = message_from_bytes(server.taken[0], policy=policy.default)
    assert found["Subject"].strip() == "【兑现】您已是普陀区科委的经办人"
    assert found["Message-ID"].strip().endswith("@localhost>")
    assert "请点击查看：http://localhost/my/" in found.get_content()


def test_tls_from_the_first_byte_is_careful_too() -> None:
    assert issubclass(SmtpBackend(use_ssl=True).connection_class, smtplib.SMTP_SSL)
    assert SmtpBackend(use_ssl=True).connection_class.data is backends._Careful.data


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    """Where mails become files."""
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = FILES, tmp_path / "mail"
    return tmp_path / "mail"


@pytest.mark.django_db
def test_without_a_mail_server_mails_are_files(folder: Path) -> None:
    tell(someone())
    sending.sweep()
    (file,) = folder.iterdir()
    found = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert found["To"] == "wang@example.cn"
    assert file.name == f"{str(found['Message-ID']).strip()[1:-1]}.eml"
    assert states() == ["sent"]


def test_the_same_mail_is_one_file(folder: Path) -> None:
    headers = {"Message-ID": "<../../a b@localhost>"}
    for _ in range(2):
        EmailMessage("主题", "正文", to=["a@example.cn"], headers=headers).send()
    assert [file.name for file in folder.iterdir()] == [".._.._a_b@localhost.eml"]


def test_a_mail_of_others_without_an_identifier_is_given_one(folder: Path) -> None:
    assert (
        get_connection().send_messages(
            [EmailMessage("一", to=["a@b.cn"]), EmailMessage("二", to=["a@b.cn"])]
        )
        == 2
    )
    assert len(list(folder.iterdir())) == 2


@pytest.mark.django_db
def test_a_folder_that_cannot_be_written_is_tried_again(folder: Path) -> None:
    folder.write_text("a file is in the way")
    tell(someone())
    sending.sweep()
    assert states() == ["waiting"]
    assert sending.ATTEMPTS == 8


@pytest.mark.parametrize(
    ("url", "port", "tls", "ssl"),
    [
        ("smtp://mail.example.cn", 25, False, False),
        ("smtp+tls://mail.example.cn", 587, True, False),
        ("smtps://mail.example.cn:4650", 4650, False, True),
    ],
)
def test_one_address_says_which_mail_server(url: str, port: int, tls: bool, ssl: bool) -> None:
    found = mail_settings(url)
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == ("mail.example.cn", port)
    assert (found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (tls, ssl)


def test_name_and_password_may_carry_any_sign() -> None:
    found = mail_settings("smtp+tls://no%40reply:p%2Fw@mail.example.cn")
    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == ("no@reply", "p/w")


@pytest.mark.parametrize("url", ["http://mail.example.cn", "mail.example.cn", "smtp://"])
def test_an_address_that_names_no_mail_server_fails_at_the_start(url: str) -> None:
    with pytest.raises(ValueError, match="DUIXIAN_SMTP_URL"):
        mail_settings(url)


def test_no_address_means_files() -> None:
    assert mail_settings("") == {"EMAIL_BACKEND": FILES}
