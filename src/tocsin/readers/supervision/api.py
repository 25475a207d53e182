"""What other parts may ask of supervision: the figures of a period, as values and as a sheet."""

from tocsin.readers.supervision.periods import Period, between, day_of, parse_day, week_of
from tocsin.readers.supervision.plain import plain_report
from tocsin.readers.supervision.queries import Brief, Report, Tier, brief, report
from tocsin.readers.supervision.sheets import report_sheet

__all__ = [
    "Brief",
    "Period",
    "Report",
    "Tier",
    "between",
    "brief",
    "day_of",
    "parse_day",
    "plain_report",
    "report",
    "report_sheet",
    "week_of",
]
