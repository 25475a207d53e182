"""PostgreSQL, with rows that only add to a record written together right before the commit."""
