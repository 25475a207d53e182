"""How much of the processors a running Tocsin and its database take."""

import os
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tocsin.project.processes import Supervisor

PROCESSES = Path("/proc")
# In /proc/PID/stat behind the name: the parent, then, further on, the ticks of the process itself
# and of its children that have ended.
PARENT, TICKS, ENDED_TICKS = 1, slice(11, 13), slice(13, 15)


@dataclass(slots=True)
class Burnt:
    """Seconds of a processor between two moments; nothing where the system does not tell."""

    serving: Supervisor
    database: int | None
    before: Counter[str] = field(default_factory=Counter)
    spent: dict[str, float] = field(default_factory=dict)

    def begin(self) -> None:
        """Note the first moment."""
        self.before = self.now()

    def end(self) -> None:
        """Note the second."""
        now = self.now()
        a_second = os.sysconf("SC_CLK_TCK")
        self.spent = {
            name: round((now[name] - self.before[name]) / a_second, 2) for name in sorted(now)
        }

    def now(self) -> Counter[str]:
        """Add up the ticks that each part has taken so far."""
        named = {kept.pid: kept.program.name.partition("-")[0] for kept in self.serving.kept}
        named |= {self.database: "database", os.getpid(): "campaign"}
        found: Counter[str] = Counter()
        for facts in PROCESSES.glob("[0-9]*/stat"):
            try:
                number, rest = int(facts.parent.name), facts.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            name = named.get(number) or named.get(int(rest[PARENT]))
            if name:
                ended = rest[ENDED_TICKS] if number in named else []
                found[name] += sum(map(int, [*rest[TICKS], *ended]))
        return found
