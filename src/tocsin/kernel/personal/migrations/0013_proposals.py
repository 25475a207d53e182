import uuid

import django.db.models.deletion
from django.db import migrations, models

# The look must open its facts too, and be one for deciding on it or one of the person concerned.
PROPOSED = """
CREATE FUNCTION personal.proposed(tickets bigint[], token bytea)
RETURNS TABLE (subject uuid, bureau bigint, key bytea, key_version integer, proposal uuid, kind varchar, value bytea, reason bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM * FROM personal.facts_of(tickets, token);
    RETURN QUERY
        SELECT s.id, s.bureau_id, s.key, s.key_version, p.id, p.kind, p.value, p.reason
        FROM personal.look l
        JOIN personal.subject s ON s.id = l.subject AND s.bureau_id = l.bureau_id AND s.key <> ''
        JOIN personal.proposal p ON p.subject_id = s.id AND p.bureau_id = s.bureau_id
            AND l.kinds ? p.kind
        WHERE l.id = ANY (tickets) AND (
            l.task = 'correction' AND split_part(l."case", ':', 1) = 'correction'
            OR l.task = 'own_record' AND split_part(l."case", ':', 1) = 'own_record'
        );
END $$
"""
END_PROPOSAL = """
CREATE FUNCTION personal.end_proposal(bureau bigint, number uuid) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH gone AS (
        DELETE FROM personal.proposal p
        WHERE p.id = number AND p.bureau_id = bureau AND bureau = personal.bureau_here()
        RETURNING 1
    )
    SELECT EXISTS (SELECT FROM gone)
$$
"""
APART = """
ALTER TABLE personal.proposal ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY by_bureau ON personal.proposal
    USING (bureau_id = (SELECT personal.bureau_here()) OR (SELECT personal.above_bureaus()))
"""
TOGETHER = """
DROP POLICY by_bureau ON personal.proposal;
ALTER TABLE personal.proposal DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY
"""


class Migration(migrations.Migration):

    dependencies = [
        ('personal', '0012_lifting'),
    ]

    operations = [
        migrations.AddField('Fact', 'corrects', models.BooleanField(default=False)),
        migrations.RunSQL('ALTER TABLE personal.fact ALTER corrects SET DEFAULT false', migrations.RunSQL.noop),
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=40)),
                ('value', models.BinaryField()),
                ('reason', models.BinaryField()),
                ('at', models.DateTimeField()),
                ('bureau', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.bureau')),
                ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='personal.subject')),
            ],
            options={
                'db_table': 'personal"."proposal',
                'constraints': [models.UniqueConstraint(fields=('bureau', 'subject', 'kind'), name='personal_one_proposal')],
            },
        ),
        migrations.RunSQL(PROPOSED, 'DROP FUNCTION personal.proposed(bigint[], bytea)'),
        migrations.RunSQL(END_PROPOSAL, 'DROP FUNCTION personal.end_proposal(bigint, uuid)'),
        migrations.RunSQL(APART, TOGETHER),
    ]
