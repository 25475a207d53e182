import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from tocsin.kernel.ledger.covering import keep_unchanged

# Ten minutes by the database's own clock.
UNTIL = """
ALTER TABLE personal.glass ALTER COLUMN until_at SET DEFAULT clock_timestamp() + interval '10 minutes';
"""
# Whoever calls it need not see the people themselves; nothing is added for somebody unknown.
BREAK_GLASS = """
CREATE FUNCTION personal.break_glass(
    in_bureau bigint, whom uuid, who bigint, known_in text, chosen text, said text, wanted jsonb, moment timestamptz
) RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO personal.glass (bureau_id, subject, officer_id, "case", reason, words, kinds, at)
    SELECT in_bureau, s.id, o.id, known_in, chosen, said, wanted, moment
    FROM personal.subject s, public.accounts_officer o
    WHERE s.id = whom AND s.bureau_id = in_bureau AND s.key <> ''
        AND o.id = who AND o.bureau_id = in_bureau AND o.is_active
    RETURNING id
$$
"""
GLASS_IS_OPEN = """
CREATE FUNCTION personal.glass_is_open(bureau bigint, number text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
RETURN EXISTS (
    SELECT FROM personal.glass g
    WHERE g.bureau_id = bureau AND g.id::text = number AND g.until_at > clock_timestamp()
)
"""
# A look behind glass is of that officer, at that person, and at no more of them.
BEHIND_GLASS = """
CREATE FUNCTION personal.behind_glass() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM personal.glass g
        WHERE g.bureau_id = NEW.bureau_id AND 'glass:' || g.id = NEW."case" AND NEW.task = 'break_glass'
            AND g.officer_id = NEW.officer_id AND g.subject = NEW.subject AND g.kinds @> NEW.kinds
            AND g.until_at > clock_timestamp()
    ) THEN
        NEW.refusal := 'personal.no_purpose';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER personal_look_behind_glass BEFORE INSERT ON personal.look
    FOR EACH ROW WHEN (NEW.refusal = '' AND (NEW.task = 'break_glass' OR NEW."case" LIKE 'glass:%'))
    EXECUTE FUNCTION personal.behind_glass();
"""
HELD, RELEASED = keep_unchanged('personal.glass', 'personal_glass')


class Migration(migrations.Migration):

    dependencies = [
        ('personal', '0003_tickets'),
        ('ledger', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Glass',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.UUIDField()),
                ('case', models.CharField(max_length=60)),
                ('reason', models.CharField(max_length=20)),
                ('words', models.CharField(max_length=200)),
                ('kinds', models.JSONField()),
                ('at', models.DateTimeField()),
                ('until_at', models.DateTimeField()),
                ('bureau', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='accounts.bureau')),
                ('officer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'personal"."glass',
                'indexes': [models.Index(fields=['bureau', 'officer', 'subject'], name='personal_glass_who')],
            },
        ),
        migrations.RunSQL(UNTIL, migrations.RunSQL.noop),
        migrations.RunSQL(BREAK_GLASS, 'DROP FUNCTION personal.break_glass(bigint, uuid, bigint, text, text, text, jsonb, timestamptz)'),
        migrations.RunSQL(GLASS_IS_OPEN, 'DROP FUNCTION personal.glass_is_open(bigint, text)'),
        migrations.RunSQL(BEHIND_GLASS, 'DROP FUNCTION personal.behind_glass() CASCADE'),
        migrations.RunSQL(HELD, RELEASED),
    ]
