import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from tocsin.kernel.ledger.covering import keep_unchanged

TABLES = ('seal', 'unsealing')
# No longer than three days by the database's own clock, whatever is written.
UNTIL = """
CREATE FUNCTION personal.unseal_for_a_while() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    NEW.until_at := clock_timestamp() + make_interval(hours => NEW.hours);
    RETURN NEW;
END $$;
CREATE TRIGGER personal_unsealing_until BEFORE INSERT ON personal.unsealing
    FOR EACH ROW EXECUTE FUNCTION personal.unseal_for_a_while()
"""
IS_SEALED = """
CREATE FUNCTION personal.is_sealed(bureau bigint, person uuid, officer bigint, named text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
RETURN split_part(named, ':', 1) <> 'own_record' AND EXISTS (
    SELECT FROM personal.seal s WHERE s.bureau_id = bureau AND s.subject = person
) AND NOT EXISTS (
    SELECT FROM personal.unsealing u
    WHERE u.bureau_id = bureau AND u.subject = person AND u.officer_id = officer
        AND u.until_at > clock_timestamp()
)
"""
SEALED = """
CREATE FUNCTION personal.sealed_from() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF personal.is_sealed(NEW.bureau_id, NEW.subject, NEW.officer_id, NEW."case") THEN
        NEW.refusal := 'personal.sealed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER personal_look_sealed BEFORE INSERT ON personal.look
    FOR EACH ROW WHEN (NEW.refusal = '') EXECUTE FUNCTION personal.sealed_from()
"""
# What was sealed after the look was written is not handed out either.
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
                AND NOT personal.is_sealed(l.bureau_id, l.subject, l.officer_id, l."case")
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
APART = """
ALTER TABLE personal.{table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY by_bureau ON personal.{table}
    USING (bureau_id = (SELECT personal.bureau_here()) OR (SELECT personal.above_bureaus()))
"""
TOGETHER = """
DROP POLICY by_bureau ON personal.{table};
ALTER TABLE personal.{table} DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY
"""


def columns(*more):
    """Name what both tables hold."""
    bureau = models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='accounts.bureau')
    return [
        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
        ('subject', models.UUIDField()),
        ('at', models.DateTimeField()),
        ('bureau', bureau),
        *more,
    ]


def officer():
    """Refer to an officer."""
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL
    )


class Migration(migrations.Migration):

    dependencies = [
        ('personal', '0008_stand_ins'),
    ]

    operations = [
        migrations.CreateModel(
            name='Seal',
            fields=columns(('reason', models.CharField(max_length=200)), ('by', officer())),
            options={
                'db_table': 'personal"."seal',
                'indexes': [models.Index(fields=['bureau', 'subject'], name='personal_seal_subject')],
            },
        ),
        migrations.CreateModel(
            name='Unsealing',
            fields=columns(
                ('hours', models.PositiveSmallIntegerField()),
                ('until_at', models.DateTimeField()),
                ('officer', officer()),
                ('by', officer()),
            ),
            options={
                'db_table': 'personal"."unsealing',
                'indexes': [models.Index(fields=['bureau', 'subject', 'officer'], name='personal_unsealed_for')],
                'constraints': [
                    models.CheckConstraint(
                        condition=models.Q(hours__range=(1, 72)), name='personal_unsealed_for_a_while'
                    )
                ],
            },
        ),
        migrations.RunSQL(UNTIL, 'DROP FUNCTION personal.unseal_for_a_while() CASCADE'),
        migrations.RunSQL(IS_SEALED, migrations.RunSQL.noop),
        migrations.RunSQL(SEALED, 'DROP FUNCTION personal.sealed_from() CASCADE'),
        migrations.RunSQL(FACTS_OF, migrations.RunSQL.noop),
        *(migrations.RunSQL(APART.format(table=one), TOGETHER.format(table=one)) for one in TABLES),
        *(migrations.RunSQL(*keep_unchanged(f'personal.{one}', f'personal_{one}')) for one in TABLES),
    ]
