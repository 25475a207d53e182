"""The page of what is held about people, written from the code; a test holds the page to it."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import django

from checks.tracked import ROOT
from tocsin.core.retention import RetentionClass
from tocsin.kernel.retention.schedule import BUILT_IN, read

PAGE = Path("docs/reference/data-protection.md")
HEAD = """# What is held about people

Written from the code by `python -m checks.data_protection`: from the kinds of facts, the tables,
and the roles that the pages admit. A table about which nobody has said whether it tells of people
fails a test. What is done with it is explained in
[facts about people](../explanation/personal-facts.md), who might misuse it in the
[threat model](../explanation/threat-model.md).

How long facts are kept is the [schedule](../explanation/retention.md) that comes with Tocsin; a
bureau may have its own.
"""
FACTS = """
## Facts about people

They lie sealed in `personal.fact`, each under the key of its person (`personal.subject`), and are
opened for a task alone, by a look that is committed first.

| fact | what for |
|---|---|
"""
TASKS = """
| task | roles that it opens to, on the pages |
|---|---|
"""
CLASSES = """
| class | whom | when it is gone |
|---|---|---|
"""
COLUMNS = """
## Columns that tell of people

| where | whom | what for | kept | roles with a page of it |
|---|---|---|---|---|
"""
OFFICERS = """
## Columns that name an officer

Who did, saw or decided something. They are kept as long as the row they stand in.

"""
NOTHING = """
## Tables without anything about people

But, perhaps, for the officer who changed a row.

"""


def page() -> str:
    """Write the whole page."""
    from tocsin.project import protection  # noqa: PLC0415 - needs Django

    facts = [f"| `{kind.value}` | {meant} |" for kind, meant in protection.MEANT.items()]
    tasks = [
        f"| `{task}` | {_listed(protection.readers_of_task(task))}: {_listed(doors)} |"
        for task, doors in protection.DOORS_OF_TASK.items()
    ]
    classes = [
        f"| `{kind.value}` | {whom} | {_kept(kind)} |" for kind, whom in protection.CLASSES.items()
    ]
    parts: list[str] = [HEAD, FACTS, *_rows(facts), TASKS, *_rows(tasks), CLASSES, *_rows(classes)]
    parts += [COLUMNS, *_rows(list(_columns()))]
    parts += [OFFICERS, _listed(protection.columns_of_officers()), "\n"]
    parts += [NOTHING, _listed(sorted(protection.NOT_ABOUT_PEOPLE)), "\n"]
    return "".join(parts)


def _kept(kind: RetentionClass) -> str:
    rules = read(BUILT_IN).rules
    return "; ".join(
        f"`{event.value}`: {rule.then.value} after {rule.keep.days} days"
        for (of, event), rule in rules.items()
        if of is kind
    )


def _columns() -> Iterator[str]:
    from tocsin.project import protection  # noqa: PLC0415 - needs Django

    for line in protection.LINES:
        where = _listed([f"{line.model}.{field}" for field in line.fields])
        readers = _listed(protection.readers_of(line.seen)) or "none"
        yield f"| {where} | {line.whom} | {line.purpose} | {line.kept} | {readers} |"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _rows(lines: list[str]) -> list[str]:
    return [f"{line}\n" for line in lines]


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tocsin.project.settings")
    django.setup()
    (ROOT / PAGE).write_text(page(), encoding="utf-8")
