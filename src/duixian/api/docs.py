"""The page that explains the API: drawn from its OpenAPI description, with one real request and its real answer."""

import json
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from duixian import policy
from duixian.api.routes import api
from duixian.api.shapes import EXAMPLE
from duixian.web.page import Page, render


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One operation of the API."""

    method: str
    path: str
    summary: str
    description: str
    answers: tuple[tuple[str, str], ...]


MEANINGS = {
    "200": "成功",
    "400": "请求体读不懂",
    "404": "没有这个政策或事项",
    "413": "请求体过大",
    "422": "申报对象有误，error 写明哪一项、为什么、怎么改",
}


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """Operations, an example, and where the machine-readable description is."""
    page = Page(
        title="接口",
        column="接口",
        column_type="开发者文档",
        description="政策数据和测算的 HTTP 接口：地址、参数、示例和 OpenAPI 描述。",
    )
    answer = policy.answer_line(json.dumps(EXAMPLE), policy.library())
    return render(
        request,
        "api/docs.html",
        page,
        operations=operations(),
        example=_written(EXAMPLE),
        answer=_written(answer),
    )


def operations() -> list[Operation]:
    """Every operation that the OpenAPI description has."""
    described = api.get_openapi_schema()["paths"]
    return [
        Operation(
            method=method.upper(),
            path=path,
            summary=one["summary"],
            description=one.get("description", ""),
            answers=tuple((str(code), MEANINGS.get(str(code), "")) for code in one["responses"]),
        )
        for path, methods in described.items()
        for method, one in methods.items()
    ]


def _written(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
