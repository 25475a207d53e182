from django.db import migrations

# The callers of a station's incidents, and of those to which one's own crew is sent.
CALL_IS_IN_REACH = """
CREATE FUNCTION personal.call_is_in_reach(bureau bigint, called text, officer bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
RETURN EXISTS (
    SELECT FROM public.calls_call c JOIN public.dispatch_incident i ON i.id = c.incident_id
    WHERE c.bureau_id = bureau AND c.number = called AND (
        i.station_id = personal.station_of(officer)
        OR EXISTS (
            SELECT FROM public.dispatch_assignment a
            JOIN public.units_crew w ON w.unit_id = a.unit_id AND w.bureau_id = bureau
                AND (w.until_at IS NULL OR w.until_at >= a.assigned_at)
            JOIN public.units_crew_members m ON m.crew_id = w.id AND m.officer_id = officer
            WHERE a.bureau_id = bureau AND a.incident_id = i.id AND a.ended_at IS NULL
        )
    )
)
"""


class Migration(migrations.Migration):

    dependencies = [
        ('calls', '0004_merged_and_handed'),
        ('dispatch', '0007_cordons'),
        ('personal', '0011_in_reach'),
        ('units', '0002_vehicle_retired_at'),
    ]

    operations = [
        migrations.RunSQL(CALL_IS_IN_REACH, 'DROP FUNCTION personal.call_is_in_reach(bigint, text, bigint)'),
    ]
