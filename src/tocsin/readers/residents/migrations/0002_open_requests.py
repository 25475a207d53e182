from django.db import migrations

OWN_RECORD_IS_OPEN = """
CREATE FUNCTION personal.own_record_is_open(bureau bigint, named text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
RETURN EXISTS (
    SELECT FROM public.residents_ownrequest r
    WHERE r.bureau_id = bureau AND r.number = named AND r.closed_at IS NULL
)
"""


class Migration(migrations.Migration):

    dependencies = [
        ('residents', '0001_initial'),
        ('personal', '0007_own_record'),
    ]

    operations = [
        migrations.RunSQL(OWN_RECORD_IS_OPEN, 'DROP FUNCTION personal.own_record_is_open(bigint, text)'),
    ]
