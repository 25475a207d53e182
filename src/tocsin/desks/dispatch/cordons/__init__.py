"""The cordon of an incident: planned by roads and by hand, kept in versions, sent in one act."""
