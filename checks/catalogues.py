"""Every sentence for people is in Chinese too, whole, and with the same blanks to fill in."""

import ast
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polib
from babel.messages.extract import extract_python
from django.utils.translation.template import templatize

from checks.tracked import files, run

KEYWORDS = {
    name: spec
    for lazy in ("", "_lazy")
    for name, spec in {
        f"gettext{lazy}": None,
        f"ngettext{lazy}": (1, 2),
        f"pgettext{lazy}": ((1, "c"), 2),
        f"npgettext{lazy}": ((1, "c"), 2, 3),
    }.items()
} | {"_": None, "gettext_noop": None}
BLANK = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*(?:[:.!][^{}]*)?\}")
CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
# Where Chinese may stand in the source besides examples in docstrings: path beginning -> why.
CHINESE_ALLOWED: dict[str, str] = {
    "tests/": "tests say what people see",
    "src/tocsin/core/addressing/": "words that callers say, not words we say",
    "src/tocsin/core/accesses/names.py": "surnames of two characters",
    "src/tocsin/registers/places/finding/parting.py": "words that stand in addresses",
    "src/tocsin/project/bench/address_": "made-up words of callers, not words we say",
    "src/tocsin/core/dispatching/commands.py": "words that dispatchers type, not words we say",
    "src/tocsin/registers/catalogue/columns.py": "words that spreadsheets hold, not words we say",
    "src/tocsin/adapters/county/generated.py": "part of the name of a generated bureau",
}
CHINESE_FOLDERS = frozenset({"fixtures", "locale"})


@dataclass(frozen=True)
class Message:
    """A sentence in the source: its context, itself, its plural, and where it stands."""

    context: str | None
    text: str
    plural: str | None
    where: str

    @property
    def key(self) -> tuple[str | None, str]:
        """Return what the catalogues file it under."""
        return self.context, self.text


def findings(root: Path) -> Iterator[str]:
    """List sentences without Chinese, Chinese without a use, and Chinese in the source."""
    messages = list(extracted(root))
    entries = list(_entries(root))
    told = {(entry.msgctxt, entry.msgid): entry for _, entry in entries}
    for message in {message.key: message for message in messages}.values():
        fault = _fault(message, told.get(message.key))
        if fault:
            yield f"{message.where}: {fault}: {message.text[:70]!r}"
    used = {message.key for message in messages}
    for path, entry in entries:
        if (entry.msgctxt, entry.msgid) not in used:
            yield f"{path.relative_to(root)}:{entry.linenum}: unused: {entry.msgid[:70]!r}"
    yield from _chinese_in_source(root)


def extracted(root: Path) -> Iterator[Message]:
    """Find every sentence that is handed to gettext, in Python and in templates."""
    for path in files(root, ".py"):
        if path.is_relative_to(root / "src"):
            yield from _from_python(path, path.read_bytes(), root)
    for path in files(root, ".html", ".txt"):
        if "templates" in path.parts:
            lines = templatize(path.read_text(encoding="utf-8")).splitlines()
            # What is left of a template is not Python by its indentation, so that goes.
            yield from _from_python(path, "\n".join(map(str.strip, lines)).encode(), root)


def _from_python(path: Path, content: bytes, root: Path) -> Iterator[Message]:
    for line, function, given, _ in extract_python(io.BytesIO(content), KEYWORDS, [], {}):
        texts, called = _texts(given), str(function)
        context = texts.pop(0) if "pgettext" in called and texts else None
        if texts:
            plural = texts[1] if called.startswith("n") and len(texts) > 1 else None
            where = f"{path.relative_to(root).as_posix()}:{line}"
            yield Message(context, texts[0], plural, where)


def _texts(given: object) -> list[str]:
    """List what was written: one text comes bare, several in a tuple, with gaps where none was."""
    words = given if isinstance(given, tuple) else (given,)
    return [word for word in words if isinstance(word, str)]


def _entries(root: Path) -> Iterator[tuple[Path, polib.POEntry]]:
    for path in files(root, ".po"):
        if "zh_Hans" in path.parts:
            yield from ((path, entry) for entry in polib.pofile(str(path)) if not entry.obsolete)


def _fault(message: Message, entry: polib.POEntry | None) -> str | None:
    """Say what is wrong with the Chinese of a sentence, if anything."""
    if entry is None:
        return "not in any catalogue"
    if entry.fuzzy or not entry.translated():
        return "not translated"
    if message.plural and not entry.msgstr_plural:
        return "has no plural in the catalogue"
    answers = list(entry.msgstr_plural.values()) or [entry.msgstr]
    wanted = _blanks(message.plural or message.text)
    if any(_blanks(answer) != wanted for answer in answers):
        return "other blanks in Chinese"
    return None


def _blanks(text: str) -> set[str]:
    return {blank.replace(" ", "") for blank in BLANK.findall(text.replace("%%", ""))}


def _chinese_in_source(root: Path) -> Iterator[str]:
    for path in files(root, ".py", ".html", ".js", ".css"):
        shown = path.relative_to(root).as_posix()
        if CHINESE_FOLDERS & set(path.parts) or shown.startswith(tuple(CHINESE_ALLOWED)):
            continue
        text = path.read_text(encoding="utf-8")
        examples = _docstring_lines(text) if path.suffix == ".py" else set()
        for number, line in enumerate(text.splitlines(), start=1):
            if CHINESE.search(line) and number not in examples:
                yield f"{shown}:{number}: Chinese in the source"


def _docstring_lines(text: str) -> set[int]:
    """List the lines of docstrings, which show functions at work on Chinese words."""
    lines: set[int] = set()
    for node in ast.walk(ast.parse(text)):
        documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
        if isinstance(node, documented) and ast.get_docstring(node, clean=False) is not None:
            first = node.body[0]
            lines.update(range(first.lineno, (first.end_lineno or first.lineno) + 1))
    return lines


if __name__ == "__main__":
    run("catalogues", findings)
