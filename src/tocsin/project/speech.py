"""In which language the command line answers, decided before Django is there."""

import gettext
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

CHINESE, ENGLISH = "zh", "en"
LANGUAGES = (CHINESE, ENGLISH)
VARIABLE = "TOCSIN_LANGUAGE"
# What the C library asks for the language of messages, the strongest first.
LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")
# How Django names them.
CODES = {CHINESE: "zh-hans", ENGLISH: "en"}
DOMAIN, SILENT = "django", "messages"
# Each before the shorter one that it contains.
KINDS = ("integer range", "float range", "integer", "float")
HERE = Path(__file__).resolve().parent


def language_of(environment: Mapping[str, str]) -> str:
    """Say which language the surroundings ask for: TOCSIN_LANGUAGE, or else the locale.

    >>> language_of({"LANG": "zh_CN.UTF-8"}), language_of({"LANG": "C.UTF-8"})
    ('zh', 'en')
    >>> language_of({"LANG": "zh_CN.UTF-8", "TOCSIN_LANGUAGE": "en"})
    'en'
    """
    for name in (VARIABLE, *LOCALE):
        value = environment.get(name, "").lower()
        if value:
            return CHINESE if value.startswith(CHINESE) else ENGLISH
    return ENGLISH


def chosen() -> str:
    """Return Django's code of the language in which this process answers."""
    return CODES[language_of(os.environ)]


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Answer in one language for the length of a block: our refusals, the library's, Django's.

    The parser of the command line asks the standard library for its sentences, and so do we where
    Django is not there yet; both find them in our own catalogue.
    """
    before = {name: os.environ.get(name) for name in (VARIABLE, "LANGUAGE")}
    os.environ[VARIABLE] = language
    domain = gettext.textdomain()
    if language == CHINESE:
        gettext.bindtextdomain(DOMAIN, str(catalogue_folder()))
        gettext.textdomain(DOMAIN)
        os.environ["LANGUAGE"] = "zh_Hans"
    else:
        gettext.textdomain(SILENT)
    try:
        yield
    finally:
        gettext.textdomain(domain)
        for name, value in before.items():
            with suppress(KeyError):
                del os.environ[name]
            if value is not None:
                os.environ[name] = value


def catalogue_folder() -> Path:
    """Return the folder of our compiled catalogue, beside the source or in the user's cache."""
    from tocsin.project.catalogues import compile_stale  # noqa: PLC0415 - not needed for help

    cached = compile_stale(HERE)
    return cached[0] if cached else HERE / "locale"


def in_words(told: str) -> str:
    """Name the kinds of numbers, which the parser knows in English only.

    >>> in_words("'x' is not a valid integer range")
    "'x' is not a valid integer range"
    """
    for kind in KINDS:
        told = told.replace(kind, gettext.gettext(kind))
    return told
