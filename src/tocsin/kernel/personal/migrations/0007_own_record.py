from django.db import migrations

# Whom a number belongs to is told for a request for one's own record that is open, and else nobody.
SAME_AS = """
CREATE FUNCTION personal.same_as(bureau bigint, named text, sort text, blinds bytea[])
RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF split_part(named, ':', 1) <> 'own_record' OR NOT personal.case_is_open(bureau, named) THEN
        RAISE EXCEPTION 'Nobody is found by a number but for an open request for their own record.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN QUERY
        SELECT DISTINCT f.subject_id FROM personal.fact f
        WHERE f.bureau_id = bureau AND bureau = personal.bureau_here() AND f.kind = sort AND f.blind = ANY (blinds)
            AND f.superseded_at IS NULL
        LIMIT 200;
END $$
"""


class Migration(migrations.Migration):

    dependencies = [
        ('personal', '0006_roles'),
    ]

    operations = [
        migrations.RunSQL(SAME_AS, 'DROP FUNCTION personal.same_as(bigint, text, text, bytea[])'),
    ]
