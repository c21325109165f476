"""The corpus of bad input on every field of its kind: no server error, nothing wrong accepted, the field is named."""

from datetime import date
from urllib.parse import quote_from_bytes

import pytest
from django.test import Client

from duixian.parties import bank, profiles, registrations
from duixian.parties.access import Viewer
from duixian.parties.models import BankAccount, Organisation, Profile
from duixian.parties.roles import Kind, Role
from tests.pages import bad_fields as bad
from tests.pages.conftest import Response
from tests.pages.signed import enter, errors
from tests.parties import cast

pytestmark = pytest.mark.django_db
FIRM = "上海云帆（集团）有限公司"


def post(client: Client, address: str, fields: dict[str, str]) -> Response:
    """Send a form whose texts may be no texts: lone surrogates travel as the bytes that a script would send."""
    body = "&".join(
        f"{name}={quote_from_bytes(value.encode(errors='surrogatepass'))}"
        for name, value in fields.items()
    )
    response: Response = client.post(
        address, body, content_type="application/x-www-form-urlencoded"
    )
    assert response.status_code < 500
    return response


def judge(response: Response, label: str, accepted: bool) -> None:
    """Accepted leads on; refused comes back with the field's Chinese name and a way out."""
    if accepted:
        assert response.status_code == 302, errors(response)
        return
    assert response.status_code == 200
    assert any(one.startswith(f"{label}：") for one in errors(response)), errors(response)
    text = response.content.decode()
    assert "<script>alert" not in text
    assert "输入有误" not in text


@pytest.fixture
def centre() -> Organisation:
    return cast.organisation(Kind.CENTRE, "长风投资促进中心")


@pytest.fixture
def owner(centre: Organisation) -> Viewer:
    firm = cast.organisation(Kind.APPLICANT, FIRM, centre=centre)
    return cast.viewer(Role.APPLICANT_OWNER, firm)


def ids(cases: list[bad.Case]) -> list[str]:
    return [one[0] for one in cases]


def test_the_corpus_is_whole() -> None:
    assert len(bad.CODES) == 11
    assert len(bad.NUMBERS) + len(bad.HOLDERS) == 9
    assert len(bad.IDENTITIES) + len(bad.PHONES) == 6
    assert (len(bad.DATES), len(bad.TEXTS), len(bad.AMOUNTS)) == (10, 18, 16)


@pytest.mark.parametrize(("what", "sent", "accepted"), bad.CODES, ids=ids(bad.CODES))
def test_a_credit_code(
    client: Client, centre: Organisation, what: str, sent: str, accepted: bool
) -> None:
    other = cast.registrant(700)
    registrations.register(other, cast.wanted(other, centre, code=bad.OTHERS))
    enter(client, cast.account())
    page = post(client, "/register/unit/", {"code": sent, "name": FIRM, "centre": str(centre.pk)})
    judge(page, "统一社会信用代码", accepted)
    if accepted:
        expected = "/register/claim/" if sent == bad.OTHERS else "/register/person/"
        assert page.headers["Location"] == expected
        assert client.session["register"]["code"] in {bad.VALID, bad.OTHERS}


NUMBERS_AND_HOLDERS = [
    *(("number", "银行账号", *one) for one in bad.NUMBERS),
    *(("holder", "户名", *one) for one in bad.HOLDERS),
]


@pytest.mark.parametrize(
    ("field", "label", "what", "sent", "accepted"),
    NUMBERS_AND_HOLDERS,
    ids=[one[2] for one in NUMBERS_AND_HOLDERS],
)
def test_a_bank_account(
    *, client: Client, owner: Viewer, field: str, label: str, what: str, sent: str, accepted: bool
) -> None:
    enter(client, owner)
    given = {
        "holder": FIRM,
        "bank": "工商银行普陀支行",
        "number": "1001234567890123456",
        field: sent,
    }
    judge(post(client, "/my/enterprise/bank/", given), label, accepted)
    assert BankAccount.objects.exists() is accepted
    if accepted:
        assert bank.reveal(owner, BankAccount.objects.get().pk, "核对") == "1001234567890123456"


