from django.db import migrations

PREMISES_IS_OPEN = """
CREATE FUNCTION personal.premises_is_open(bureau bigint, named text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
RETURN EXISTS (
    SELECT FROM public.places_premises p
    WHERE p.bureau_id = bureau AND p.code = named AND p.retired_at IS NULL
)
"""


class Migration(migrations.Migration):

    dependencies = [
        ('places', '0007_arrivals'),
        ('personal', '0003_tickets'),
    ]

    operations = [
        migrations.RunSQL(PREMISES_IS_OPEN, 'DROP FUNCTION personal.premises_is_open(bigint, text)'),
    ]
