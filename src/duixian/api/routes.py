"""The API's operations; each answer is the contract's, so it equals what the command prints."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError

from duixian import __version__, policy
from duixian.api import shapes
from duixian.api.batch import BadBatch, answers
from duixian.policy import Measure, Policy, schema

api = NinjaAPI(
    title="兑现接口",
    version=__version__,
    description="惠企政策的数据和测算。测算结果是上限，不是承诺；最终以主管部门认定为准。",
    docs_url=None,
    openapi_url="openapi.json",
    urls_namespace="api",
)

MAX_BYTES = 1024 * 1024
NOT_FOUND = "没有这个政策或事项。全部政策见 /api/v1/policies"


@api.get("policies", response=list[shapes.PolicyBrief], summary="全部政策", tags=["政策"])
def policies(request: HttpRequest) -> list[dict[str, Any]]:
    """每个政策的标题、文号、有效期和规则版本。"""
    return [shapes.brief(one) for one in policy.library().policies]


@api.get(
    "policies/{policy_id}",
    response={200: shapes.PolicyWhole, 404: shapes.Problem},
    summary="一个政策",
    tags=["政策"],
)
def one_policy(request: HttpRequest, policy_id: str) -> dict[str, Any]:
    """政策的条款、事项和口径。"""
    return shapes.whole(_policy(policy_id))


@api.get(
    "policies/{policy_id}/measures/{measure_id}",
    response={200: shapes.MeasureWhole, 404: shapes.Problem},
    summary="一个事项",
    tags=["政策"],
)
def one_measure(request: HttpRequest, policy_id: str, measure_id: str) -> dict[str, Any]:
    """事项的对象、限额、算法、要回答的问题、要带的材料。"""
    return shapes.measure(_measure(_policy(policy_id), measure_id))


@api.get(
    "policies/{policy_id}/schema",
    response={200: dict[str, Any], 404: shapes.Problem},
    summary="测算请求的 JSON Schema",
    tags=["测算"],
)
def claim_schema(request: HttpRequest, policy_id: str) -> dict[str, Any]:
    """由规则生成：每个事项要哪些事实、各是什么类型。"""
    return schema.claim_schema(_policy(policy_id))


@api.post(
    "assess",
    response={
        200: shapes.Answer | list[shapes.Answer | shapes.Refusal],
        400: shapes.Problem,
        413: shapes.Problem,
        422: shapes.Refusal,
    },
    summary="测算",
    tags=["测算"],
    openapi_extra=shapes.ASSESS_BODY,
)
def assess(request: HttpRequest) -> HttpResponse:
    """请求体是一个申报对象，或至多一千个申报对象的列表；列表逐项回答，某一项有误不影响其他项。"""
    length = request.headers.get("Content-Length", "0")
    if not length.isdigit() or int(length) > MAX_BYTES:
        raise HttpError(413, "请求体超过 1 MB，请分批提交，每批至多一千项")
    try:
        found = answers(request.body, policy.library())
    except BadBatch as bad:
        raise HttpError(400, str(bad)) from None
    refused = isinstance(found, dict) and "error" in found
    return api.create_response(request, found, status=422 if refused else 200)


@api.exception_handler(HttpError)
def problem(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Every refusal of the API has one shape."""
    return api.create_response(request, {"error": str(error)}, status=error.status_code)


def _policy(policy_id: str) -> Policy:
    try:
        return policy.library().get(policy_id)
    except KeyError:
        raise HttpError(404, NOT_FOUND) from None


def _measure(owner: Policy, measure_id: str) -> Measure:
    try:
        return owner.measure(measure_id)
    except KeyError:
        raise HttpError(404, NOT_FOUND) from None
