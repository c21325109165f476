"""单位注册: the start page, the steps, the answers to check, the receipt; a code that is taken; a step left out."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from duixian.files import store
from duixian.files.refusals import Refused as FileRefused
from duixian.parties import registrations
from duixian.parties.access import Viewer
from duixian.parties.models import Account, Organisation, Registration
from duixian.parties.roles import Kind, Role
from tests.pages.conftest import text_of
from tests.pages.signed import enter, errors, go, send, told
from tests.parties import cast

pytestmark = pytest.mark.django_db
CODE, NAME = cast.credit_code(300), "上海云帆智能科技有限公司"
PERSON = {
    "person_name": "王经理",
    "identity": cast.identity(300),
    "mobile": "13800138000",
    "contact": "",
}


@pytest.fixture
def centre() -> Viewer:
    where = cast.organisation(
        Kind.CENTRE, "长风投资促进中心", area="长风新村街道", contact="021-55501001"
    )
    return cast.viewer(Role.CENTRE, where)


@pytest.fixture
def who() -> Account:
    return cast.account("王经理")


@pytest.fixture(autouse=True)
def admitted(monkeypatch: pytest.MonkeyPatch, who: Account) -> None:
    """The store's own checks have their own tests."""

    def keep(stream: object, name: str, **more: object) -> object:
        assert (more["slot"], more["owner"]) == ("licence", None)
        if name.endswith(".exe"):
            raise FileRefused("extension", detail=".exe", allowed="PDF")
        assert who.person is not None
        return cast.licence(who.person)

    monkeypatch.setattr(store, "keep", keep)


def walk(client: Client, centre: Viewer, code: str = CODE) -> str:
    """The steps up to the check."""
    step = go(send(client, "/register/unit/", code=code, name=NAME, centre=centre.organisation.pk))
    if step == "/register/claim/":
        step = go(send(client, step, kind="join", statement="本单位职员"))
    assert step == "/register/person/"
    step = go(send(client, step, **PERSON))
    assert step == "/register/licence/"
    upload = SimpleUploadedFile("执照.pdf", b"%PDF")
    return go(send(client, step, licence=upload))


def test_the_start_page_says_what_to_have_at_hand_and_leads_visitors_to_an_account(
    client: Client,
) -> None:
    page = client.get("/register/")
    assert "18位统一社会信用代码" in told(page)
    assert "/account/signup/?next=/register/unit/" in page.content.decode()
    assert (
        client.get("/register/unit/").headers["Location"] == "/account/login/?next=/register/unit/"
    )


def test_an_enterprise_registers_in_four_steps_and_keeps_a_receipt(
    client: Client, centre: Viewer, who: Account
) -> None:
    enter(client, who)
    check = walk(client, centre)
    said = told(client.get(check))
    for part in (
        CODE,
        NAME,
        "长风投资促进中心",
        "王经理",
        "13800138000",
        "营业执照.pdf",
        "单位注册",
    ):
        assert part in said
    assert errors(send(client, check)) == [
        "以上信息真实，我受本单位委托办理，并已阅读个人信息保护告知：请确认信息真实并已阅读告知后再提交"
    ]
    receipt = go(send(client, check, agreed="on"))
    row = Registration.objects.get()
    assert receipt == f"/register/{row.pk}/"
    said = told(client.get(receipt))
    assert "已提交，等待核验" in said
    assert "021-55501001" in said
    assert row.contact == "13800138000"
    assert go(client.get("/register/check/")) == "/register/unit/"  # nothing is left to send twice
    assert "待核验" in told(client.get("/my/"))
    assert NAME in told(client.get("/register/"))


def test_what_was_typed_stays_and_each_fault_leads_to_its_field(
    client: Client, centre: Viewer, who: Account
) -> None:
    enter(client, who)
    page = send(client, "/register/unit/", code="9131", name="<b>", centre="x")
    assert [one.partition("：")[0] for one in errors(page)] == [
        "统一社会信用代码",
        "单位名称",
        "所在区域的投资促进中心",
    ]
    text = page.content.decode()
    assert 'value="9131"' in text
    assert 'value="&lt;b&gt;"' in text
    for field in ("code", "name", "centre"):
        assert f'href="#f-{field}"' in text
        assert f'id="f-{field}"' in text
    assert "需要修改：" in text.partition("</title>")[0]


