"""Units sent to incidents: assigned, stamped, called back."""
