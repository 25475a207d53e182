"""Keep all who ever confirmed who a resident is, not the last alone."""

import django.contrib.postgres.fields
from django.db import migrations, models

TAKE_OVER = """
    UPDATE residents_ownrequest SET confirmers = ARRAY[confirmed_by_id]
    WHERE confirmed_by_id IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [("residents", "0003_erasures")]

    operations = [
        migrations.AddField(
            model_name="ownrequest",
            name="confirmers",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), default=list, size=None
            ),
        ),
        migrations.RunSQL(TAKE_OVER, migrations.RunSQL.noop),
    ]
