"""Error pages: in Chinese, with the way out, and without the machine's insides."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from duixian import policy
from duixian.web import errors
from tests.pages.conftest import text_of


def test_not_found_leads_on(client: Client) -> None:
    response = client.get("/nowhere")
    assert response.status_code == 404
    shown = text_of(response)
    assert "没有找到这个页面" in shown
    assert "返回首页" in shown


def test_our_fault_is_called_so_and_shows_no_trace(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(policy, "library", fail)
    client.raise_request_exception = False
    response = client.get("/")
    assert response.status_code == 500
    page = response.content.decode()
    assert "系统出错了" in page
    assert "secret" not in page
    assert "Traceback" not in page


def test_a_wrong_host_name_gets_a_page_and_not_an_error(client: Client) -> None:
    response = client.get("/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "请求有误，无法处理" in response.content.decode()


@pytest.mark.parametrize(
    ("page", "status", "said"),
    [(errors.bad_request, 400, "请返回上一页"), (errors.forbidden, 403, "无权访问此页面")],
)
def test_the_other_pages_say_what_to_do(page: "type[HttpResponse]", status: int, said: str) -> None:
    request: HttpRequest = RequestFactory().get("/")
    response = page(request, PermissionError())
    assert response.status_code == status
    assert said in text_of(response)
