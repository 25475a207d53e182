from django.db import migrations, models

# The database's own clock counts, and looks from before open nothing.
EXPIRY = """
ALTER TABLE personal.look ADD COLUMN expires_at timestamptz NOT NULL DEFAULT '-infinity';
ALTER TABLE personal.look ALTER COLUMN expires_at SET DEFAULT clock_timestamp() + interval '1 minute';
"""
# A transaction under way, our own above all, could still take its ticket back.
HAS_ENDED = """
CREATE OR REPLACE FUNCTION personal.has_ended(written_in xid8) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
RETURN pg_xact_status(written_in) = 'committed'
"""
# Each desk says for its own cases whether they are open; of an unknown kind none is.
CASE_IS_OPEN = """
CREATE FUNCTION personal.case_is_open(bureau bigint, named text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    kind text := split_part(named, ':', 1);
    number text := substr(named, length(kind) + 2);
    answer boolean;
BEGIN
    IF kind !~ '^[a-z_]+$'
        OR to_regprocedure(format('personal.%I(bigint, text)', kind || '_is_open')) IS NULL THEN
        RETURN false;
    END IF;
    EXECUTE format('SELECT personal.%I($1, $2)', kind || '_is_open') INTO answer USING bureau, number;
    RETURN coalesce(answer, false);
END $$
"""
FACTS_OF = """
CREATE FUNCTION personal.facts_of(tickets bigint[])
RETURNS TABLE (subject uuid, bureau bigint, key bytea, key_version integer, fact uuid, kind varchar, value bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    wanted bigint;
BEGIN
    FOREACH wanted IN ARRAY tickets LOOP
        IF NOT EXISTS (
            SELECT FROM personal.look l
            WHERE l.id = wanted AND l.refusal = '' AND personal.has_ended(l.written_in)
                AND l.expires_at > clock_timestamp()
                AND personal.case_is_open(l.bureau_id, l."case")
        ) THEN
            RAISE EXCEPTION 'Nobody is read without a committed look that is no older than a minute, for an open case.'
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


class Migration(migrations.Migration):

    dependencies = [
        ('personal', '0002_sealed'),
        # Which lets each look know the transaction that wrote it.
        ('ledger', '0001_initial'),
    ]

    operations = [
        migrations.AddField('Look', 'refusal', models.CharField(blank=True, db_default='', default='', max_length=40)),
        migrations.RunSQL(EXPIRY, 'ALTER TABLE personal.look DROP COLUMN expires_at'),
        migrations.RunSQL(HAS_ENDED, 'DROP FUNCTION personal.has_ended(xid8)'),
        migrations.RunSQL(CASE_IS_OPEN, 'DROP FUNCTION personal.case_is_open(bigint, text)'),
        migrations.RunSQL(FACTS_OF, 'DROP FUNCTION personal.facts_of(bigint[])'),
    ]
