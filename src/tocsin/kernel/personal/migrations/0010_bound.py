from django.db import migrations

# Of the token of whoever wrote the look the table holds the hash alone; looks of before open nothing.
OPENS_WITH = 'ALTER TABLE personal.look ADD COLUMN opens_with bytea'
# What the web may read of a look does not open it: the token was never in the database.
FACTS_OF = """
CREATE FUNCTION personal.facts_of(tickets bigint[], token bytea)
RETURNS TABLE (subject uuid, bureau bigint, key bytea, key_version integer, fact uuid, kind varchar, value bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    hashed bytea := sha256(token);
    wanted bigint;
BEGIN
    FOREACH wanted IN ARRAY tickets LOOP
        IF NOT EXISTS (
            SELECT FROM personal.look l
            WHERE l.id = wanted AND l.refusal = '' AND personal.has_ended(l.written_in)
                AND l.opens_with = hashed
                AND l.bureau_id = personal.bureau_here()
                AND l.expires_at > clock_timestamp()
                AND personal.case_is_open(l.bureau_id, l."case")
                AND NOT personal.is_sealed(l.bureau_id, l.subject, l.officer_id, l."case")
        ) THEN
            RAISE EXCEPTION 'Nobody is read without a committed look of one''s own that is no older than a minute, for an open case.'
                USING ERRCODE = 'insufficient_privilege';
        END IF;
    END LOOP;
    RETURN QUERY
        SELECT s.id, s.bureau_id, s.key, s.key_version, f.id, f.kind, f.value
        FROM personal.look l
        JOIN personal.subject s ON s.id = l.subject AND s.bureau_id = l.bureau_id AND s.key <> ''
        JOIN personal.fact f ON f.subject_id = s.id AND f.bureau_id = s.bureau_id
            AND f.superseded_at IS NULL AND l.kinds ? f.kind
        WHERE l.id = ANY (tickets);
END $$
"""
BEFORE = (
    FACTS_OF.replace(', token bytea)', ')')
    .replace('    hashed bytea := sha256(token);\n', '')
    .replace('                AND l.opens_with = hashed\n', '')
    .replace(" of one''s own", '')
)


class Migration(migrations.Migration):

    dependencies = [
        ('personal', '0009_seals'),
    ]

    operations = [
        migrations.RunSQL(OPENS_WITH, 'ALTER TABLE personal.look DROP COLUMN opens_with'),
        migrations.RunSQL('DROP FUNCTION personal.facts_of(bigint[])', BEFORE),
        migrations.RunSQL(FACTS_OF, 'DROP FUNCTION personal.facts_of(bigint[], bytea)'),
    ]
