"""Secrets kept in files that only we can read, outside the database."""

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class KeyFolder:
    """A folder of secrets, each in a file by its name."""

    path: Path

    def kept(self, name: str, make: Callable[[], str]) -> str:
        """Read a secret that is made once; two who make it at once agree on one."""
        file = self.path / name
        if not file.exists():
            draft = self.drafted(name, make())
            with suppress(FileExistsError):
                os.link(draft, file)
            draft.unlink()
        return file.read_text(encoding="ascii")

    def replaced(self, name: str, text: str) -> None:
        """Write a file anew, whole or not at all."""
        self.drafted(name, text).replace(self.path / name)

    def drafted(self, name: str, text: str) -> Path:
        """Write a file that only we can read, beside its place."""
        self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = self.path / f".{name}-{secrets.token_hex(8)}"
        draft.touch(mode=0o600)
        draft.write_text(text, encoding="ascii")
        return draft
