"""Who takes part: organisations, natural people, their accounts and memberships, and an enterprise's profile."""

import uuid

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from duixian.files.models import StoredFile
from duixian.kernel import clock
from duixian.parties.agreements_rows import Agreement, FollowUp, Promise
from duixian.parties.changes_rows import Change, FormerName
from duixian.parties.deputies_rows import Deputy
from duixian.parties.earlier import EarlierGrant, EarlierImport
from duixian.parties.finding.rows import AgreementText, EarlierText, OrganisationText, PersonText
from duixian.parties.roles import KIND_NAMES, TABLE, Kind
from duixian.parties.signin.store import Remembered

__all__ = [
    "Account", "Agreement", "AgreementText", "BankAccount", "Change", "Deputy", "EarlierGrant", "EarlierImport", "EarlierText", "FollowUp",
    "FormerName", "Grant", "Invitation", "Membership", "Organisation", "OrganisationText", "Person", "PersonText",
    "Profile", "Promise", "Registration", "Remembered", "YearFigures",
]  # fmt: skip


class Organisation(models.Model):
    """An applicant (by 统一社会信用代码), a centre, a bureau. Made and changed by parties.organisations only."""

    class State(models.TextChoices):
        PENDING = "pending", "待核验"
        VERIFIED = "verified", "已核验"
        REFUSED = "refused", "未通过"
        CLOSED = "closed", "已停用"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(
        "类型", max_length=20, choices=[(k.value, n) for k, n in KIND_NAMES.items()]
    )
    name = models.CharField("名称", max_length=200)
    pinyin = models.CharField("拼音首字母", max_length=200, blank=True)
    code = models.CharField("统一社会信用代码", max_length=18, null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.VERIFIED)
    area = models.CharField("服务区域", max_length=200, blank=True)
    contact = models.CharField("咨询方式", max_length=200, blank=True)
    centre = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="enterprises"
    )
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code"], name="organisation_code_once"),
            models.CheckConstraint(
                condition=Q(code__isnull=False) | ~Q(kind=Kind.APPLICANT), name="applicant_has_code"
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "name", "id"]),
            models.Index(fields=["centre", "kind", "name", "id"]),
        ]

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    """One natural person, however many accounts; known by a keyed hash of the 证件号, never by the number."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField("姓名", max_length=60)
    pinyin = models.CharField("拼音首字母", max_length=60, blank=True)
    identity_hash = models.CharField(max_length=64, null=True, unique=True, editable=False)
    created_at = models.DateTimeField(default=clock.now)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["pinyin", "name", "id"])]

    def __str__(self) -> str:
        return self.name


class Account(AbstractBaseUser):
    """A way to sign in: a name, an e-mail address, a password; the person behind it does everything."""

    username = models.CharField("登录名", max_length=60, unique=True)
    email = models.EmailField("电子邮箱", blank=True)
    mobile = models.CharField("手机号", max_length=20, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="accounts")
    is_active = models.BooleanField("启用", default=True)
    locked_reason = models.CharField("停用原因", max_length=200, blank=True)
    opened_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    password_changed_at = models.DateTimeField(default=clock.now)
    past_passwords = models.JSONField(default=list, editable=False)  # hashes, the latest first
    unlocked_at = models.DateTimeField(null=True)
    date_joined = models.DateTimeField(default=clock.now)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["email"]
    is_staff = False
    is_superuser = False

    objects = BaseUserManager()

    def get_full_name(self) -> str:
        return self.person.name if self.person else self.username

    def __str__(self) -> str:
        return self.username


class Membership(models.Model):
    """A person's role at an organisation, from a day until it ends; ended ones stay for the record."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    role = models.CharField(
        "角色", max_length=20, choices=[(r.value, rule.name) for r, rule in TABLE.items()]
    )
    since = models.DateTimeField(default=clock.now)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation", "role"],
                condition=Q(until__isnull=True),
                name="role_held_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.organisation} · {self.get_role_display()}"


class Grant(models.Model):
    """A role asked for one person by one admin; admin, finance and approver roles wait for a second admin."""

    class State(models.TextChoices):
        WAITING = "waiting", "待第二人确认"
        DONE = "done", "已授予"
        REFUSED = "refused", "已拒绝"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="grants")
    organisation = models.ForeignKey(Organisation, models.PROTECT)
    role = models.CharField(
        "角色", max_length=20, choices=[(r.value, rule.name) for r, rule in TABLE.items()]
    )
    reason = models.CharField("理由", max_length=500)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(decided_by=models.F("asked_by"))
                | ~Q(role__in=["approver", "finance-preparer", "finance-releaser", "admin"]),
                name="second_admin_is_another",
            ),
        ]


