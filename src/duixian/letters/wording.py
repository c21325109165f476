"""The words of a letter, written from its fields by the kind's template at the moment of issue, then frozen."""

import hashlib
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string

from duixian.audit import chain
from duixian.kernel import clock
from duixian.letters import body, remedy
from duixian.letters.fields import Fields, plain
from duixian.letters.kinds import Kind
from duixian.letters.models import Letter
from duixian.letters.numbering import Number

FORMAT = 1


def content(
    kind: Kind, number: Number, subject: str, fields: Fields, at: datetime, *, replaces: Letter | None
) -> dict[str, Any]:  # fmt: skip
    """Everything that is frozen: what was given as plain values, and the words as HTML."""
    issuer = body.issuing()
    text = render_to_string(
        f"letters/text/{kind.id}.html",
        {
            "f": fields, "number": number, "body": issuer, "policy": body.policy_title(fields.policy), "replaces": replaces,
            "remedy": remedy.remedy(issuer, short(kind), review_days=getattr(fields, "review_days", 0)),
        },
    )  # fmt: skip
    return {
        "format": FORMAT, "kind": kind.id, "number": str(number), "title": kind.title, "subject": subject,
        "body": issuer.name, "addressee": fields.addressee, "issued": chain.moment(at),
        "dated": clock.local(at).date().isoformat(), "replaces": replaces.number if replaces else "",
        "fields": plain(fields), "text": text.strip(),
    }  # fmt: skip


def short(kind: Kind) -> str:
    """What a letter calls itself: 决定书, 告知书, 通知书."""
    return kind.name[-3:]


def frozen(content: dict[str, Any]) -> tuple[str, str]:
    """The content as canonical JSON, and its SHA-256."""
    text = chain.canonical(content)
    return text, hashlib.sha256(text.encode()).hexdigest()
