"""The periodic jobs of this folder: mail that waits, the daily digest, old rows of queue and timetable, statistics."""

from datetime import time, timedelta

from django.db import connection
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from duixian.kernel import clock
from duixian.outbox import digest, sending
from duixian.outbox.jobs import JOBS, job
from duixian.outbox.models import JobRun

job("mail.sweep", "补发邮件", every=timedelta(minutes=1))(sending.sweep)
job("mail.digest", "每日消息汇总", daily_at=time(8))(digest.gather)

KEPT_TASKS = timedelta(days=7)
KEPT_FREQUENT = timedelta(days=3)
KEPT_DAILY = timedelta(days=400)


@job("queue.tidy", "清理队列与运行记录", daily_at=time(3, 30))
def tidy() -> str:
    """Delete finished tasks, and runs of jobs, that nobody looks at any more; the newest run always stays."""
    now = clock.now()
    done = [TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED]
    tasks, _ = DBTaskResult.objects.filter(
        status__in=done, finished_at__lt=now - KEPT_TASKS
    ).delete()
    frequent = [one.name for one in JOBS.values() if one.every]
    runs, _ = JobRun.objects.filter(name__in=frequent, slot__lt=now - KEPT_FREQUENT).delete()
    daily, _ = JobRun.objects.filter(slot__lt=now - KEPT_DAILY).delete()
    return f"清理任务{tasks}个、运行记录{runs + daily}条"


@job("database.statistics", "数据库统计", daily_at=time(4))
def statistics() -> str:
    """What SQLite chooses its indexes by, from a sample of each; PostgreSQL sees to it itself."""
    if connection.vendor != "sqlite":
        return "由数据库自行更新"
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA analysis_limit = 1000")
        cursor.execute("ANALYZE")
    return "已更新"
