SELECT * FROM personal.fact
SELECT value FROM personal.fact
SELECT kind FROM personal.fact
SELECT count(*) FROM personal.fact
SELECT 1 FROM personal.fact
SELECT blind FROM personal.fact
SELECT mark FROM personal.fact
SELECT ctid FROM personal.fact
SELECT f FROM personal.fact f
SELECT to_jsonb(f) FROM personal.fact f
SELECT string_agg(encode(value, 'hex'), ',') FROM personal.fact
SELECT array_agg(value) FROM personal.fact
SELECT xmlagg(xmlelement(name f, value)) FROM personal.fact
TABLE personal.fact
TABLE ONLY personal.fact
SELECT * FROM personal.fact TABLESAMPLE system (100)
SELECT * FROM personal.subject
SELECT key FROM personal.subject
SELECT id FROM personal.subject
SELECT count(*) FROM personal.subject
SELECT (SELECT value FROM personal.fact LIMIT 1)
SELECT EXISTS (SELECT FROM personal.fact WHERE kind = 'name')
WITH f AS (SELECT * FROM personal.fact) SELECT * FROM f
WITH f AS MATERIALIZED (TABLE personal.fact) SELECT * FROM f
SELECT * FROM personal.subject s JOIN personal.fact f ON f.subject_id = s.id
SELECT l.*, f.value FROM personal.look l JOIN personal.fact f ON f.subject_id = l.subject
SELECT f.* FROM calls_call c, LATERAL (SELECT * FROM personal.fact) f
VALUES ((SELECT value FROM personal.fact LIMIT 1))
SELECT query_to_xml('SELECT * FROM personal.fact', true, false, '')
SELECT table_to_xml('personal.fact', true, false, '')
SELECT schema_to_xml('personal', true, false, '')
SELECT database_to_xml(true, false, '')
SELECT cursor_to_xml('c', 10, true, false, '')
SELECT * FROM personal.fact FOR UPDATE
SELECT * FROM personal.subject FOR KEY SHARE
SELECT value::text::integer FROM personal.fact
SELECT encode(value, 'escape')::date FROM personal.fact
SELECT CAST(key::text AS uuid) FROM personal.subject
SELECT 1 / (SELECT count(*) - count(*) FROM personal.fact)
INSERT INTO personal.fact SELECT * FROM personal.fact
INSERT INTO personal.fact (id, bureau_id, subject_id, kind, value, recorded_at) VALUES (gen_random_uuid(), {bureau}, '{subject}', 'name', 'x', now())
INSERT INTO personal.fact (id, bureau_id, subject_id, kind, value, recorded_at) VALUES (gen_random_uuid(), {bureau}, '{subject}', 'remark', 'x', now()) RETURNING *
INSERT INTO personal.fact (id, bureau_id, subject_id, kind, value, recorded_at) VALUES ('{fact}', {bureau}, '{subject}', 'remark', 'x', now()) ON CONFLICT (id) DO UPDATE SET value = personal.fact.value RETURNING value
INSERT INTO personal.subject (id, bureau_id, retention, created_at, key, key_version) VALUES ('{subject}', {bureau}, 'call', now(), 'x', 1)
MERGE INTO personal.fact f USING (SELECT 1) s ON true WHEN MATCHED THEN DELETE
UPDATE personal.fact SET value = value
UPDATE personal.fact SET kind = 'remark' RETURNING value
UPDATE personal.subject SET key = '' RETURNING key
DELETE FROM personal.fact RETURNING *
DELETE FROM personal.subject
TRUNCATE personal.fact
UPDATE personal.look SET expires_at = 'infinity'
UPDATE personal.look SET subject = '{subject}'
DELETE FROM personal.look
ALTER TABLE personal.fact DISABLE ROW LEVEL SECURITY
ALTER TABLE personal.fact NO FORCE ROW LEVEL SECURITY
DROP POLICY by_bureau ON personal.fact
CREATE POLICY mine ON personal.fact USING (true)
ALTER TABLE personal.fact OWNER TO tocsin_web
ALTER SCHEMA personal OWNER TO tocsin_web
GRANT SELECT ON personal.fact TO tocsin_web
GRANT tocsin_worker TO tocsin_web
CREATE TRIGGER t BEFORE INSERT ON personal.fact FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()
CREATE RULE r AS ON INSERT TO personal.fact DO ALSO SELECT * FROM personal.fact
COPY personal.fact TO STDOUT
COPY (SELECT * FROM personal.fact) TO STDOUT
COPY personal.subject (key) TO STDOUT (FORMAT binary)
COPY personal.fact TO '/tmp/facts'
COPY personal.fact TO PROGRAM 'cat'
CREATE TEMP TABLE t AS SELECT * FROM personal.fact
CREATE TEMP VIEW v AS SELECT * FROM personal.fact; SELECT * FROM v
CREATE VIEW v AS SELECT * FROM personal.fact
CREATE MATERIALIZED VIEW v AS SELECT * FROM personal.fact
CREATE TABLE t (LIKE personal.fact)
CREATE TEMP TABLE t () INHERITS (personal.fact)
DECLARE c CURSOR FOR SELECT * FROM personal.fact; FETCH ALL c
DECLARE c CURSOR WITH HOLD FOR TABLE personal.subject; FETCH ALL c
PREPARE p AS SELECT * FROM personal.fact; EXECUTE p
EXPLAIN SELECT * FROM personal.fact
EXPLAIN ANALYZE SELECT * FROM personal.fact WHERE kind = 'name'
DO $$ BEGIN PERFORM value FROM personal.fact; END $$
DO $$ DECLARE v text; BEGIN SELECT encode(value, 'hex') INTO v FROM personal.fact LIMIT 1; RAISE EXCEPTION '%', v; END $$
CREATE FUNCTION pg_temp.f() RETURNS SETOF bytea LANGUAGE sql SECURITY DEFINER AS 'SELECT value FROM personal.fact'; SELECT pg_temp.f()
CREATE FUNCTION public.f() RETURNS void LANGUAGE sql AS ''
CREATE FUNCTION personal.drill_is_open(bigint, varchar) RETURNS boolean LANGUAGE sql AS 'SELECT true'
SELECT * FROM pg_stats WHERE schemaname = 'personal' AND tablename <> 'look'
SELECT * FROM pg_statistic
SELECT * FROM pg_stats_ext_exprs WHERE schemaname = 'personal'
SELECT most_common_vals FROM pg_stats WHERE tablename = 'fact'
SELECT * FROM pg_authid
SELECT * FROM pg_read_file('pg_hba.conf')
SELECT pg_read_binary_file('base')
SELECT pg_ls_dir('.')
SELECT lo_import('/etc/passwd')
SELECT lo_get(loid) FROM pg_largeobject
SELECT lo_from_bytea(0, (SELECT value FROM personal.fact LIMIT 1))
CREATE EXTENSION dblink
CREATE EXTENSION postgres_fdw
CREATE EXTENSION pageinspect
CREATE EXTENSION pg_visibility
SELECT dblink('dbname=' || current_database(), 'SELECT * FROM personal.fact')
SELECT get_raw_page('personal.fact', 0)
LOAD 'auto_explain'
SELECT pg_logical_slot_get_changes('s', NULL, NULL)
SELECT pg_create_logical_replication_slot('s', 'test_decoding')
CREATE PUBLICATION p FOR TABLE personal.fact
LISTEN facts; NOTIFY facts; SELECT value FROM personal.fact
RESET ROLE; SELECT * FROM personal.fact
SET ROLE NONE; SELECT * FROM personal.fact
SET ROLE tocsin_worker; SELECT value FROM personal.fact
SET ROLE tocsin_auditor
SET ROLE {owner}; SELECT * FROM personal.fact
SET SESSION AUTHORIZATION {owner}; SELECT * FROM personal.fact
RESET SESSION AUTHORIZATION; SELECT * FROM personal.fact
SET row_security = off; SELECT * FROM personal.fact
SET session_replication_role = replica
SET search_path = pg_temp; CREATE TEMP TABLE look (id bigint); SELECT * FROM personal.facts_of(ARRAY[{expired}], '{token}')
ALTER ROLE tocsin_web SUPERUSER
ALTER ROLE tocsin_web BYPASSRLS
CREATE ROLE another SUPERUSER
DROP OWNED BY {owner}
REASSIGN OWNED BY {owner} TO tocsin_web
SELECT * FROM personal.facts_of(ARRAY[]::bigint[], '{token}')
SELECT * FROM personal.facts_of(NULL, '{token}')
SELECT * FROM personal.facts_of(ARRAY[0], '{token}')
SELECT * FROM personal.facts_of(ARRAY[-1, 1, 2, 3]::bigint[], '{token}')
SELECT * FROM personal.facts_of((SELECT array_agg(id) FROM personal.look), '{token}')
SELECT * FROM personal.facts_of(ARRAY[{expired}], '{token}')
SELECT * FROM personal.facts_of(ARRAY[{refused}], '{token}')
SELECT * FROM personal.facts_of(ARRAY[{closed}], '{token}')
SELECT * FROM personal.facts_of(ARRAY[{foreign}], '{token}')
SET tocsin.bureau = ''; SELECT * FROM personal.facts_of(ARRAY[{good}], '{token}')
SET tocsin.bureau = '{other}'; SELECT * FROM personal.facts_of(ARRAY[{good}], '{token}')
SET tocsin.bureau = 'x'; SELECT * FROM personal.facts_of(ARRAY[{good}], '{token}')
SELECT * FROM personal.facts_of(ARRAY[{good}, {expired}], '{token}')
{own}; SELECT * FROM personal.facts_of((SELECT array_agg(id) FROM personal.look WHERE id > {last}), '{token}')
SAVEPOINT a; {own}; RELEASE a; SELECT * FROM personal.facts_of(ARRAY[currval('personal.look_id_seq')], '{token}')
WITH mine AS ({own} RETURNING id) SELECT f.* FROM mine, personal.facts_of(ARRAY[id], '{token}') f
SELECT * FROM personal.names_looked_at({bureau}, '-infinity', 'infinity')
SELECT personal.has_ended('1')
SELECT personal.drill_is_open({bureau}, 'open')
SELECT * FROM personal.held_for_writing({other}, '{subject}')
SET tocsin.bureau = '{other}'; SELECT * FROM personal.held_for_writing({bureau}, '{subject}')
SELECT * FROM personal.supersede({bureau}, '{subject}', ARRAY['name'], ARRAY['x'::bytea], now())
SELECT personal.anybody_is_sealed()
SELECT personal.case_is_open({bureau}, 'drill:open')
SELECT * FROM personal.facts_of(ARRAY[{good}])
SELECT * FROM personal.facts_of(ARRAY[{good}], '')
SELECT * FROM personal.facts_of(ARRAY[{good}], NULL)
SELECT * FROM personal.facts_of(ARRAY[{good}], '{others_token}')
SELECT * FROM personal.facts_of(ARRAY[{of_another}], '{token}')
SELECT * FROM personal.facts_of(ARRAY[{good}, {of_another}], '{token}')
SELECT * FROM personal.facts_of(ARRAY[{of_another}], (SELECT opens_with FROM personal.look WHERE id = {of_another}))
SELECT * FROM personal.facts_of(ARRAY[{of_another}], sha256((SELECT opens_with FROM personal.look WHERE id = {of_another})))
SELECT (personal.facts_of(ids, opens_with)).* FROM (SELECT array_agg(id) AS ids, opens_with FROM personal.look GROUP BY 2) AS grouped
SELECT (personal.facts_of(ARRAY[id], opens_with)).* FROM personal.look
SELECT (personal.facts_of(ARRAY[id], salt)).* FROM personal.look
UPDATE personal.look SET opens_with = sha256('x'); SELECT * FROM personal.facts_of(ARRAY[{of_another}], 'x')
