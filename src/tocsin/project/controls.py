"""Controls of a standard, the tests that show them, and how many of those tests pass."""

import re
import tomllib
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

FILE = "controls.toml"
STANDARD = "OWASP ASVS 5.0.0"
# How many controls each section has that are in scope, counted from its first: level 2 without
# OAuth and WebRTC, and all of sessions, authorisation, data protection and logging.
SCOPE = {
    "1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2,
    "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1,
    "3.2": 2, "3.3": 4, "3.4": 6, "3.5": 5, "3.7": 2,
    "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4,
    "5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3,
    "6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4,
    "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 3, "7.6": 2,
    "8.1": 4, "8.2": 4, "8.3": 3, "8.4": 2,
    "9.1": 3, "9.2": 4,
    "11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4, "11.5": 1, "11.6": 1,
    "12.1": 3, "12.2": 2, "12.3": 4,
    "13.1": 1, "13.2": 5, "13.3": 2, "13.4": 5,
    "14.1": 2, "14.2": 8, "14.3": 3,
    "15.1": 3, "15.2": 3, "15.3": 7,
    "16.1": 1, "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 4,
}  # fmt: skip
PARAMETERS = re.compile(r"\[.*\]$", re.DOTALL)
NOT_PASSED = frozenset({"failure", "error", "skipped"})


@dataclass(frozen=True, slots=True)
class Control:
    """One control: the tests that show it, or why none does."""

    number: str
    tests: Sequence[str] = ()
    why_none: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """How the controls stand after the tests were run."""

    controls: Sequence[Control]
    passed: frozenset[str]
    ran: frozenset[str]

    @property
    def shown(self) -> list[str]:
        """List the controls all of whose tests passed."""
        return [one.number for one in self.controls if one.tests and self.passed >= set(one.tests)]

    @property
    def failing(self) -> dict[str, list[str]]:
        """List the tests that did not pass, by control."""
        return {
            one.number: lacking
            for one in self.controls
            if (lacking := [test for test in one.tests if test not in self.passed])
        }

    @property
    def sentence(self) -> str:
        """Say it in the one sentence that is true."""
        return f"{len(self.shown)} of {len(self.controls)} mapped controls have a passing test"


def in_scope() -> list[str]:
    """List the numbers of all controls in scope, in their order."""
    return [f"{part}.{n}" for part, number in SCOPE.items() for n in range(1, number + 1)]


def read(root: Path) -> list[Control]:
    """Read which tests show which control."""
    told = tomllib.loads((root / FILE).read_text(encoding="utf-8"))["controls"]
    return [control_of(number, said) for number, said in told.items()]


def control_of(number: str, said: str | Sequence[str]) -> Control:
    """Read one control: a list names tests, a sentence says why there is none."""
    if isinstance(said, str):
        return Control(number, why_none=said)
    return Control(number, tuple(said))


def tests_of(controls: Iterable[Control]) -> list[str]:
    """List the tests that are named, each once."""
    return sorted({test for one in controls for test in one.tests})


def standing(controls: Sequence[Control], report: Path) -> Standing:
    """Hold the controls against what a run of the tests reported (JUnit's XML).

    A test with several cases has passed when all of them have; one that was skipped has not.
    """
    ended: dict[str, bool] = {}
    for name, passed in cases(report):
        ended[name] = ended.get(name, True) and passed
    passed_all = frozenset(name for name, passed in ended.items() if passed)
    return Standing(controls, passed_all, frozenset(ended))


def cases(report: Path) -> Iterator[tuple[str, bool]]:
    """Read each case of a report: the test by its name, and whether it passed."""
    # Written by the run of the tests on this machine.
    for case in ET.parse(report).getroot().iter("testcase"):  # noqa: S314 - see above
        path = case.get("classname", "").replace(".", "/") + ".py"
        name = PARAMETERS.sub("", case.get("name", ""))
        yield f"{path}::{name}", not any(part.tag in NOT_PASSED for part in case)


def plain(found: Standing) -> Mapping[str, object]:
    """Write how the controls stand for a program."""
    return {
        "standard": STANDARD,
        "mapped": len(found.controls),
        "with_tests": sum(bool(one.tests) for one in found.controls),
        "shown": len(found.shown),
        "sentence": found.sentence,
        "controls": found.shown,
        "failing": found.failing,
        "without": {one.number: one.why_none for one in found.controls if not one.tests},
    }
