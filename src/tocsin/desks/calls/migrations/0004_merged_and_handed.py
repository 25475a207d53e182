from django.db import migrations

# An incident that was merged is over with its head, one that was handed to another bureau is over here.
CALL_IS_OPEN = """
CREATE OR REPLACE FUNCTION personal.call_is_open(bureau bigint, called text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
RETURN EXISTS (
    SELECT FROM public.calls_call c
    LEFT JOIN public.dispatch_incident i ON i.id = c.incident_id
    LEFT JOIN public.dispatch_incident h ON h.id = i.head_id
    WHERE c.bureau_id = bureau AND c.number = called
        AND (c.state <> 'saved' OR c.call_back IN ('due', 'unreached')
            OR (c.incident_id IS NOT NULL
                AND CASE WHEN h.id IS NULL THEN i.closed_at ELSE h.closed_at END IS NULL
                AND coalesce(h.state, i.state) <> 'transferred'))
)
"""


class Migration(migrations.Migration):

    dependencies = [
        ('calls', '0003_open_cases'),
        ('dispatch', '0007_cordons'),
    ]

    operations = [migrations.RunSQL(CALL_IS_OPEN, migrations.RunSQL.noop)]
