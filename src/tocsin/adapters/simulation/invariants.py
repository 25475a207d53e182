"""What must be true of every bureau's records, whatever happened: asked of the database itself."""

from collections.abc import Mapping

from django.db import connection

from tocsin.kernel.accounts.api import Bureau
from tocsin.kernel.database.api import write_waiting

# Each query counts what breaks the rule.
RULES: Mapping[str, str] = {
    "every_settled_call_is_judged": """
        SELECT count(*) FROM calls_call WHERE bureau_id = %(bureau)s
        AND state = 'saved' AND (validity = '' OR saved_at IS NULL)""",
    "every_valid_call_has_an_incident": """
        SELECT count(*) FROM calls_call WHERE bureau_id = %(bureau)s
        AND state = 'saved' AND validity = 'valid' AND incident_id IS NULL""",
    "calls_answered_after_they_rang": """
        SELECT count(*) FROM calls_call WHERE bureau_id = %(bureau)s
        AND (answered_at < rang_at OR saved_at < coalesce(answered_at, rang_at)
             OR ended_at < rang_at)""",
    "every_incident_comes_from_a_call_or_an_officer": """
        SELECT count(*) FROM dispatch_incident i WHERE i.bureau_id = %(bureau)s
        AND NOT EXISTS (SELECT 1 FROM calls_calllink l WHERE l.incident_id = i.id)
        AND NOT EXISTS (SELECT 1 FROM dispatch_timelineentry t
                        WHERE t.incident_id = i.id AND t.kind = 'opened')""",
    "duplicates_point_to_one_head": """
        SELECT count(*) FROM calls_call c JOIN dispatch_incident i ON i.id = c.incident_id
        WHERE c.bureau_id = %(bureau)s AND i.head_id IS NOT NULL""",
    "no_unit_in_two_places": """
        SELECT count(*) FROM dispatch_assignment a JOIN dispatch_assignment b
        ON a.bureau_id = b.bureau_id AND a.unit_id = b.unit_id AND a.id < b.id
        AND tstzrange(a.assigned_at, coalesce(a.ended_at, 'infinity'))
         && tstzrange(b.assigned_at, coalesce(b.ended_at, 'infinity'))
        WHERE a.bureau_id = %(bureau)s""",
    "milestones_ordered": """
        SELECT count(*) FROM (
            SELECT at < max(at) OVER (PARTITION BY assignment_id ORDER BY array_position(
                ARRAY['assigned', 'received', 'departed', 'arrived', 'feedback', 'cleared'],
                kind::text) ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS wrong
            FROM dispatch_milestone WHERE bureau_id = %(bureau)s AND superseded_at IS NULL
        ) stamps WHERE wrong""",
    "incidents_follow_their_assignments": """
        SELECT count(*) FROM dispatch_incident i WHERE i.bureau_id = %(bureau)s
        AND (i.state IN ('assigned', 'en_route', 'on_scene')) <> EXISTS (
            SELECT 1 FROM dispatch_assignment a
            WHERE a.incident_id = i.id AND a.ended_at IS NULL)""",
    "closed_incidents_have_no_unit": """
        SELECT count(*) FROM dispatch_assignment a JOIN dispatch_incident i ON i.id = a.incident_id
        WHERE a.bureau_id = %(bureau)s AND a.ended_at IS NULL
        AND i.state IN ('closed', 'merged', 'transferred')""",
    "every_assignment_is_stamped": """
        SELECT count(*) FROM dispatch_assignment a WHERE a.bureau_id = %(bureau)s
        AND NOT EXISTS (SELECT 1 FROM dispatch_milestone m
                        WHERE m.assignment_id = a.id AND m.kind = 'assigned')""",
    "every_act_is_audited": """
        WITH trail AS (SELECT action, count(*) AS n FROM audit_entry
                       WHERE bureau_id = %(bureau)s GROUP BY action),
        done (actions, n) AS (
            SELECT ARRAY['calls.saved', 'calls.judged'], count(*) FROM calls_call
            WHERE bureau_id = %(bureau)s AND state = 'saved'
            UNION ALL SELECT ARRAY['calls.arrived'], count(*) FROM calls_call
            WHERE bureau_id = %(bureau)s
            UNION ALL SELECT ARRAY['dispatch.opened'], count(*) FROM dispatch_incident
            WHERE bureau_id = %(bureau)s
            UNION ALL SELECT ARRAY['dispatch.assigned'], count(*) FROM dispatch_assignment
            WHERE bureau_id = %(bureau)s
            UNION ALL SELECT ARRAY['dispatch.stamped', 'dispatch.stamp_corrected',
                                   'dispatch.transported'], count(*)
            FROM dispatch_milestone WHERE bureau_id = %(bureau)s AND kind <> 'assigned'
        )
        SELECT count(*) FROM done WHERE n > (
            SELECT coalesce(sum(t.n), 0) FROM trail t WHERE t.action = ANY (done.actions))""",
    "numbers_have_no_gaps": """
        SELECT count(*) FROM (
            SELECT split_part(number, '-', 1) AS series,
                   max(split_part(number, '-', 2)::int) AS top, count(*) AS n
            FROM calls_call WHERE bureau_id = %(bureau)s GROUP BY 1
            UNION ALL
            SELECT split_part(number, '-', 1), max(split_part(number, '-', 2)::int), count(*)
            FROM dispatch_incident WHERE bureau_id = %(bureau)s GROUP BY 1
        ) days WHERE top <> n""",
    "met_clocks_saw_an_arrival": """
        SELECT count(*) FROM dispatch_clock c WHERE c.bureau_id = %(bureau)s AND c.state = 'met'
        AND NOT EXISTS (SELECT 1 FROM dispatch_assignment a JOIN dispatch_milestone m
                        ON m.assignment_id = a.id AND m.kind = 'arrived'
                        WHERE a.incident_id = c.incident_id)""",
}


def invariants(bureau: Bureau) -> dict[str, bool]:
    """Check every rule; true means that nothing breaks it."""
    held = {}
    write_waiting()
    with connection.cursor() as cursor:
        for name, query in RULES.items():
            cursor.execute(query, {"bureau": bureau.pk})
            (broken,) = cursor.fetchone()
            held[name] = broken == 0
    return held
