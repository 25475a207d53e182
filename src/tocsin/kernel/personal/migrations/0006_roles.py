from django.db import migrations, models

# An empty setting is none: so reads one that a transaction has taken back.
BUREAU_HERE = """
CREATE FUNCTION personal.bureau_here() RETURNS bigint
LANGUAGE sql STABLE PARALLEL SAFE
RETURN nullif(current_setting('tocsin.bureau', true), '')::bigint
"""
# Who works for all bureaus at once, while no bureau is meant: the owner (migrations, backups, keys)
# and those who serve every bureau. The web is never above.
ABOVE_BUREAUS = """
CREATE FUNCTION personal.above_bureaus() RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
RETURN personal.bureau_here() IS NULL AND (
    current_user IN ('tocsin_worker', 'tocsin_sequencer', 'tocsin_auditor')
    OR current_user = (SELECT pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = 'personal')
)
"""
HELD = """
CREATE FUNCTION personal.held_for_writing(bureau bigint, person uuid)
RETURNS TABLE (key bytea, key_version integer)
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT s.key, s.key_version FROM personal.subject s
    WHERE s.bureau_id = bureau AND s.id = person AND s.key <> '' AND bureau = personal.bureau_here()
    FOR NO KEY UPDATE
$$
"""
# What is the same is neither ended nor to be written; an unmarked fact of earlier is said anew.
SUPERSEDE = """
CREATE FUNCTION personal.supersede(
    bureau bigint, person uuid, kinds text[], marks bytea[], moment timestamptz
) RETURNS SETOF text
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH said AS (
        SELECT * FROM unnest(kinds, marks) AS said (kind, mark) WHERE bureau = personal.bureau_here()
    ), ended AS (
        UPDATE personal.fact f SET superseded_at = moment FROM said
        WHERE f.bureau_id = bureau AND f.subject_id = person AND f.superseded_at IS NULL
            AND f.kind = said.kind AND (said.mark IS NULL OR f.mark IS DISTINCT FROM said.mark)
    )
    SELECT said.kind FROM said WHERE NOT EXISTS (
        SELECT FROM personal.fact f
        WHERE f.bureau_id = bureau AND f.subject_id = person AND f.superseded_at IS NULL
            AND f.kind = said.kind AND f.mark = said.mark
    )
$$
"""
ANYBODY = """
CREATE FUNCTION personal.anybody_is_sealed() RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    meant text := coalesce(current_setting('tocsin.bureau', true), '');
    somebody boolean;
BEGIN
    PERFORM set_config('tocsin.bureau', '', true);
    somebody := EXISTS (SELECT FROM personal.subject WHERE key <> '');
    PERFORM set_config('tocsin.bureau', meant, true);
    RETURN somebody;
END $$
"""
NAMES_LOOKED_AT = """
CREATE FUNCTION personal.names_looked_at(bureau bigint, since timestamptz, until timestamptz)
RETURNS TABLE (subject uuid, bureau_id bigint, key bytea, key_version integer, fact uuid, kind varchar, value bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT s.id, s.bureau_id, s.key, s.key_version, f.id, f.kind, f.value
    FROM personal.subject s
    JOIN personal.fact f ON f.subject_id = s.id AND f.bureau_id = s.bureau_id
        AND f.superseded_at IS NULL AND f.kind = 'name'
    WHERE s.bureau_id = bureau AND bureau = personal.bureau_here() AND s.key <> '' AND s.id IN (
        SELECT l.subject FROM personal.look l
        WHERE l.bureau_id = bureau AND l.refusal = '' AND l.at >= since AND l.at < until
    )
$$
"""
COUNT_KEPT = """
CREATE FUNCTION personal.count_kept(bureau bigint, class text) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT count(*) FROM personal.subject s
    WHERE s.bureau_id = bureau AND bureau = personal.bureau_here()
        AND s.retention = class AND s.key <> ''
$$
"""
# A look of another bureau than the one that is meant is no ticket.
FACTS_OF = """
CREATE OR REPLACE FUNCTION personal.facts_of(tickets bigint[])
RETURNS TABLE (subject uuid, bureau bigint, key bytea, key_version integer, fact uuid, kind varchar, value bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    wanted bigint;
BEGIN
    FOREACH wanted IN ARRAY tickets LOOP
        IF NOT EXISTS (
            SELECT FROM personal.look l
            WHERE l.id = wanted AND l.refusal = '' AND personal.has_ended(l.written_in)
                AND l.bureau_id = personal.bureau_here()
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
# For the owner too; a superuser alone is held by nothing.
APART = """
ALTER TABLE personal.{table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY by_bureau ON personal.{table}
    USING (bureau_id = (SELECT personal.bureau_here()) OR (SELECT personal.above_bureaus()))
"""
TOGETHER = """
DROP POLICY by_bureau ON personal.{table};
ALTER TABLE personal.{table} DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY
"""
TABLES = ('subject', 'fact', 'look', 'glass')


class Migration(migrations.Migration):

    dependencies = [
        ('personal', '0005_retained'),
    ]

    operations = [
        migrations.AddField('Fact', 'mark', models.BinaryField(null=True)),
        migrations.RunSQL(BUREAU_HERE, 'DROP FUNCTION personal.bureau_here()'),
        migrations.RunSQL(ABOVE_BUREAUS, 'DROP FUNCTION personal.above_bureaus()'),
        migrations.RunSQL(HELD, 'DROP FUNCTION personal.held_for_writing(bigint, uuid)'),
        migrations.RunSQL(SUPERSEDE, 'DROP FUNCTION personal.supersede(bigint, uuid, text[], bytea[], timestamptz)'),
        migrations.RunSQL(ANYBODY, 'DROP FUNCTION personal.anybody_is_sealed()'),
        migrations.RunSQL(NAMES_LOOKED_AT, 'DROP FUNCTION personal.names_looked_at(bigint, timestamptz, timestamptz)'),
        migrations.RunSQL(COUNT_KEPT, 'DROP FUNCTION personal.count_kept(bigint, text)'),
        migrations.RunSQL(FACTS_OF, migrations.RunSQL.noop),
        *(migrations.RunSQL(APART.format(table=one), TOGETHER.format(table=one)) for one in TABLES),
    ]
