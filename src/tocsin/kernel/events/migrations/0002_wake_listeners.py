"""Stamp each event with its transaction and wake the listeners when it commits."""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION events_outbox_stamp() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.transaction := pg_current_xact_id()::text::bigint;
    PERFORM pg_notify('tocsin_events', NEW.id::text);
    RETURN NEW;
END $$;
CREATE TRIGGER events_outbox_stamp BEFORE INSERT ON events_outbox
    FOR EACH ROW EXECUTE FUNCTION events_outbox_stamp();
"""
BACK = "DROP TRIGGER events_outbox_stamp ON events_outbox; DROP FUNCTION events_outbox_stamp();"


class Migration(migrations.Migration):
    dependencies = [("events", "0001_initial")]
    operations = [migrations.RunSQL(FUNCTION, BACK)]
