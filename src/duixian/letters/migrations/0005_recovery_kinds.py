"""Two kinds more: 陈述申辩回执, 追缴办结通知书."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("letters", "0004_newest"),
    ]

    operations = [
        migrations.AlterField(
            model_name="letter",
            name="kind",
            field=models.CharField(
                choices=[
                    ("correction", "补正通知书"),
                    ("not-admitted", "不予受理通知书"),
                    ("lapsed", "视为撤回告知书"),
                    ("decision", "资助决定书"),
                    ("refusal", "不予资助告知书"),
                    ("reply", "答复函"),
                    ("review", "复核决定书"),
                    ("suspension", "暂停拨付告知书"),
                    ("prior-notice", "追缴事先告知书"),
                    ("receipt", "陈述申辩回执"),
                    ("demand", "追缴决定书"),
                    ("reminder", "催告书"),
                    ("enforcement", "强制执行申请书"),
                    ("closure", "追缴办结通知书"),
                    ("referral", "移送函"),
                    ("payment-request", "拨款申请函"),
                ],
                max_length=20,
                verbose_name="种类",
            ),
        ),
    ]
