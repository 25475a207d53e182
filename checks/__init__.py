"""House rules that no linter knows; each module is run as `python -m checks.NAME`."""
