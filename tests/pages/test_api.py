"""The HTTP API: its answers equal the command's, and its refusals are in Chinese."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from duixian import policy
from duixian.api.shapes import EXAMPLE
from duixian.policy import schema
from tests.pages.conftest import Response

DATA = Path(__file__).parent.parent / "contract" / "data"
CASES = [
    json.loads(line) for line in (DATA / "cases.jsonl").read_text(encoding="utf-8").splitlines()
]


def post(client: Client, body: str | bytes) -> Response:
    return client.post("/api/v1/assess", data=body, content_type="application/json")


def said(response: Response) -> Any:
    return json.loads(response.content)


def test_the_policies_are_listed_with_version_and_validity(client: Client) -> None:
    (found,) = client.get("/api/v1/policies").json()
    current = policy.library().get("putuo-2024-3")
    assert found["version"] == current.version
    assert found["valid_to"] == "2026-12-31"


def test_a_policy_has_its_text_measures_and_readings(client: Client) -> None:
    found = client.get("/api/v1/policies/putuo-2024-3").json()
    current = policy.library().get("putuo-2024-3")
    assert [one["text"] for one in found["paragraphs"]] == [one.text for one in current.paragraphs]
    assert len(found["measures"]) == 17
    assert len(found["readings"]) == len(current.parameters)


def test_a_measure_has_its_facts_and_cap(client: Client) -> None:
    found = client.get("/api/v1/policies/putuo-2024-3/measures/compute").json()
    assert found["cap"] == "5000000.00"
    assert [one["id"] for one in found["facts"]] == ["compute_cost"]
    open_ended = client.get("/api/v1/policies/putuo-2024-3/measures/major-project").json()
    assert open_ended["cap"] is None


def test_the_schema_is_the_policy_s(client: Client) -> None:
    found = client.get("/api/v1/policies/putuo-2024-3/schema").json()
    assert found == schema.claim_schema(policy.library().get("putuo-2024-3"))


@pytest.mark.parametrize(
    "path", ["policies/no", "policies/no/schema", "policies/putuo-2024-3/measures/no"]
)
def test_what_is_not_there_is_said_in_chinese(client: Client, path: str) -> None:
    response = client.get(f"/api/v1/{path}")
    assert response.status_code == 404
    assert "没有这个政策或事项" in response.json()["error"]


def test_one_claim_is_answered_as_the_command_answers_it(client: Client) -> None:
    response = post(client, json.dumps(EXAMPLE))
    assert response.status_code == 200
    assert said(response) == policy.answer_line(json.dumps(EXAMPLE), policy.library())


def test_the_contract_s_cases_are_answered_in_one_request(client: Client) -> None:
    found = said(post(client, json.dumps([one["case"] for one in CASES])))
    assert len(found) == len(CASES)
    for answer, case in zip(found, CASES, strict=True):
        assert {key: answer[key] for key in case["expect"]} == case["expect"]


def test_bad_claims_are_refused_one_by_one_and_the_others_answered(client: Client) -> None:
    lines = [
        json.loads(line)["line"]
        for line in (DATA / "bad.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    for line in lines:
        response = post(client, line)
        if not line.strip().startswith("["):
            assert response.status_code == 422, line
            assert said(response) == policy.answer_line(line.strip(), policy.library())
    found = said(post(client, json.dumps([EXAMPLE, {"id": "x", "measure": "compute"}])))
    assert found[0]["status"] == "eligible"
    assert found[1]["id"] == "x"
    assert "on" in found[1]["error"]


def test_a_key_written_twice_is_seen_within_a_list(client: Client) -> None:
    twice = '[{"id": "a", "id": "b", "on": "2026-03-02", "measure": "compute", "applicant": {}}]'
    assert "写了两次" in said(post(client, twice))[0]["error"]


@pytest.mark.parametrize("body", ["[]", " [ ] "])
def test_an_empty_list_has_no_answers(client: Client, body: str) -> None:
    assert said(post(client, body)) == []


@pytest.mark.parametrize(
    "body", ["[{}", "[1,]", "[1 2]", "[", "[[[", b"\xff\xfe", "[{} {}]", "[" * 200_000]
)
def test_a_body_that_is_no_json_is_refused_in_chinese(client: Client, body: str | bytes) -> None:
    response = post(client, body)
    assert response.status_code == 400
    assert "请求体不是" in said(response)["error"]


def test_too_many_claims_are_refused(client: Client) -> None:
    response = post(client, json.dumps([{}] * 1001))
    assert response.status_code == 400
    assert "一次至多1000项" in said(response)["error"]
    assert len(said(post(client, json.dumps([{}] * 1000)))) == 1000


def test_too_large_a_body_is_refused(client: Client) -> None:
    response = post(client, json.dumps([EXAMPLE]) + " " * (1024 * 1024))
    assert response.status_code == 413
    assert "超过 1 MB" in said(response)["error"]


def test_the_api_is_described_and_the_page_shows_every_operation(client: Client) -> None:
    described = client.get("/api/v1/openapi.json").json()
    page = client.get("/api/docs").content.decode()
    assert set(described["paths"]) == {
        "/api/v1/policies",
        "/api/v1/policies/{policy_id}",
        "/api/v1/policies/{policy_id}/measures/{measure_id}",
        "/api/v1/policies/{policy_id}/schema",
        "/api/v1/assess",
    }
    for path in described["paths"]:
        assert path in page
    assert "http://" not in page.split("<main")[1]
    assert "https://" not in page.split("<main")[1]


def test_the_page_s_example_is_a_real_answer(client: Client) -> None:
    page = client.get("/api/docs").content.decode()
    assert "4900000.00" in page


def test_an_unknown_path_of_the_api_is_not_found(client: Client) -> None:
    assert client.get("/api/v1/nothing").status_code == 404
