"""Acts at the call desk: each one function, one transaction, one entry in the audit trail."""
