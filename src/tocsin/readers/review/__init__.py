"""The review of looks at people's records: drawn each week, and decided by somebody else."""
