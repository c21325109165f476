"""Where mail goes: an SMTP server that tells apart "not taken" and "perhaps taken", or one file per mail."""

import os
import re
import smtplib
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends import smtp
from django.core.mail.backends.base import BaseEmailBackend


class Unclear(Exception):
    """The connection broke after the text went over: the server may have taken the mail or not."""


class _Careful(smtplib.SMTP):
    """An SMTP connection that says so when it does not know the outcome."""

    def data(self, msg: Any) -> tuple[int, bytes]:
        try:
            return super().data(msg)
        except smtplib.SMTPDataError:  # refused before the text was sent
            raise
        except (smtplib.SMTPException, OSError) as error:
            raise Unclear(str(error)) from error


class _CarefulSsl(_Careful, smtplib.SMTP_SSL):
    """The same, over TLS from the first byte."""


class SmtpBackend(smtp.EmailBackend):
    """Django's backend with the careful connection. A farewell that fails doesn't unmake a delivery."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _CarefulSsl if self.use_ssl else _Careful

    def close(self) -> None:
        with suppress(smtplib.SMTPException, OSError):
            super().close()


class FileBackend(BaseEmailBackend):
    """One .eml file per mail under EMAIL_FILE_PATH, named by its Message-ID: the same mail can't be there twice."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            _keep(message, folder)
        return len(email_messages)


def _keep(message: EmailMessage, folder: Path) -> None:
    """Whole or not at all: written beside its place, then linked into it."""
    mime = message.message()
    name = re.sub(r"[^\w.@-]", "_", str(mime["Message-ID"]).strip("<>"))
    with NamedTemporaryFile(dir=folder, prefix=".") as draft:
        draft.write(mime.as_bytes())
        draft.flush()
        with suppress(FileExistsError):
            os.link(draft.name, folder / f"{name}.eml")
