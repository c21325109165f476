"""Agreements with enterprises, their promises and follow-ups, and the words by which they are found."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import duixian.kernel.clock
import duixian.parties.finding.tokens
from duixian.parties.finding.token_index import token_index


class Migration(migrations.Migration):
    """Four tables and an index over the words."""

    dependencies = [
        ("parties", "0005_deputy"),
    ]

    operations = [
        migrations.CreateModel(
            name="Agreement",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=60, verbose_name="协议编号")),
                ("title", models.CharField(max_length=100, verbose_name="协议名称")),
                ("signed_on", models.DateField(verbose_name="签订日期")),
                ("until", models.DateField(null=True, verbose_name="履行期至")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("running", "履行中"),
                            ("done", "已履行完毕"),
                            ("ended", "已解除或终止"),
                        ],
                        default="running",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("entered_at", models.DateTimeField(default=duixian.kernel.clock.now)),
                ("changed_at", models.DateTimeField(default=duixian.kernel.clock.now)),
                (
                    "changed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.person",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.person",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agreements",
                        to="parties.organisation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AgreementText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("tokens", duixian.parties.finding.tokens.TokensField()),
                (
                    "agreement",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="search_text",
                        to="parties.agreement",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="FollowUp",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField(verbose_name="日期")),
                ("text", models.CharField(max_length=1000, verbose_name="跟进情况")),
                ("at", models.DateTimeField(default=duixian.kernel.clock.now)),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="follow_ups",
                        to="parties.agreement",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.person",
                    ),
                ),
            ],
            options={
                "ordering": ["-on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Promise",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("tax", "税收"),
                            ("land", "用地用房"),
                            ("output", "产值营收"),
                            ("research", "研发投入"),
                            ("people", "人员"),
                            ("other", "其他"),
                        ],
                        max_length=10,
                        verbose_name="类别",
                    ),
                ),
                ("text", models.CharField(max_length=300, verbose_name="承诺内容")),
                ("due_on", models.DateField(null=True, verbose_name="期限")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "待履行"),
                            ("met", "已履行"),
                            ("part", "部分履行"),
                            ("missed", "未履行"),
                        ],
                        default="pending",
                        max_length=10,
                        verbose_name="履行情况",
                    ),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="promises",
                        to="parties.agreement",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
            },
        ),
        migrations.AddIndex(
            model_name="agreement",
            index=models.Index(fields=["-signed_on", "id"], name="parties_agr_signed__d37d27_idx"),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.UniqueConstraint(
                fields=("organisation", "number"), name="agreement_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="promise",
            constraint=models.UniqueConstraint(
                fields=("agreement", "position"), name="promise_position_once"
            ),
        ),
        *token_index("parties_agreementtext"),
    ]
