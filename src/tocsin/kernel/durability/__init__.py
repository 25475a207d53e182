"""What was done so that nothing is lost: backups, rehearsals of bringing one back, returns."""
