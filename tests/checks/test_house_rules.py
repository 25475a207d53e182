"""Each check finds a planted fault, and says nothing where there is none."""

import subprocess
from pathlib import Path

import pytest

from checks import budgets, catalogues, docs, structure

CATALOGUE = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "{count} calls wait."
msgstr "{count} 个来电在等候。"

#, fuzzy
msgid "Guessed."
msgstr "猜的。"

msgid "{name} is busy."
msgstr "正忙。"

msgid "Nobody says this."
msgstr "没人说。"
"""
MODULE = """
from django.utils.translation import gettext as _

def words(count, name):
    return [_("{count} calls wait."), _("Guessed."), _("{name} is busy."), _("New.")]
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    subprocess.run(["/usr/bin/env", "git", "init", "-q", tmp_path], check=True)  # noqa: S603
    return tmp_path


def put(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def function_of(lines: int, head: str = "def grow(request):") -> str:
    return "\n".join([head, *["    x = 1"] * (lines - 1)]) + "\n"


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("src/a.py", function_of(40), []),
        ("src/a.py", function_of(41), ["src/a.py:grow: 41 lines, 40 are allowed"]),
        ("src/views.py", function_of(25), []),
        ("src/views.py", function_of(26), ["src/views.py:grow: 26 lines, 25 are allowed"]),
        ("src/views.py", function_of(26, "def part(number):"), []),
        (
            "src/a.py",
            function_of(201, "class Grown:"),
            ["src/a.py:Grown: 201 lines, 200 are allowed"],
        ),
        ("a.css", "\n" * 401, ["a.css: 401 lines, 400 are allowed"]),
        ("static/vendor/a.js", "\n" * 401, []),
    ],
)
def test_budget_is_held_to_the_line(checkout, name, text, found):
    put(checkout, name, text)

    assert list(budgets.findings(checkout)) == found


def test_docstring_does_not_count_against_a_function(checkout):
    put(checkout, "a.py", 'def told():\n    """' + "\n" * 50 + '    """\n    return 1\n')

    assert list(budgets.findings(checkout)) == []


@pytest.mark.parametrize(
    ("name", "text", "word"),
    [
        ("src/utils.py", "", "utils says nothing"),
        ("src/helpers/__init__.py", "", "helpers says nothing"),
        ("src/a.py", "from django.db.models.signals import post_save\n", "no signals"),
        ("src/a.py", "from django.dispatch import receiver\n", "no signals"),
        ("src/a.py", "try:\n    x = 1\nexcept Exception:\n    pass\n", "not caught whole"),
        ("src/a.py", "try:\n    x = 1\nexcept:\n    pass\n", "not caught whole"),
    ],
)
def test_forbidden_name_or_means_is_found(checkout, name, text, word):
    put(checkout, name, text)

    (found,) = structure.findings(checkout)
    assert word in found


def test_narrow_handler_and_plain_name_are_fine(checkout):
    put(checkout, "src/tokens.py", "try:\n    x = 1\nexcept ValueError:\n    pass\n")

    assert list(structure.findings(checkout)) == []


def test_catalogue_faults_are_each_found_once(checkout):
    put(checkout, "src/desk/services.py", MODULE)
    put(checkout, "src/desk/locale/zh_Hans/LC_MESSAGES/django.po", CATALOGUE)

    found = sorted(finding.partition(": ")[2] for finding in catalogues.findings(checkout))

    assert found == [
        "not in any catalogue: 'New.'",
        "not translated: 'Guessed.'",
        "other blanks in Chinese: '{name} is busy.'",
        "unused: 'Nobody says this.'",
    ]


def test_sentences_of_templates_are_extracted_with_context_and_plural(checkout):
    put(
        checkout,
        "src/desk/templates/desk/a.html",
        "{% load i18n %}<p>\n  {% translate 'Ring' context 'noun' %}\n"
        "{% blocktranslate trimmed count n=calls %}\n One {{ n }} call\n"
        "{% plural %}\n {{ n }} calls\n"
        "{% endblocktranslate %}</p>",
    )

    found = {(m.context, m.text, m.plural) for m in catalogues.extracted(checkout)}

    assert found == {("noun", "Ring", None), (None, "One %(n)s call", "%(n)s calls")}


def test_chinese_in_the_source_is_found_outside_fixtures_and_tests(checkout):
    put(checkout, "src/a.py", '"""Shows 华亭."""\nNAME = \'华亭\'\n')
    put(checkout, "src/fixtures/b.py", "NAME = '华亭'\n")
    put(checkout, "tests/test_c.py", "NAME = '华亭'\n")

    assert list(catalogues.findings(checkout)) == ["src/a.py:2: Chinese in the source"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("See [there](other.md#part).", []),
        ("See [there](gone.md).", ["page.md: the link gone.md leads nowhere"]),
        ("See [it](https://example.org/x).", []),
        ('<img src="gone.png">', ["page.md: the link gone.png leads nowhere"]),
        ("Run `./tocsin check --json`.", []),
        ("Run `./tocsin dance`.", ["page.md: there is no command tocsin dance"]),
        ("Shown by `tests/gone.py`.", ["page.md: there is no `tests/gone.py`"]),
        ("Lies in `/" + "root/x`.", ["page.md:1: an address of one machine"]),
        ("django has a line below.", []),
    ],
)
def test_promise_of_a_page_is_held_against_the_checkout(checkout, text, found):
    put(checkout, "page.md", text)
    put(checkout, "other.md", "")
    put(checkout, "src/tocsin/project/commands/check.py", "")
    put(checkout, "pyproject.toml", '[project]\ndependencies = ["django-ninja[x]>=1"]\n')
    put(checkout, docs.DEPENDENCIES, "- `django-ninja`: the programming interface\n")

    assert list(docs.findings(checkout)) == found


def test_dependency_without_a_line_is_found(checkout):
    put(checkout, "pyproject.toml", '[project]\ndependencies = ["numpy>=2", "num>=1"]\n')
    put(checkout, docs.DEPENDENCIES, "- `numpy`: arrays\n")

    assert list(docs.findings(checkout)) == [f"{docs.DEPENDENCIES}: num has no line"]
