"""The periodic job of the letters: PDFs whose queued task was lost, or failed while the scanner was down."""

from datetime import timedelta

from duixian.letters import rendering
from duixian.outbox.jobs import job

job("letters.render", "生成文书的 PDF", every=timedelta(minutes=5))(rendering.sweep)