PERSON = {
    "person_name": "王经理",
    "identity": cast.identity(701),
    "mobile": "13800138000",
    "contact": "021-52564588",
}
PEOPLE = [
    *(("identity", "身份证号", *one) for one in bad.IDENTITIES),
    *(("mobile", "手机号", *one) for one in bad.PHONES),
    *(("contact", "单位联系电话", *one) for one in bad.PHONES),
]
people_cases = pytest.mark.parametrize(
    ("field", "label", "what", "sent", "accepted"),
    PEOPLE,
    ids=[f"{one[0]}-{one[2]}" for one in PEOPLE],
)


@people_cases
def test_a_person_who_registers(
    *,
    client: Client,
    centre: Organisation,
    field: str,
    label: str,
    what: str,
    sent: str,
    accepted: bool,
) -> None:
    enter(client, cast.account("王经理"))
    post(client, "/register/unit/", {"code": bad.VALID, "name": FIRM, "centre": str(centre.pk)})
    page = post(client, "/register/person/", {**PERSON, field: sent})
    judge(page, label, accepted)
    assert sent not in str(dict(client.session)) or field == "contact"


@people_cases
def test_a_person_with_an_account_opened(
    *, client: Client, field: str, label: str, what: str, sent: str, accepted: bool
) -> None:
    enter(client, cast.viewer(Role.ADMIN))
    given = {
        "name": "张三",
        "identity": cast.identity(702),
        "username": "zhangsan",
        "email": "zs@example.cn",
        "mobile": "",
    }
    page = post(
        client, "/office/accounts/new/", {**given, "mobile" if field == "contact" else field: sent}
    )
    if accepted:
        assert not errors(page)
        assert "初始密码" in page.content.decode()
    else:
        judge(page, "手机号" if field == "contact" else label, accepted=False)


@pytest.mark.parametrize(("what", "sent", "accepted"), bad.PHONES, ids=ids(bad.PHONES))
def test_a_contact_s_phone(
    client: Client, owner: Viewer, what: str, sent: str, accepted: bool
) -> None:
    enter(client, owner)
    judge(
        post(client, "/my/enterprise/basics/", {"version": "0", "contact_phone": sent}),
        "联系电话",
        accepted,
    )


@pytest.mark.parametrize(("what", "sent", "accepted"), bad.DATES, ids=ids(bad.DATES))
@pytest.mark.parametrize(
    ("field", "label"), [("registered_on", "成立日期"), ("arrived_on", "设立或迁入普陀区日期")]
)
def test_a_date(
    *, client: Client, owner: Viewer, field: str, label: str, what: str, sent: str, accepted: bool
) -> None:
    enter(client, owner)
    judge(post(client, "/my/enterprise/basics/", {"version": "0", field: sent}), label, accepted)
    assert not Profile.objects.exists()


@pytest.mark.parametrize(("what", "sent", "accepted"), bad.AMOUNTS, ids=ids(bad.AMOUNTS))
@pytest.mark.parametrize(("field", "name"), [("revenue", "营业收入"), ("rnd_spend", "研发费用")])
def test_an_amount(
    *, client: Client, owner: Viewer, field: str, name: str, what: str, sent: str, accepted: bool
) -> None:
    enter(client, owner)
    year = profiles.years_asked()[0]
    page = post(client, "/my/enterprise/years/", {"version": "0", f"{year}-{field}": sent})
    judge(page, f"{year}年{name}（元）", accepted)
    if accepted:
        fen = getattr(profiles.of(owner).years[0], field)
        assert (
            fen
            == {"0": 0, "1,000": 100_000, "１００": 10_000, " 5 ": 500, "5.00万": 5_000_000}[sent]
        )


COUNTS = [
    (what, sent, what in {"nothing", "thousands", "full width", "blanks around"})
    for what, sent, _ in bad.AMOUNTS
]


