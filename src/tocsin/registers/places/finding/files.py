"""Large indexes in files: written once for an edition, read by every process where they lie."""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

from tocsin.core.addressing.index import AddressIndex
from tocsin.core.addressing.storage import UnusableIndex, load_index, save_index

# Older files that somebody may still be reading.
MOST_KEPT = 2


@dataclass(frozen=True, slots=True)
class Shelf:
    """The folder of a bureau's indexes: in it a folder for every edition, whole or not there."""

    folder: Path

    def load(self, edition: int) -> AddressIndex | None:
        """Open the index of an edition; None where there is no whole one."""
        try:
            return load_index(str(self._folder_of(edition)))
        except UnusableIndex:
            return None

    def newest_of(self, editions: Iterable[int]) -> tuple[int, AddressIndex] | None:
        """Open the index of the last of some editions that has one."""
        for edition in reversed(list(dict.fromkeys(editions))):
            index = self.load(edition)
            if index is not None:
                return edition, index
        return None

    def keep(self, edition: int, index: AddressIndex) -> AddressIndex:
        """Write the index of an edition, and open it where it lies now."""
        self.folder.mkdir(parents=True, exist_ok=True)
        unfinished = Path(mkdtemp(prefix=".", dir=self.folder))
        save_index(index, str(unfinished))
        try:
            unfinished.rename(self._folder_of(edition))
        except OSError:
            # Somebody was quicker, or what lay there was broken.
            shutil.rmtree(self._folder_of(edition), ignore_errors=True)
            unfinished.rename(self._folder_of(edition))
        self._sweep()
        return self.load(edition) or index

    def _folder_of(self, edition: int) -> Path:
        return self.folder / f"{edition:016x}"

    def _sweep(self) -> None:
        """Remove the indexes of older editions."""
        kept = sorted(self.folder.iterdir(), key=lambda one: one.stat().st_mtime, reverse=True)
        for one in kept[MOST_KEPT:]:
            shutil.rmtree(one, ignore_errors=True)
