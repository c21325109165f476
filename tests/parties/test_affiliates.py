"""关联单位: who looks like one with an enterprise, by which signs; each control breaks one sign and keeps the others."""

from typing import Any

import pytest

from duixian.parties import bank, profiles
from duixian.parties.access import Refused, Viewer
from duixian.parties.affiliates import affiliates
from duixian.parties.models import Shareholder
from duixian.parties.profiles import Basics
from duixian.parties.roles import Kind, Role
from tests.parties import cast

pytestmark = pytest.mark.django_db
ANSWERS = {"kind": "enterprise", "registered_on": "2025-03-01", "field": "ai", "arrived_on": "2025-04-01"}  # fmt: skip
MINE, THEIRS = "上海近水软件有限公司", "上海远山软件有限公司"


@pytest.fixture
def pair() -> tuple[Viewer, Viewer]:
    one, other = (
        cast.viewer(Role.APPLICANT_OWNER, cast.organisation(Kind.APPLICANT, name))
        for name in (MINE, THEIRS)
    )
    return one, other


def told(owner: Viewer, **own: str) -> None:
    version = profiles.of(owner).version
    profiles.save_basics(owner, version=version, basics=Basics(answers=ANSWERS, **own))


def account(owner: Viewer, number: str) -> None:
    bank.change(owner, holder=owner.organisation.name, bank="虚构银行", number=number)


def seen(pair: tuple[Viewer, Viewer]) -> list[str]:
    """What is said of the other one."""
    found = affiliates(pair[0].organisation)
    assert pair[0].organisation.pk not in found
    return found.get(pair[1].organisation.pk, [])


ALIKE: list[tuple[dict[str, str], dict[str, str], str]] = [
    ({"legal_person": "方 知行"}, {"legal_person": "方 知行"}, "法定代表人相同"),
    ({"contact_phone": "021-52564588"}, {"contact_phone": "02152564588"}, "电话相同"),
    ({"address": "虚构路1号"}, {"address": "虚构路1号"}, "注册地址相同"),
    ({"shareholders": "上海母公司有限公司\n甲"}, {"shareholders": "乙\n上海 母公司有限公司"}, "有共同的股东“上海 母公司有限公司”"),
    ({}, {"shareholders": MINE}, "由本单位持股25%以上"),
    ({"shareholders": THEIRS}, {}, "持有本单位25%以上的股份"),
]  # fmt: skip


@pytest.mark.parametrize(("mine", "theirs", "said"), ALIKE)
def test_each_sign_is_said_and_another_value_is_none(
    pair: tuple[Viewer, Viewer], mine: dict[str, Any], theirs: dict[str, Any], said: str
) -> None:
    told(pair[0], **mine)
    told(pair[1], **theirs)
    assert seen(pair) == [said]
    told(pair[0], legal_person="别人", contact_phone="021-60000000", address="别处", shareholders="别家")  # fmt: skip
    told(pair[1])
    assert seen(pair) == []


def test_the_same_account_is_found_though_it_is_sealed_and_though_it_was_changed(
    pair: tuple[Viewer, Viewer],
) -> None:
    account(pair[0], "6222021234567890")
    account(pair[1], "6222 0212 3456 7891")
    assert seen(pair) == []
    account(pair[1], "6222-0212-3456-7890")
    account(pair[1], "6222021234567892")
    assert seen(pair) == ["收款账号相同"]


def test_what_was_not_told_is_nothing_in_common(pair: tuple[Viewer, Viewer]) -> None:
    assert seen(pair) == []
    told(pair[0])
    told(pair[1])
    assert affiliates(pair[0].organisation) == {}


TOO_MANY = "\n".join(["甲", "乙", "丙", "丁", "戊"])


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [(TOO_MANY, "最多4个，现为5个"), ("甲\n。。", "第2个股东“。。”里没有文字")],
)
def test_shareholders_that_can_not_be_are_refused_by_line(
    pair: tuple[Viewer, Viewer], typed: str, refusal: str
) -> None:
    with pytest.raises(Refused) as caught:
        told(pair[0], shareholders=typed)
    assert refusal in dict(caught.value.faults)["shareholders"]
    assert not Shareholder.objects.exists()


def test_blank_lines_and_repeats_of_shareholders_are_dropped(pair: tuple[Viewer, Viewer]) -> None:
    told(pair[0], shareholders=" 甲有限公司 \r\n\r\n甲有限公司\n乙")
    assert profiles.of(pair[0]).shareholders == "甲有限公司\n乙"
    told(pair[0], shareholders="乙")
    assert list(Shareholder.objects.values_list("key", flat=True)) == ["乙"]
