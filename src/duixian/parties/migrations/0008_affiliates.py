"""What affiliates are found by: legal representative, shareholders, a keyed hash of account numbers."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("parties", "0007_earlier_in_force"),
    ]

    operations = [
        migrations.AddField(
            model_name="bankaccount",
            name="number_hash",
            field=models.CharField(blank=True, db_index=True, max_length=64),
        ),
        migrations.AddField(
            model_name="profile",
            name="legal_person",
            field=models.CharField(
                blank=True, db_index=True, max_length=60, verbose_name="法定代表人"
            ),
        ),
        migrations.AddField(
            model_name="profile",
            name="shareholders",
            field=models.TextField(blank=True, verbose_name="持股25%以上的股东"),
        ),
        migrations.AlterField(
            model_name="profile",
            name="address",
            field=models.CharField(
                blank=True, db_index=True, max_length=200, verbose_name="注册地址"
            ),
        ),
        migrations.AlterField(
            model_name="profile",
            name="contact_phone",
            field=models.CharField(
                blank=True, db_index=True, max_length=40, verbose_name="联系电话"
            ),
        ),
        migrations.CreateModel(
            name="Shareholder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="名称")),
                ("key", models.CharField(db_index=True, max_length=200)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="holders",
                        to="parties.organisation",
                    ),
                ),
            ],
        ),
    ]
