import uuid

import django.db.models.deletion
from django.db import migrations, models

AT_ONCE = 1000
FACTS = """
SELECT subject_id, kind, value, recorded_at, superseded_at FROM personal.plain
WHERE subject_id = ANY(%s) ORDER BY id
"""


def seal(apps, schema_editor):
    """Draw a key for each person and seal what is known of them."""
    from tocsin.kernel.personal.keys import drawn, keyring
    from tocsin.kernel.personal.kinds import FOUND_BY, Kind
    from tocsin.kernel.personal.sealing import Key
    from tocsin.kernel.personal.store import OWN_KEY, place_of

    subjects = apps.get_model('personal', 'Subject').objects
    made = apps.get_model('personal', 'Fact')

    def sealed(person, key, kind, value, recorded_at, superseded_at):
        number = uuid.uuid4()
        found = Kind(kind) in FOUND_BY
        return made(
            id=number,
            bureau_id=person.bureau_id,
            subject_id=person.pk,
            kind=kind,
            value=key.seal(value.encode(), place_of(number)),
            blind=version.index_of(person.bureau_id, Kind(kind), value) if found else None,
            recorded_at=recorded_at,
            superseded_at=superseded_at,
        )

    while people := {one.pk: one for one in subjects.filter(key=b'').order_by('pk')[:AT_ONCE]}:
        version = keyring().newest
        keys = {}
        for one in people.values():
            secret = drawn()
            keys[one.pk] = Key(OWN_KEY, secret)
            one.key, one.key_version = version.wrap(one.pk, secret), version.number
        subjects.bulk_update(people.values(), ['key', 'key_version'], batch_size=200)
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(FACTS, [list(people)])
            made.objects.bulk_create(
                sealed(people[subject], keys[subject], *fact) for subject, *fact in cursor.fetchall()
            )


class Migration(migrations.Migration):

    dependencies = [
        ('personal', '0001_initial'),
        ('accounts', '0001_initial'),
    ]

    operations = [
        # Into a table of its own, so that nothing of the plain one is left when it is dropped.
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.DeleteModel('Fact')],
            database_operations=[
                migrations.RunSQL(
                    'CREATE TABLE personal.plain AS SELECT * FROM personal.fact;'
                    'CREATE INDEX ON personal.plain (subject_id);'
                    'DROP TABLE personal.fact'
                )
            ],
        ),
        migrations.AddField('Subject', 'key', models.BinaryField(default=b''), preserve_default=False),
        migrations.AddField('Subject', 'key_version', models.PositiveIntegerField(default=0), preserve_default=False),
        migrations.CreateModel(
            name='Fact',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=40)),
                ('value', models.BinaryField()),
                ('blind', models.BinaryField(null=True)),
                ('recorded_at', models.DateTimeField()),
                ('superseded_at', models.DateTimeField(null=True)),
                ('bureau', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='accounts.bureau')),
                ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='facts', to='personal.subject')),
            ],
            options={
                'db_table': 'personal"."fact',
                'constraints': [models.UniqueConstraint(condition=models.Q(('superseded_at', None)), fields=('bureau', 'subject', 'kind'), name='personal_one_current_fact')],
                'indexes': [models.Index(fields=['bureau', 'kind', 'blind'], name='personal_fact_blind')],
            },
        ),
        migrations.RunPython(seal),
        migrations.RunSQL('SET CONSTRAINTS ALL IMMEDIATE; DROP TABLE personal.plain'),
        migrations.AddIndex('Subject', models.Index(fields=['key_version', 'id'], name='personal_subject_version')),
    ]