def test_a_code_that_is_taken_leads_to_a_claim(
    client: Client, centre: Viewer, who: Account
) -> None:
    enter(client, who)
    go(send(client, walk(client, centre), agreed="on"))
    other = cast.account("李同事")
    client.logout()
    enter(client, other)
    assert (
        go(
            send(
                client,
                "/register/unit/",
                code=CODE.lower(),
                name=NAME,
                centre=centre.organisation.pk,
            )
        )
        == "/register/claim/"
    )
    page = client.get("/register/claim/")
    assert "王经理" not in text_of(page)  # who manages it is nobody's business
    assert [one.partition("：")[0] for one in errors(send(client, "/register/claim/"))] == [
        "您要办理什么？",
        "说明",
    ]
    assert go(client.get("/register/person/")) == "/register/claim/"


@pytest.mark.parametrize(
    ("step", "back"),
    [("claim", "unit"), ("person", "unit"), ("licence", "unit"), ("check", "unit")],
)
def test_a_step_left_out_leads_back(client: Client, who: Account, step: str, back: str) -> None:
    enter(client, who)
    assert go(client.get(f"/register/{step}/")) == f"/register/{back}/"


def test_the_identity_number_is_kept_nowhere(client: Client, centre: Viewer, who: Account) -> None:
    enter(client, who)
    walk(client, centre)
    assert cast.identity(300) not in str(dict(client.session.items()))
    who.refresh_from_db()
    assert who.person is not None
    assert who.person.identity_hash not in {None, cast.identity(300)}
    assert 'name="identity"' not in client.get("/register/person/").content.decode()  # asked once


def test_somebody_else_s_identity_number_opens_nothing(
    client: Client, centre: Viewer, who: Account
) -> None:
    cast.account("真本人", number=300)
    enter(client, who)
    go(send(client, "/register/unit/", code=CODE, name=NAME, centre=centre.organisation.pk))
    page = send(client, "/register/person/", **PERSON)
    assert "已有账号" in "".join(errors(page))
    assert "真本人" not in text_of(page)


def test_a_licence_that_is_refused_says_why_and_none_is_asked_for(
    client: Client, centre: Viewer, who: Account
) -> None:
    enter(client, who)
    go(send(client, "/register/unit/", code=CODE, name=NAME, centre=centre.organisation.pk))
    go(send(client, "/register/person/", **PERSON))
    assert errors(send(client, "/register/licence/")) == ["营业执照：请选择要上传的营业执照"]
    bad = SimpleUploadedFile("执照.exe", b"MZ")
    assert "不能上传" in errors(send(client, "/register/licence/", licence=bad))[0]
    assert go(client.get("/register/check/")) == "/register/licence/"


def test_another_one_s_receipt_is_no_page(client: Client, centre: Viewer, who: Account) -> None:
    other = cast.registrant(301)
    row = registrations.register(
        other, cast.wanted(other, centre.organisation, code=cast.credit_code(301))
    )
    enter(client, who)
    assert client.get(f"/register/{row.pk}/").status_code == 404
    assert client.get(f"/register/{uuid4()}/").status_code == 404


def test_extra_fields_change_nothing(client: Client, centre: Viewer, who: Account) -> None:
    enter(client, who)
    go(send(client, "/register/unit/", code=CODE, name=NAME, centre=centre.organisation.pk, state="verified",
            kind="dispute", licence=uuid4(), role="admin"))  # fmt: skip
    assert go(client.get("/register/check/")) == "/register/person/"
    go(send(client, walk(client, centre), agreed="on", state="verified"))
    assert Organisation.objects.get(code=CODE).state == Organisation.State.PENDING
