"""For machines: health, robots, the icon; and 运行状态 for people."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from duixian import __version__, policy
from duixian.funds.models import Freeze, Verification
from duixian.kernel import clock
from duixian.outbox import jobs
from duixian.outbox.models import JobRun, Mail
from duixian.policy import PolicyErrors
from duixian.web import health
from tests.outbox.conftest import someone, tell

uses_database = pytest.mark.django_db


def test_alive(client: Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok", "version": __version__}


@uses_database
def test_ready_names_the_versions_of_the_policies(client: Client) -> None:
    current = policy.library().get("putuo-2024-3")
    assert client.get("/readyz").json()["policies"] == {current.id: current.version}


@uses_database
def test_not_ready_when_a_policy_does_not_load(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise PolicyErrors([])

    monkeypatch.setattr(policy, "library", broken)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["status"] == "unavailable"
    assert client.get("/healthz").status_code == 200


@uses_database
@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/status/"])
def test_health_is_never_cached(client: Client, path: str) -> None:
    assert "no-store" in client.get(path).headers["Cache-Control"]


@pytest.fixture
def broken_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked for the jobs, the database does not answer."""

    def gone() -> None:
        raise OperationalError("could not connect to 10.0.0.7 as duixian")

    monkeypatch.setattr(jobs, "health", gone)


@uses_database
@pytest.mark.usefixtures("broken_database")
def test_not_ready_when_the_database_does_not_answer(client: Client) -> None:
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["database"] == "unavailable"
    assert "10.0.0.7" not in response.content.decode()


@uses_database
@pytest.mark.usefixtures("broken_database")
def test_people_are_told_that_the_database_does_not_answer(see: Callable[..., str]) -> None:
    said = see("/status/")
    assert "系统有故障，部分功能暂时不能使用" in said
    assert "暂时连接不上" in said
    assert "10.0.0.7" not in said
    assert "定时任务" not in said


def _all_ran(*, ok: bool | None = True) -> None:
    now = clock.now()
    for one in jobs.JOBS.values():
        JobRun.objects.create(name=one.name, slot=one.slot(now), started=now, ended=now, ok=ok)


@uses_database
def test_before_any_worker_ran_the_site_is_ready_but_the_worker_late(client: Client) -> None:
    response = client.get("/readyz")
    assert (response.status_code, response.json()["worker"]) == (200, "late")
    assert {one["state"] for one in response.json()["jobs"].values()} == {"never"}


@uses_database
def test_the_last_run_of_each_job_is_told(client: Client, see: Callable[..., str]) -> None:
    _all_ran()
    answer = client.get("/readyz").json()
    assert answer["worker"] == "ok"
    assert answer["jobs"].keys() == jobs.JOBS.keys()
    assert all(one["state"] == "ok" and one["last"] for one in answer["jobs"].values())
    said = see("/status/")
    assert "各项服务运行正常" in said
    assert "每日消息汇总 每天08:00" in said
    assert said.count("完成") == len(jobs.JOBS)


@uses_database
def test_books_that_do_not_add_up_show(client: Client, see: Callable[..., str]) -> None:
    assert "资金账册 正常" in see("/status/")
    Freeze.objects.create(verification=Verification.objects.create(transfers=0, accounts=0))
    assert client.get("/readyz").json()["ledger"] == "frozen"
    assert "资金账册 冻结 核对不平，暂停支付，待查明" in see("/status/")


@uses_database
def test_a_job_that_failed_shows_and_its_reason_does_not(see: Callable[..., str]) -> None:
    _all_ran(ok=False)
    JobRun.objects.update(note="OperationalError")
    said = see("/status/")
    assert "消息或定时任务有延误" in said
    assert said.count("未完成，将重试") == len(jobs.JOBS)
    assert "OperationalError" not in said


@uses_database
def test_a_job_that_runs_and_one_that_is_late_show(see: Callable[..., str]) -> None:
    _all_ran()
    JobRun.objects.filter(name="mail.digest").update(ended=None, ok=None)
    sweep = JobRun.objects.get(name="mail.sweep")
    JobRun.objects.filter(pk=sweep.pk).update(slot=sweep.slot - timedelta(hours=1))
    said = see("/status/")
    assert said.count("进行中") == 1
    assert said.count("未按时运行") == 1


@uses_database
def test_mail_that_waits_too_long_or_did_not_arrive_shows(
    client: Client, see: Callable[..., str]
) -> None:
    _all_ran()
    tell(someone(), someone(), someone("nobody"), someone())
    one, other = Mail.objects.filter(state="waiting").order_by("pk")[:2]
    Mail.objects.filter(pk=one.pk).update(next_at=clock.now() - timedelta(hours=1))
    Mail.objects.filter(pk=other.pk).update(state="unclear")
    assert client.get("/readyz").json()["mail"] == {
        "waiting": 2, "late": 1, "failed": 1, "unclear": 1, "queued": 0,
    }  # fmt: skip
    said = see("/status/")
    assert "1封到时未发出" in said
    assert "未送达1封，结果不明1封" in said


@uses_database
def test_the_status_page_makes_few_queries_however_many_runs_there_are(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    _all_ran()
    with django_assert_max_num_queries(5):
        client.get("/status/")


@uses_database
def test_a_policy_that_does_not_load_shows(
    see: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "_policies", lambda: ({}, "PolicyErrors"))
    assert "政策文件不能读取" in see("/status/")


def test_robots_may_read_all_but_calculations(client: Client) -> None:
    response = client.get("/robots.txt")
    assert response.headers["Content-Type"].startswith("text/plain")
    assert "Disallow: /calculator/*?" in response.content.decode()


def test_the_old_address_of_the_icon_leads_to_it(client: Client) -> None:
    assert client.get("/favicon.ico").headers["Location"].endswith("icon.svg")


@uses_database
def test_pages_have_titles_of_their_own(see: Callable[..., str], client: Client) -> None:
    addresses = [
        "/",
        "/policy/putuo-2024-3/",
        "/policy/putuo-2024-3/measures/",
        "/calculator/",
        "/api/docs",
    ]
    titles = [
        client.get(one).content.decode().split("<title>")[1].split("</title>")[0]
        for one in addresses
    ]
    assert len(set(titles)) == len(titles)
