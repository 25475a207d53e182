"""Read a document, ask the science, and refuse in words what has no answer."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from django.utils.translation import gettext as _

from tocsin.core.forecast.calendars import Calendar
from tocsin.project.planning.errors import UnusableInput
from tocsin.project.science.columns import Columns, without_answer
from tocsin.project.science.forecasting import backtest, forecast
from tocsin.project.science.questions import QUESTIONS

Answer = Mapping[str, object]


def answer(name: str, document: Path, calendar: str) -> Answer:
    """Answer the question of a name that a file asks.

    Raises
    ------
    UnusableInput
        When the file cannot be read, or what it asks has no answer.
    """
    try:
        if name == "forecast":
            return forecast(document, Calendar(calendar))
        return QUESTIONS[name](Columns.of(_read(document)))
    except (ValueError, ArithmeticError) as cause:
        raise without_answer(cause) from cause


def backtested(table: Path, calendar: str, train_until: date | None) -> Answer:
    """Answer how good forecasts of a table would have been."""
    try:
        return backtest(table, Calendar(calendar), train_until=train_until)
    except (ValueError, ArithmeticError) as cause:
        raise without_answer(cause) from cause


def _read(document: Path) -> Mapping[str, object]:
    try:
        given = json.loads(document.read_bytes())
    except (ValueError, RecursionError) as cause:
        raise UnusableInput(_("The file is not JSON.")) from cause
    if not isinstance(given, dict):
        raise UnusableInput(_("The file holds no JSON object."))
    return given
