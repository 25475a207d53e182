from django.db import migrations, models
from django.db.models import Q

AT_ONCE = 1000
ENDED = 'personal_erased_has_no_key'
# Whoever writes a look neither reads nor makes up as what the person stands in the ledger.
STAND_IN = """
ALTER TABLE personal.look ADD COLUMN stands_as bytea;
CREATE FUNCTION personal.stand_in() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    NEW.stands_as := (
        SELECT s.stands_as FROM personal.subject s
        WHERE s.id = NEW.subject AND s.bureau_id = NEW.bureau_id
    );
    RETURN NEW;
END $$;
CREATE TRIGGER personal_look_stand_in BEFORE INSERT ON personal.look
    FOR EACH ROW EXECUTE FUNCTION personal.stand_in()
"""
UNDONE = """
DROP TRIGGER personal_look_stand_in ON personal.look;
DROP FUNCTION personal.stand_in();
ALTER TABLE personal.look DROP COLUMN stands_as
"""


def draw(apps, schema_editor):
    """Say of everybody whose key there still is as what they stand in the ledger from now on."""
    from tocsin.kernel.personal.store import Person

    subjects = apps.get_model('personal', 'Subject').objects
    while people := list(subjects.filter(stands_as=None).exclude(key=b'').order_by('pk')[:AT_ONCE]):
        for one in people:
            one.stands_as = Person.of(one).stand_in()
        subjects.bulk_update(people, ['stands_as'], batch_size=200)


class Migration(migrations.Migration):

    dependencies = [
        ('personal', '0007_own_record'),
    ]

    operations = [
        migrations.AddField('Subject', 'stands_as', models.BinaryField(null=True)),
        migrations.RunPython(draw, migrations.RunPython.noop, elidable=False),
        migrations.RemoveConstraint('Subject', ENDED),
        migrations.AddConstraint('Subject', models.CheckConstraint(
            condition=Q(erased_at=None, stands_as__isnull=False) & ~Q(key=b'')
            | Q(erased_at__isnull=False, key=b'', stands_as=None),
            name=ENDED,
        )),
        migrations.RunSQL(STAND_IN, UNDONE),
    ]
