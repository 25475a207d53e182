from django.db import migrations

CALL_IS_OPEN = """
CREATE FUNCTION personal.call_is_open(bureau bigint, called text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
RETURN EXISTS (
    SELECT FROM public.calls_call c LEFT JOIN public.dispatch_incident i ON i.id = c.incident_id
    WHERE c.bureau_id = bureau AND c.number = called
        AND (c.state <> 'saved' OR c.call_back IN ('due', 'unreached')
            OR (c.incident_id IS NOT NULL AND i.closed_at IS NULL))
)
"""


class Migration(migrations.Migration):

    dependencies = [
        ('calls', '0002_placing'),
        ('dispatch', '0001_initial'),
        ('personal', '0003_tickets'),
    ]

    operations = [
        migrations.RunSQL(CALL_IS_OPEN, 'DROP FUNCTION personal.call_is_open(bigint, text)'),
    ]
