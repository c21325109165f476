"""A mail row as the mail that goes out: the notice with its link, or a digest of several."""

from email.utils import format_datetime

from django.conf import settings
from django.core.mail import EmailMessage

from duixian.kernel import clock
from duixian.outbox.models import Mail, Notice

RULE = "—" * 16


def message_id(name: str) -> str:
    """A Message-ID that is the same however often the same mail is tried."""
    return f"<{name}@{settings.SITE_DOMAIN.partition(':')[0]}>"


def letter(mail: Mail) -> EmailMessage:
    """The mail, ready to hand over."""
    subject, body = _of_notice(mail.notice) if mail.notice else _of_digest(mail)
    return EmailMessage(
        subject=f"【兑现】{subject}", body=f"{body}\n{_foot()}", to=[mail.address],
        headers={
            "Message-ID": mail.message_id, "Date": format_datetime(clock.local(clock.now())),
            "Auto-Submitted": "auto-generated",
        },
    )  # fmt: skip


def _of_notice(notice: Notice) -> tuple[str, str]:
    address = f"\n请点击查看：{settings.SITE_ADDRESS}{notice.link}\n" if notice.link else ""
    return notice.subject, notice.body + address


def _of_digest(mail: Mail) -> tuple[str, str]:
    parts = mail.parts.select_related("notice").order_by("notice__created_at", "pk")
    notices = [part.notice for part in parts if part.notice]
    lines = [f"{number}. {one.subject}" for number, one in enumerate(notices, 1)]
    body = "\n".join(["您有以下消息：", "", *lines])
    return f"您有{len(notices)}条消息", f"{body}\n\n全部消息：{settings.SITE_ADDRESS}/messages/\n"


def _foot() -> str:
    return (
        f"{RULE}\n本邮件由系统自动发出，请勿回复。\n"
        f"更改接收方式：{settings.SITE_ADDRESS}/messages/preferences/\n"
    )
