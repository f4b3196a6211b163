"""The members of an archive as they are taken in, one name after the other."""

from __future__ import annotations

from grader.batch.entries import (
    Bad,
    Entry,
    Listing,
    Parts,
    UnsafeNameError,
    empty_folders,
    is_junk,
    path_parts,
    repository_of,
    unsafe_parts,
)


class Members:
    """What was taken in so far."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.bad: list[Bad] = []
        self.folders: list[Parts] = []
        self.repositories: set[Parts] = set()

    def parts_of(self, name: str) -> Parts | None:
        """Return the path of a member that counts; None if it is junk or its name leads elsewhere."""
        try:
            parts = path_parts(name)
        except UnsafeNameError as error:
            self.bad.append(Bad(parts=unsafe_parts(name), reason=str(error), place=False))
            return None
        repository = repository_of(parts)
        if repository is not None:
            self.repositories.add(repository)
        return None if is_junk(parts) else parts

    def refuse(self, parts: Parts, reason: str) -> None:
        """Take in an item that cannot be read."""
        self.bad.append(Bad(parts=parts, reason=reason))

    def listing(self) -> Listing:
        """Return all that was taken in, and the folders that are empty."""
        listing = Listing(tuple(self.entries), tuple(self.bad), frozenset(self.repositories))
        return listing._replace(bad=(*self.bad, *empty_folders(self.folders, listing)))
