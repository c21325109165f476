"""The periodic job about money: the books are checked every night."""

from datetime import time

from duixian.funds import verify
from duixian.outbox.jobs import job

job(verify.JOB, "核对账册", daily_at=time(2, 30))(verify.run)
