"""信用: looked up, entered, corrected, withdrawn, imported by way of the differences; an auditor reads and writes nothing."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook
from pytest_django import Settings

from duixian.credit import importing, register
from duixian.credit.models import CreditRecord, Import, Source
from duixian.credit.screening import Purpose, find, hits, screen
from duixian.kernel import clock
from duixian.parties.access import Viewer
from duixian.parties.roles import Role
from tests.credit.cast import CODE, NOON, TODAY, brought, csv_of, entered, row, source
from tests.pages.signed import enter, errors, go, send, told
from tests.parties import cast

pytestmark = pytest.mark.django_db
NAME = "上海云帆智能科技有限公司"
HOME = "/office/credit/"


@pytest.fixture(autouse=True)
def noon(today: Callable[[object], None]) -> Iterator[None]:
    """It is 10 March 2026 by every clock."""
    today(TODAY)
    with clock.at(NOON):
        yield


@pytest.fixture
def officer(client: Client) -> Viewer:
    """Signed in."""
    made = cast.viewer(Role.OFFICER)
    enter(client, made)
    return made


@pytest.fixture
def where() -> Source:
    return source()


def file(*rows: dict[str, str], name: str = "名单.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, csv_of(rows), "text/csv")


def test_the_register_is_looked_up_by_filters_in_the_address(
    client: Client, officer: Viewer, where: Source
) -> None:
    assert "还没有信用记录" in told(client.get(HOME))
    made = entered(officer, where)
    entered(
        officer,
        where,
        document_number="修1号",
        repaired_on="2025-09-01",
        name="上海见山公司",
        code=cast.credit_code(7009),
    )
    entered(
        officer,
        where,
        document_number="列1号",
        kind="经营异常",
        acted_on="",
        published_on="",
        decided_on="2020-01-01",
    )
    said = told(client.get(HOME))
    assert "3条，决定日期最近的在前" in said
    assert ("未修复" in said, "2025-09-01修复" in said, "有效期内" in said) == (True, True, True)
    for query in ("云帆", "shyf", CODE[10:], "普处〔2025〕12"):
        assert f"/office/credit/{made.pk}/" in client.get(HOME, {"q": query}).content.decode(), (
            query
        )
    page = client.get(HOME, {"state": "repaired", "source": str(where.pk), "kind": "penalty"})
    assert "上海见山公司" in told(page)
    assert NAME not in told(page)
    assert "没有符合条件的记录" in told(client.get(HOME, {"q": "没有"}))
    for odd in ("source=x", "source=９", "kind='", "state=x", f"page={'9' * 30}"):
        assert client.get(f"{HOME}?{odd}").status_code == 200, odd


def test_a_record_is_entered_by_hand_and_what_was_typed_is_kept(
    client: Client, officer: Viewer, where: Source
) -> None:
    wrong = row(decided_on="去年", kind="")
    page = send(client, f"{HOME}new/", **wrong)
    assert [one.partition("：")[0] for one in errors(page)] == ["信用来源", "类别", "决定日期"]
    assert 'value="去年"' in page.content.decode()
    address = go(send(client, f"{HOME}new/", source=where.pk, **row(kind="penalty")))
    said = told(client.get(address))
    assert f"{NAME}第" in said
    for words in ("2025年1月10日", "2025年3月1日", "2025年3月5日", "手工登记", officer.person.name):
        assert words in said
    page = send(client, f"{HOME}new/", source=where.pk, **row(kind="penalty"))
    assert "已登记过这条记录" in errors(page)[0]


def test_a_record_is_corrected_and_both_versions_are_there(
    client: Client, officer: Viewer, where: Source
) -> None:
    old = entered(officer, where)
    address = f"{HOME}{old.pk}/correct/"
    assert 'value="2025-03-01"' in client.get(address).content.decode()
    page = send(client, address, **row(kind="penalty", repaired_on="2025-09-01"))
    assert errors(page) == ["更正的理由：请填写更正的理由"]
    assert 'value="2025-09-01"' in page.content.decode()
    new = go(send(client, address, **row(kind="penalty", repaired_on="2025-09-01"), why="已修复"))
    said = told(client.get(new))
    assert "已修复" in said
    assert f"第{old.pk}号" in said
    said = told(client.get(f"{HOME}{old.pk}/"))
    assert "这是更正以前的一版，不再计入" in said
    assert "办理" not in said
    assert go(client.get(address)) == f"{HOME}{old.pk}/"
    assert "已有更正或已撤下" in errors(send(client, address, **row(), why="再改"))[0]


def test_a_record_is_withdrawn_with_a_reason(
    client: Client, officer: Viewer, where: Source
) -> None:
    made = entered(officer, where)
    address = f"{HOME}{made.pk}/"
    page = send(client, f"{address}withdraw/")
    assert errors(page) == ["理由：请填写撤下的理由"]
    assert '<details class="act" open>' in page.content.decode()
    go(send(client, f"{address}withdraw/", why="同名，非本单位"))
    assert "不再计入。理由：同名，非本单位" in told(client.get(address))
    assert NAME not in told(client.get(HOME))
    assert NAME in told(client.get(HOME, {"state": "withdrawn"}))


def test_a_record_tells_in_which_cases_it_counted(
    client: Client, officer: Viewer, where: Source
) -> None:
    firm = cast.viewer(Role.APPLICANT).organisation
    assert firm.code is not None
    made = entered(officer, where, code=firm.code)
    for subject in ("application:not-a-number", "payment:1"):
        screen(officer, subject, firm, submitted_on=TODAY, now=NOON, purpose=Purpose.FILING)
    hit = hits("payment:1")[0]
    find(
        officer,
        hit.pk,
        subject="payment:1",
        finding="cleared",
        basis="五（二）",
        reason="轻微",
        read=0,
        now=NOON,
    )
    said = told(client.get(f"{HOME}{made.pk}/"))
    assert "application:not-a-number待核实" in said
    assert "payment:1予以排除" in said
    assert "轻微依据：五（二）" in said


def test_a_list_is_looked_at_before_it_is_taken(
    client: Client, officer: Viewer, where: Source
) -> None:
    kept, gone = entered(officer, where), entered(officer, where, document_number="走1号")
    given = {"source": where.pk, "as_of": "2026-03-10", "scope": "whole"}
    lines = (row(repaired_on="2025-09-01"), row(document_number="新1号"))
    address = go(send(client, f"{HOME}import/", **given, file=file(*lines)))
    said = told(client.get(address))
    assert "新增1条变更1条相同0条不再列出1条" in said
    assert "修复日期：（空）→2025年9月1日" in said
    assert "将新增1条、更新1条" in said
    assert CreditRecord.objects.count() == 2
    page = client.get(address).content.decode()
    read = page.partition('name="read" value="')[2].partition('"')[0]
    assert "登记又有变化" in errors(send(client, f"{address}apply/", read="stale"))[0]
    assert go(send(client, f"{address}apply/", read=read)) == f"{HOME}sources/{where.pk}/"
    assert register.held(where).count() == 3
    said = told(client.get(address))
    assert "不再列出1条，保留" in said
    assert "确认导入" not in said
    said = told(client.get(f"{HOME}{gone.pk}/"))
    assert "截至2026年3月10日的名单不再列出这条记录" in said
    assert "在此以前仍然计入" in said
    assert "不再列出这条记录" not in told(client.get(f"{HOME}{kept.pk}/"))
    assert "不用再办" in errors(send(client, f"{address}apply/", read=read))[0]


def test_what_is_gone_is_withdrawn_only_where_it_is_ticked(
    client: Client, officer: Viewer, where: Source
) -> None:
    entered(officer, where)
    made = importing.try_(officer, brought(where))
    read = importing.differences(made).fingerprint
    go(send(client, f"{HOME}import/{made.pk}/apply/", read=read, gone="on"))
    assert not register.held(where).exists()
    assert "不再列出1条，已撤下" in told(client.get(f"{HOME}import/{made.pk}/"))


def test_a_list_is_dropped(client: Client, officer: Viewer, where: Source) -> None:
    made = importing.try_(officer, brought(where, row()))
    go(send(client, f"{HOME}import/{made.pk}/drop/"))
    assert "已放弃，登记没有变化" in told(client.get(f"{HOME}import/{made.pk}/"))
    assert "不用再办" in errors(send(client, f"{HOME}import/{made.pk}/drop/"))[0]


def test_a_wrong_list_says_every_cell_and_keeps_what_was_typed(
    client: Client, officer: Viewer, where: Source
) -> None:
    given = {"source": where.pk, "as_of": "2026-03-09", "scope": "some", "codes": CODE}
    bad = file(row(kind="坏", decided_on="x"))
    page = send(client, f"{HOME}import/", **given, file=bad)
    assert [one.split("：")[1] for one in errors(page)] == [
        "第2行C列（类别）",
        "第2行G列（决定日期）",
    ]
    text = page.content.decode()
    assert f'<option value="{where.pk}" selected>' in text
    assert f">{CODE}</textarea>" in text
    assert 'value="some" checked' in text
    page = send(client, f"{HOME}import/")
    assert [one.partition("：")[0] for one in errors(page)] == [
        "信用来源",
        "数据截至",
        "名单的范围",
    ]
    large = SimpleUploadedFile("大.xlsx", b"x" * (5 * 1024**2 + 1))
    assert "超过5 MB" in errors(send(client, f"{HOME}import/", **given, file=large))[0]
    assert not Import.objects.exists()


def test_a_query_without_records_needs_no_file(
    client: Client, officer: Viewer, where: Source
) -> None:
    given = {"source": where.pk, "as_of": "2026-03-10", "scope": "some", "codes": CODE}
    said = told(client.get(go(send(client, f"{HOME}import/", **given))))
    assert "1家单位记为2026年3月10日查询过" in said


def test_the_template_is_a_download(client: Client, officer: Viewer) -> None:
    response = client.get(f"{HOME}import/template/")
    assert response.headers["Content-Disposition"].startswith("attachment;")
    assert load_workbook(BytesIO(response.content)).sheetnames == ["信用记录", "填写说明"]


def test_sources_are_made_changed_and_show_what_is_wrong(client: Client, officer: Viewer) -> None:
    assert "还没有信用来源" in told(client.get(f"{HOME}sources/"))
    assert "还没有信用来源，信用核查暂时不能通过" in told(client.get(HOME))
    page = send(client, f"{HOME}sources/new/", name="信用中国")
    assert [one.partition("：")[0] for one in errors(page)] == [
        "标识",
        "类别",
        "更新方式",
        "几天不更新即过期",
    ]
    given = {"name": "信用中国", "kind": "platform", "adapter": "folder", "stale_days": "7"}
    address = go(send(client, f"{HOME}sources/new/", slug="credit-china", **given))
    said = told(client.get(address))
    assert "还没有导入过名单。在更新以前，信用核查不能通过" in said
    assert "现在更新" in said
    assert "有1个信用来源没有及时更新" in told(client.get(HOME))
    assert "1件等待办理" in told(client.get("/office/"))
    page = send(client, address, **given)
    assert errors(page) == ["理由：请填写理由"]
    assert 'name="active" value="on" checked' not in page.content.decode()
    go(send(client, address, **given, why="暂停使用"))
    assert "已停用" in told(client.get(f"{HOME}sources/"))
    assert not Source.objects.get().active


def test_a_source_is_asked_and_a_failure_is_told(
    client: Client, officer: Viewer, settings: Settings, tmp_path: Path
) -> None:
    settings.CREDIT_FOLDER = tmp_path
    made = source(adapter="folder", as_of=None)
    address = f"{HOME}sources/{made.pk}/"
    go(send(client, f"{address}refresh/"))
    said = told(client.get(address))
    assert "没有文件夹" in said
    assert "更新失败" in told(client.get(f"{HOME}sources/"))
    (tmp_path / made.slug).mkdir()
    (tmp_path / made.slug / "2026-03-10.csv").write_bytes(csv_of([row()]))
    go(send(client, f"{address}refresh/"))
    assert "已更新：新增1条，变更0条" in told(client.get(address))
    go(send(client, f"{address}refresh/"))
    assert "没有新的名单" in told(client.get(address))


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.OFFICER}))
def test_who_reaches_the_register(client: Client, where: Source, role: Role) -> None:
    keeper = cast.viewer(Role.OFFICER)
    made, tried = entered(keeper, where), importing.try_(keeper, brought(where, row()))
    enter(client, cast.viewer(role))
    expected = 200 if role == Role.AUDITOR else 404
    reads = ("", f"{made.pk}/", "sources/", f"sources/{where.pk}/", f"import/{tried.pk}/")
    writes = ("new/", f"{made.pk}/correct/", "sources/new/", "import/", "import/template/")
    acts = (
        f"{made.pk}/withdraw/", f"sources/{where.pk}/", f"sources/{where.pk}/refresh/", f"import/{tried.pk}/apply/",
        f"import/{tried.pk}/drop/", "new/", "import/",
    )  # fmt: skip
    for page in reads:
        answer = client.get(HOME + page)
        assert answer.status_code == expected, page
        assert 'method="post" action="/office/credit' not in answer.content.decode()
    for page in writes:
        assert client.get(HOME + page).status_code == 404, page
    for page in acts:
        assert send(client, HOME + page, why="试试").status_code == 404, page
    desk = client.get("/office/").content.decode()
    assert (f'href="{HOME}"' in desk) == (role == Role.AUDITOR)


def test_the_pages_ask_few_questions_of_the_database(
    client: Client, officer: Viewer, where: Source,
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:  # fmt: skip
    rows = [row(document_number=f"第{number}号") for number in range(40)]
    made = importing.try_(officer, brought(where, *rows))
    importing.apply(officer, made.pk, read=importing.differences(made).fingerprint)
    again = importing.try_(officer, brought(where, *rows[:20]))
    one = register.held(where)[0].pk
    for page in (
        "",
        "?page=2",
        f"{one}/",
        "sources/",
        f"sources/{where.pk}/",
        f"import/{again.pk}/",
    ):
        client.get(HOME + page)
        with django_assert_max_num_queries(16):
            assert client.get(HOME + page).status_code == 200, page
