"""The ledger's rows. Written by ledger.py and verify.py only; the database itself refuses edits, deletions, overdrafts.

A balance moves only when a transfer is inserted: a trigger does it (migration 0003), and refuses any other way.
"""

from django.db import models
from django.db.models import F, Q

from duixian.audit.models import Entry
from duixian.funds.chart import BOOKS, OWING, POSTINGS
from duixian.kernel import clock
from duixian.parties.models import Person


class LedgerAccount(models.Model):
    """One account of the chart, by what it is for. Balance (fen) = credits − debits; see chart.py."""

    key = models.CharField(primary_key=True, max_length=160)
    book = models.CharField(
        "账户", max_length=12, choices=[(b.value, r.name) for b, r in BOOKS.items()]
    )
    year = models.PositiveSmallIntegerField("年度", default=0)
    policy = models.CharField("政策", max_length=60, blank=True)
    measure = models.CharField("事项", max_length=40, blank=True)
    part = models.CharField(max_length=36, blank=True)  # of an instalment, a claim line, a recovery
    debits = models.BigIntegerField("借方累计（分）", default=0)
    credits = models.BigIntegerField("贷方累计（分）", default=0)
    last = models.BigIntegerField(default=0)  # the number of the last transfer that moved it

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(debits__gte=0, credits__gte=0), name="account_counts_up"
            ),
            models.CheckConstraint(
                condition=Q(credits__gte=F("debits")) | Q(book__in=OWING),
                name="account_not_overdrawn",
            ),
        ]
        indexes = [
            models.Index(fields=["book", "year", "policy", "measure"], name="account_of_line")
        ]

    @property
    def balance(self) -> int:
        """In fen."""
        return self.credits - self.debits


class Posting(models.Model):
    """Transfers that were posted together, by one verb: one idempotency key, one trail entry that vouches for them."""

    key = models.CharField("幂等键", max_length=200, unique=True)
    request = models.CharField(max_length=64, blank=True)  # the hash of what the verb was asked
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="posting")
    sha256 = models.CharField(max_length=64)  # of all its transfers; the entry vouches for it
    at = models.DateTimeField("时间")

    class Meta:
        ordering = ["pk"]


class Transfer(models.Model):
    """Money moved from one account to another; never changed, never deleted. A correction is a new one."""

    id = models.BigAutoField(primary_key=True)
    posting = models.ForeignKey(Posting, models.PROTECT, related_name="transfers")
    move = models.CharField(
        "业务", max_length=16, choices=[(m.value, r.name) for m, r in POSTINGS.items()]
    )
    debit = models.ForeignKey(LedgerAccount, models.PROTECT, related_name="+")
    credit = models.ForeignKey(LedgerAccount, models.PROTECT, related_name="+")
    amount = models.BigIntegerField("金额（分）")
    # What it is counted under: the budget line, and the month in Shanghai (202603).
    year = models.PositiveSmallIntegerField("年度", default=0)
    policy = models.CharField("政策", max_length=60, blank=True)
    measure = models.CharField("事项", max_length=40, blank=True)
    month = models.PositiveIntegerField("月份")
    instalment = models.ForeignKey(
        "funds.Instalment", models.PROTECT, null=True, related_name="transfers"
    )
    claim_line = models.ForeignKey(
        "funds.ClaimLine", models.PROTECT, null=True, related_name="transfers"
    )
    reverses = models.ForeignKey("self", models.PROTECT, null=True, related_name="reversals")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="transfer_positive"),
            models.CheckConstraint(condition=~Q(debit=F("credit")), name="transfer_between_two"),
        ]


class MonthTotal(models.Model):
    """Kept by the same trigger: what each kind of transfer came to, for a line and a month. Reports read these."""

    year = models.PositiveSmallIntegerField("年度")
    policy = models.CharField("政策", max_length=60, blank=True)
    measure = models.CharField("事项", max_length=40, blank=True)
    month = models.PositiveIntegerField("月份")
    move = models.CharField("业务", max_length=16)
    amount = models.BigIntegerField("金额（分）")
    count = models.BigIntegerField("笔数")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["year", "policy", "measure", "month", "move"], name="month_total_once"
            )
        ]


class Verification(models.Model):
    """One run of the check of the books: all balances recomputed from the transfers."""

    at = models.DateTimeField("时间", default=clock.now)
    transfers = models.BigIntegerField("核对转账笔数")
    accounts = models.BigIntegerField("核对账户数")
    findings = models.JSONField(default=list)  # in Chinese, without personal data

    class Meta:
        ordering = ["pk"]


class Freeze(models.Model):
    """Payments are stopped since the books did not add up; reads go on. At most one is open."""

    open = models.BooleanField("冻结中", null=True, default=True, unique=True)  # null once lifted
    since = models.DateTimeField("冻结时间", default=clock.now)
    verification = models.ForeignKey(Verification, models.PROTECT)
    lifted_at = models.DateTimeField("解冻时间", null=True)
    lifted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    reason = models.TextField("解冻理由", blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(open=True, lifted_at__isnull=True)
                | Q(open__isnull=True, lifted_at__isnull=False),
                name="freeze_open_or_lifted",
            )
        ]