@pytest.mark.parametrize(("what", "sent", "accepted"), COUNTS, ids=ids(COUNTS))
def test_a_count(client: Client, owner: Viewer, what: str, sent: str, accepted: bool) -> None:
    enter(client, owner)
    year = profiles.years_asked()[0]
    page = post(client, "/my/enterprise/years/", {"version": "0", f"{year}-staff": sent})
    judge(page, f"{year}年职工人数（人）", accepted)


texts = pytest.mark.parametrize(
    ("what", "sent", "as_name", "as_words"), bad.TEXTS, ids=[one[0] for one in bad.TEXTS]
)


@texts
def test_a_name(
    *,
    client: Client,
    centre: Organisation,
    owner: Viewer,
    what: str,
    sent: str,
    as_name: bool,
    as_words: bool,
) -> None:
    enter(client, cast.account())
    judge(
        post(
            client, "/register/unit/", {"code": bad.VALID, "name": sent, "centre": str(centre.pk)}
        ),
        "单位名称",
        as_name,
    )
    if as_name:
        judge(
            post(client, "/register/person/", {**PERSON, "person_name": sent}),
            "经办人姓名",
            as_name,
        )
    client.logout()
    enter(client, owner)
    optional = not sent.strip()
    judge(
        post(client, "/my/enterprise/basics/", {"version": "0", "contact_name": sent}),
        "联系人",
        as_name or optional,
    )
    given = {"holder": FIRM, "bank": sent, "number": "1001234567890123456"}
    judge(post(client, "/my/enterprise/bank/", given), "开户银行", as_name)
    client.logout()
    enter(client, cast.viewer(Role.ADMIN))
    judge(
        post(client, "/office/organisations/", {"kind": "finance", "name": sent}), "名称", as_name
    )


@texts
def test_free_text(
    *,
    client: Client,
    centre: Organisation,
    owner: Viewer,
    what: str,
    sent: str,
    as_name: bool,
    as_words: bool,
) -> None:
    other = cast.registrant(703)
    row = registrations.register(other, cast.wanted(other, centre, code=bad.VALID))
    enter(client, cast.account())
    post(client, "/register/unit/", {"code": bad.VALID, "name": FIRM, "centre": str(centre.pk)})
    short = what != "combining"
    judge(
        post(client, "/register/claim/", {"kind": "join", "statement": sent}),
        "说明",
        as_words or not short,
    )
    client.logout()
    enter(client, owner)
    empty = not sent.strip()
    judge(
        post(client, "/my/enterprise/basics/", {"version": "0", "address": sent}),
        "注册地址",
        as_words or empty,
    )
    assert client.get("/my/enterprise/").status_code == 200
    client.logout()
    enter(client, cast.viewer(Role.CENTRE, centre))
    page = post(client, f"/office/registrations/{row.pk}/", {"decision": "refuse", "reason": sent})
    judge(page, "理由", as_words)
    shown = client.get(f"/office/registrations/{row.pk}/").content.decode()
    assert "<script>alert" not in shown
    assert "49" not in shown.partition("理由：")[2][:20]


def test_parameters_of_lists(client: Client, centre: Organisation) -> None:
    enter(client, cast.viewer(Role.CENTRE, centre))
    strange = [
        "-1",
        "0",
        str(2**64),
        "1;drop",
        "true",
        "1000000000",
        "password",
        "\0",
        "x" * 5000,
        "%00",
        "甲",
    ]
    for name in ("page", "q", "state", "sort", "q&q"):
        for value in strange:
            for page in ("/office/registrations/", "/office/enterprises/"):
                assert client.get(page, {name: value}).status_code == 200
    assert client.get("/office/registrations/?page=1&page=2&q=a&q=b&state[]=x").status_code == 200
    for address in ("not-a-uuid", "0", "../"):
        assert client.get(f"/office/registrations/{address}/").status_code == 404


def test_the_clock_of_these_tests_is_fixed() -> None:
    assert profiles.years_asked()[0] == date(2026, 3, 2).year - 1
