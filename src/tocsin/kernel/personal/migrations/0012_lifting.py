import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from tocsin.kernel.ledger.covering import keep_unchanged

# A seal that was lifted seals nobody.
IS_SEALED = """
CREATE OR REPLACE FUNCTION personal.is_sealed(bureau bigint, person uuid, officer bigint, named text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
RETURN split_part(named, ':', 1) <> 'own_record' AND EXISTS (
    SELECT FROM personal.seal s WHERE s.bureau_id = bureau AND s.subject = person
        AND NOT EXISTS (SELECT FROM personal.lifting l WHERE l.seal_id = s.id)
) AND NOT EXISTS (
    SELECT FROM personal.unsealing u
    WHERE u.bureau_id = bureau AND u.subject = person AND u.officer_id = officer
        AND u.until_at > clock_timestamp()
)
"""
# Whoever writes it alone lifts nothing: two people have decided on this very seal, and it is theirs.
TWO_PEOPLE = """
CREATE FUNCTION personal.lifted_by_two() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM public.two_person_proposal p
        JOIN personal.seal s ON s.id = NEW.seal_id AND s.bureau_id = NEW.bureau_id
        WHERE p.id = NEW.proposal AND p.bureau_id = NEW.bureau_id AND p.kind = 'lift_seal'
            AND p.state = 'approved' AND p.decided_by_id <> p.proposed_by_id
            AND p.words ->> 'seal' = NEW.seal_id::text
    ) THEN
        RAISE EXCEPTION 'A seal is lifted by two people.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER personal_lifting_by_two BEFORE INSERT ON personal.lifting
    FOR EACH ROW EXECUTE FUNCTION personal.lifted_by_two()
"""
APART = """
ALTER TABLE personal.lifting ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY by_bureau ON personal.lifting
    USING (bureau_id = (SELECT personal.bureau_here()) OR (SELECT personal.above_bureaus()))
"""
TOGETHER = """
DROP POLICY by_bureau ON personal.lifting;
ALTER TABLE personal.lifting DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY
"""


class Migration(migrations.Migration):

    dependencies = [
        ('personal', '0011_in_reach'),
        ('two_person', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Lifting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('proposal', models.BigIntegerField(unique=True)),
                ('at', models.DateTimeField()),
                ('bureau', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='accounts.bureau')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('seal', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, to='personal.seal')),
            ],
            options={'db_table': 'personal"."lifting'},
        ),
        migrations.RunSQL(IS_SEALED, migrations.RunSQL.noop),
        migrations.RunSQL(TWO_PEOPLE, 'DROP FUNCTION personal.lifted_by_two() CASCADE'),
        migrations.RunSQL(APART, TOGETHER),
        migrations.RunSQL(*keep_unchanged('personal.lifting', 'personal_lifting')),
    ]
