import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from tocsin.kernel.ledger.covering import keep_unchanged

RECORDS = ('receivers_notice', 'receivers_noticestep')
APART = """
ALTER TABLE personal.handing ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY by_bureau ON personal.handing
    USING (bureau_id = (SELECT personal.bureau_here()) OR (SELECT personal.above_bureaus()))
"""
TOGETHER = """
DROP POLICY by_bureau ON personal.handing;
ALTER TABLE personal.handing DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY
"""
# What was handed stays as it was; only whose it was is taken out, once, when they are erased.
HELD = """
CREATE FUNCTION personal.handing_hold() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' OR NEW.subject IS NOT NULL OR NEW."case" <> ''
        OR (NEW.id, NEW.bureau_id, NEW.receiver_id, NEW.kinds, NEW.key, NEW.agreement, NEW.proposal, NEW.at)
        IS DISTINCT FROM
            (OLD.id, OLD.bureau_id, OLD.receiver_id, OLD.kinds, OLD.key, OLD.agreement, OLD.proposal, OLD.at)
    THEN
        RAISE EXCEPTION 'What was handed is not changed: only whose it was is taken out.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER personal_handing_held BEFORE UPDATE OR DELETE ON personal.handing
    FOR EACH ROW EXECUTE FUNCTION personal.handing_hold()
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0003_held_apart'),
        ('ledger', '0001_initial'),
        ('personal', '0009_seals'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Handing',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('subject', models.UUIDField(null=True)),
                ('case', models.CharField(blank=True, max_length=60)),
                ('kinds', models.JSONField()),
                ('key', models.CharField(max_length=80)),
                ('agreement', models.CharField(max_length=120)),
                ('proposal', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('bureau', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='accounts.bureau')),
            ],
            options={
                'db_table': 'personal"."handing',
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(choices=[('corrected', 'Corrected: take the new value'), ('erased', 'Erased: delete the copy')], max_length=10)),
                ('kinds', models.JSONField()),
                ('mark', models.CharField(blank=True, max_length=64)),
                ('at', models.DateTimeField()),
                ('bureau', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='accounts.bureau')),
                ('handing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='receivers.handing')),
            ],
            options={
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='NoticeStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.CharField(choices=[('told', 'Handed to the receiver'), ('receipt', 'Receipt of the receiver'), ('overtaken', 'Overtaken by the deletion'), ('climbed', 'Overdue: the security officer looks after it')], max_length=10)),
                ('reference', models.CharField(blank=True, max_length=80)),
                ('at', models.DateTimeField()),
                ('bureau', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='accounts.bureau')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='receivers.notice')),
            ],
            options={
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Receiver',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80)),
                ('created_at', models.DateTimeField()),
                ('bureau', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='accounts.bureau')),
                ('system', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddField(
            model_name='handing',
            name='receiver',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='handings', to='receivers.receiver'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(fields=['bureau', 'at'], name='receivers_notice_oldest'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(fields=['bureau', 'mark'], name='receivers_notice_mark'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(condition=models.Q(('what', 'erased')), fields=('bureau', 'handing'), name='receivers_erased_once'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('what', 'erased'), models.Q(('mark', ''), _negated=True)), models.Q(('mark', ''), ('what', 'corrected')), _connector='OR'), name='receivers_erasure_is_marked'),
        ),
        migrations.AddConstraint(
            model_name='noticestep',
            constraint=models.UniqueConstraint(condition=models.Q(('step__in', ['overtaken', 'receipt'])), fields=('bureau', 'notice'), name='receivers_ends_once'),
        ),
        migrations.AddConstraint(
            model_name='noticestep',
            constraint=models.UniqueConstraint(condition=models.Q(('step', 'climbed')), fields=('bureau', 'notice'), name='receivers_climbs_once'),
        ),
        migrations.AddConstraint(
            model_name='noticestep',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('step', 'receipt'), models.Q(('reference', ''), _negated=True)), models.Q(models.Q(('step', 'receipt'), _negated=True), ('reference', '')), _connector='OR'), name='receivers_receipt_has_a_reference'),
        ),
        migrations.AddConstraint(
            model_name='receiver',
            constraint=models.UniqueConstraint(fields=('bureau', 'name'), name='receivers_one_of_a_name'),
        ),
        migrations.AddConstraint(
            model_name='receiver',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='receivers_has_a_name'),
        ),
        migrations.AddIndex(
            model_name='handing',
            index=models.Index(fields=['bureau', 'subject'], name='personal_handing_subject'),
        ),
        migrations.AddIndex(
            model_name='handing',
            index=models.Index(fields=['bureau', 'proposal'], name='personal_handing_proposal'),
        ),
        migrations.AddConstraint(
            model_name='handing',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('case', ''), ('subject', None)), models.Q(('subject__isnull', False), models.Q(('case', ''), _negated=True)), _connector='OR'), name='personal_handing_emptied_whole'),
        ),
        migrations.RunSQL(APART, TOGETHER),
        migrations.RunSQL(HELD, 'DROP FUNCTION personal.handing_hold() CASCADE'),
        *(migrations.RunSQL(*keep_unchanged(one, one)) for one in RECORDS),
    ]
