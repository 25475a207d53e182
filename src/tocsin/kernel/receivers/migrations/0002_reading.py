from django.db import migrations

# To what an export of facts is bound: whom it would hold and which facts, by their ids alone. Of a
# case that is not open there is nothing.
FACTS_THERE = """
CREATE FUNCTION personal.facts_there(bureau bigint, people uuid[], cases text[], wanted text[])
RETURNS TABLE (persons bigint, digest text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT count(DISTINCT f.subject_id),
        encode(sha256(convert_to(coalesce(
            string_agg(asked.named || ' ' || f.subject_id || ' ' || f.id, E'\\n' ORDER BY asked.named, f.id), ''
        ), 'UTF8')), 'hex')
    FROM unnest(people, cases) AS asked (person, named)
    JOIN personal.fact f ON f.bureau_id = bureau AND f.subject_id = asked.person
        AND f.superseded_at IS NULL AND f.kind = ANY (wanted)
    WHERE bureau = personal.bureau_here() AND personal.case_is_open(bureau, asked.named)
$$
"""
# A correction is a case by itself until its receiver has confirmed it, or the person is erased.
NOTICE_IS_OPEN = """
CREATE FUNCTION personal.notice_is_open(bureau bigint, number text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
RETURN EXISTS (
    SELECT FROM public.receivers_notice n JOIN personal.handing h ON h.id = n.handing_id
    WHERE n.bureau_id = bureau AND n.id::text = number AND n.what = 'corrected' AND h.subject IS NOT NULL
        AND NOT EXISTS (
            SELECT FROM public.receivers_noticestep s
            WHERE s.notice_id = n.id AND s.step IN ('receipt', 'overtaken')
        )
)
"""
# A look for it is at that person, and at no more of them than was corrected.
ABOUT_NOTICE = """
CREATE FUNCTION personal.about_notice() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM public.receivers_notice n JOIN personal.handing h ON h.id = n.handing_id
        WHERE n.bureau_id = NEW.bureau_id AND 'notice:' || n.id = NEW."case" AND NEW.task = 'notice'
            AND h.subject = NEW.subject AND n.kinds @> NEW.kinds
    ) THEN
        NEW.refusal := 'personal.no_purpose';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER personal_look_about_notice BEFORE INSERT ON personal.look
    FOR EACH ROW WHEN (NEW.refusal = '' AND (NEW.task = 'notice' OR NEW."case" LIKE 'notice:%'))
    EXECUTE FUNCTION personal.about_notice()
"""


class Migration(migrations.Migration):

    dependencies = [
        ('receivers', '0001_initial'),
    ]

    operations = [
        migrations.RunSQL(FACTS_THERE, 'DROP FUNCTION personal.facts_there(bigint, uuid[], text[], text[])'),
        migrations.RunSQL(NOTICE_IS_OPEN, 'DROP FUNCTION personal.notice_is_open(bigint, text)'),
        migrations.RunSQL(ABOUT_NOTICE, 'DROP FUNCTION personal.about_notice() CASCADE'),
    ]
