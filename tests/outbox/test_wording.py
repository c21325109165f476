"""The templates: each declared one is there and reads well, and no value can forge a header or hide what it says."""

from datetime import datetime, timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
from django.db import transaction
from django.template import Template

from duixian.outbox import wording
from duixian.outbox.kinds import KINDS
from duixian.outbox.letters import letter
from duixian.outbox.messages import post
from duixian.outbox.models import Mail, Notice
from tests.outbox.conftest import START, someone

MOMENTS = {
    "expires", "opens", "closes", "submitted", "withdrawn", "changed", "moment", "payable", "paid", "since",
}  # fmt: skip
FLAGS = {"verified", "published", "approved", "returned"}
each_kind = pytest.mark.parametrize("template", KINDS)


def sample(template: str, *, flag: bool = True, text: str = "") -> dict[str, Any]:
    """A value for each name: moments are moments, flags flags, the rest short texts that name themselves."""

    def value(name: str) -> Any:
        if name in FLAGS:
            return flag
        return START + timedelta(days=1) if name in MOMENTS else text or f"〔{name}〕"

    return {name: value(name) for name in KINDS[template].fields}


def test_the_templates_on_disk_are_those_declared() -> None:
    assert {file.stem for file in wording.FOLDER.iterdir()} == KINDS.keys()
    assert len(KINDS) >= 15


@each_kind
@pytest.mark.parametrize("flag", [True, False])
def test_every_template_reads_well_with_its_declared_values(template: str, flag: bool) -> None:
    subject, body = wording.write(template, sample(template, flag=flag))
    assert 6 <= len(subject) <= 60
    assert "\n" not in subject
    assert not subject.endswith(("。", "！"))
    assert body.rstrip().endswith("。") or "〕" in body.rstrip()[-30:]
    assert body.count("\n\n\n") == 0
    for left_over in (
        "{{",
        "{%",
        "None",
        "True",
        "False",
        "成功啦",
        "输入有误",
        "应得",
        "!",
        ",",
        "?",
    ):
        assert left_over not in subject + body


@each_kind
def test_every_declared_value_is_used(template: str) -> None:
    said = "".join(
        "".join(wording.write(template, sample(template, flag=flag))) for flag in (True, False)
    )
    unsaid = {
        name for name in KINDS[template].fields - MOMENTS - FLAGS if f"〔{name}〕" not in said
    }
    assert not unsaid
    if KINDS[template].fields & MOMENTS:
        assert "2026年3月3日" in said


@each_kind
def test_a_template_that_names_an_undeclared_value_fails_loudly(
    template: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoilt = Template("主题\n{{ nobody_declared_me }}", engine=wording._ENGINE)
    monkeypatch.setattr(wording, "_template", lambda name: spoilt)
    with pytest.raises(wording.Unfilled, match="nobody_declared_me"):
        wording.write(template, sample(template))


HOSTILE = [
    "甲\r\nBcc: thief@example.cn", "甲\nSubject: 中奖", "甲\x00乙", "甲\u2028乙", "甲\x0b乙", "\u202e司公", "甲\u200b公司",
    "{{ 7|add:7 }}", "{% debug %}", "<script>alert(1)</script>", "\x1b[31m红", "甲" * 5000, "=?utf-8?q?x?=", "\ud800",
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("template", ["registration-received", "application-filed", "invitation"])
def test_hostile_values_stay_values(template: str, text: str) -> None:
    with transaction.atomic():
        post([someone()], template, sample(template, text=text))
    notice = Notice.objects.get()
    assert not wording.unsafe(notice.subject)
    assert len(notice.subject) <= 200
    raw = letter(Mail.objects.get()).message().as_bytes()
    parsed = message_from_bytes(raw, policy=policy.default)
    assert parsed["Bcc"] is None
    assert [one.strip() for one in parsed.get_all("Subject", [])] == [f"【兑现】{notice.subject}"]
    assert parsed.get_all("To") == ["wang@example.cn"]
    assert "14" not in notice.subject  # 7 + 7, had the value been read as a template


def test_the_control_without_taming_lets_a_second_line_through(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(wording, "tame", lambda value: value)
    _, body = wording.write("role-granted", {"organisation": "甲\nBcc: x@example.cn", "role": "乙"})
    assert body.startswith("Bcc: x@example.cn")


def test_numbers_and_moments_pass_as_they_are() -> None:
    assert wording.tame(7) == 7
    assert wording.tame(datetime(2026, 3, 2, tzinfo=START.tzinfo)).year == 2026
