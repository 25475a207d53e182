from django.db import migrations

# The station to which an officer's sight is held; none where a role reaches over the bureau.
# As `tocsin.kernel.access.scope` says of pages.
STATION_OF = """
CREATE FUNCTION personal.station_of(officer bigint) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
RETURN (
    SELECT o.station_id FROM public.accounts_officer o
    WHERE o.id = officer AND NOT EXISTS (
        SELECT FROM public.accounts_rolegrant g
        WHERE g.officer_id = o.id AND g.ended_at IS NULL AND g.role IN (
            'call_taker', 'dispatcher', 'integration', 'administrator', 'security_officer', 'auditor'
        )
    )
)
"""
# Each desk whose cases lie with stations says of them who reaches one; others are the bureau's.
IN_REACH = """
CREATE FUNCTION personal.in_reach(bureau bigint, named text, officer bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    kind text := split_part(named, ':', 1);
    number text := substr(named, length(kind) + 2);
    answer boolean;
BEGIN
    IF personal.station_of(officer) IS NULL OR kind !~ '^[a-z_]+$'
        OR to_regprocedure(format('personal.%I(bigint, text, bigint)', kind || '_is_in_reach')) IS NULL THEN
        RETURN true;
    END IF;
    EXECUTE format('SELECT personal.%I($1, $2, $3)', kind || '_is_in_reach')
        INTO answer USING bureau, number, officer;
    RETURN coalesce(answer, false);
END $$
"""
OUT_OF_REACH = """
CREATE FUNCTION personal.out_of_reach() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT personal.in_reach(NEW.bureau_id, NEW."case", NEW.officer_id) THEN
        NEW.refusal := 'personal.out_of_reach';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER personal_look_in_reach BEFORE INSERT ON personal.look
    FOR EACH ROW WHEN (NEW.refusal = '') EXECUTE FUNCTION personal.out_of_reach()
"""


class Migration(migrations.Migration):

    dependencies = [
        ('personal', '0010_bound'),
        ('accounts', '0001_initial'),
    ]

    operations = [
        migrations.RunSQL(STATION_OF, 'DROP FUNCTION personal.station_of(bigint)'),
        migrations.RunSQL(IN_REACH, 'DROP FUNCTION personal.in_reach(bigint, text, bigint)'),
        migrations.RunSQL(OUT_OF_REACH, 'DROP FUNCTION personal.out_of_reach() CASCADE'),
    ]
