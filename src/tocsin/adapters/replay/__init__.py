"""A recorded history of calls, played through the desks as if it happened now."""