class Registration(models.Model):
    """An enterprise that registers itself, or somebody's claim to one that is already here; a centre decides."""

    class Kind(models.TextChoices):
        NEW = "new", "单位注册"
        JOIN = "join", "申请加入"
        DISPUTE = "dispute", "管理员争议"

    class State(models.TextChoices):
        WAITING = "waiting", "待核验"
        VERIFIED = "verified", "已通过"
        REFUSED = "refused", "未通过"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="registrations")
    person = models.ForeignKey(Person, models.PROTECT)
    centre = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    licence = models.ForeignKey(StoredFile, models.PROTECT)
    contact = models.CharField("联系电话", max_length=40)
    kind = models.CharField("事由", max_length=10, choices=Kind, default=Kind.NEW)
    name = models.CharField("所填单位名称", max_length=200)
    statement = models.TextField("说明", blank=True)
    reply = models.TextField("现任管理员的答复", blank=True)
    replied_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField("理由", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "person"],
                condition=Q(state="waiting"),
                name="one_waiting_registration",
            )
        ]
        indexes = [
            models.Index(fields=["centre", "state", "asked_at", "id"]),
            models.Index(fields=["centre", "asked_at", "id"]),
            models.Index(fields=["state", "asked_at", "id"]),
            models.Index(fields=["asked_at", "id"]),
        ]


class Invitation(models.Model):
    """A colleague asked in: the link carries 128 random bits, of which only the hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT)
    email = models.EmailField("电子邮箱")
    role = models.CharField(max_length=20)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    accepted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)


class Profile(models.Model):
    """What an enterprise tells once: `answers` by fact identifier of the policy (the contract's values)."""

    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="profile")
    answers = models.JSONField(default=dict)
    industry_class = models.CharField("行业代码（GB/T 4754）", max_length=5, blank=True)
    address = models.CharField("注册地址", max_length=200, blank=True, db_index=True)
    legal_person = models.CharField("法定代表人", max_length=60, blank=True, db_index=True)
    shareholders = models.TextField("持股25%以上的股东", blank=True)  # a name on each line
    contact_name = models.CharField("联系人", max_length=60, blank=True)
    contact_phone = models.CharField("联系电话", max_length=40, blank=True, db_index=True)
    version = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField(default=clock.now)
    updated_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    @property
    def years(self) -> "list[YearFigures]":
        """The figures, the latest year first."""
        return list(YearFigures.objects.filter(organisation=self.organisation).order_by("-year"))

    @property
    def bank(self) -> "BankAccount | None":
        """The current account, if there is one."""
        return BankAccount.objects.filter(organisation=self.organisation, until=None).first()


class Shareholder(models.Model):
    """Who holds 25 % or more of an enterprise, as its profile tells; `key` is what the name is compared by."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="holders")
    name = models.CharField("名称", max_length=200)
    key = models.CharField(max_length=200, db_index=True)


class YearFigures(models.Model):
    """One year of an enterprise: staff, revenue and R&D spend (fen), intellectual property granted."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="years")
    year = models.PositiveSmallIntegerField("年度")
    staff = models.PositiveIntegerField("职工人数", null=True, blank=True)
    rnd_staff = models.PositiveIntegerField("研发人员", null=True, blank=True)
    revenue = models.BigIntegerField("营业收入（分）", null=True, blank=True)
    rnd_spend = models.BigIntegerField("研发费用（分）", null=True, blank=True)
    patents = models.PositiveIntegerField("发明专利", null=True, blank=True)
    copyrights = models.PositiveIntegerField("软件著作权", null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "year"], name="figures_once_a_year"),
            models.CheckConstraint(
                condition=(Q(revenue__isnull=True) | Q(revenue__gte=0))
                & (Q(rnd_spend__isnull=True) | Q(rnd_spend__gte=0)),
                name="figures_not_negative",
            ),
        ]


class BankAccount(models.Model):
    """Where money would go: the holder must be the enterprise; the number is encrypted, shown masked."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="bank_accounts")
    holder = models.CharField("户名", max_length=200)
    bank = models.CharField("开户银行", max_length=200)
    number_sealed = models.BinaryField()
    number_hash = models.CharField(max_length=64, blank=True, db_index=True)  # keyed
    last4 = models.CharField(max_length=4)
    since = models.DateTimeField(default=clock.now)
    until = models.DateTimeField(null=True)
    changed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(until__isnull=True), name="one_current_account"
            )
        ]

    @property
    def masked(self) -> str:
        """All that a page shows of the number: **** 1234."""
        return f"**** {self.last4}"
