"""Gradescope's ``submission_metadata.yml``: who handed in which folder of an export."""

from __future__ import annotations

from grader.batch.entries import Listing, Source
from grader.batch.layouts import METADATA, Claim
from grader.errors import SubmissionError, UsageError
from grader.spec.texts import Texts, read_dump

MAX_BYTES = 64 * 2**20


def submitters(source: Source, listing: Listing) -> tuple[tuple[str, tuple[Claim, ...]], ...]:
    """Return for each folder the claims of those who handed it in; empty without metadata."""
    for entry in listing.entries:
        if entry.parts[-1] == METADATA and len(entry.parts) <= 3:
            try:
                text = source.read(entry, MAX_BYTES).decode("utf-8")
            except (SubmissionError, UnicodeDecodeError) as error:
                raise UsageError(f"{METADATA}: cannot be read: {error}") from error
            document = read_dump(text, file=METADATA)
            if isinstance(document, dict):
                return tuple((folder, _claims(folder, said)) for folder, said in document.items())
    return ()


def _claims(folder: str, said: Texts) -> tuple[Claim, ...]:
    """Return a claim for each submitter: by student number, else e-mail, else name, else folder."""
    people = said.get(":submitters", []) if isinstance(said, dict) else []
    created = said.get(":created_at", "") if isinstance(said, dict) else ""
    found = []
    for person in people if isinstance(people, list) else []:
        if isinstance(person, dict):
            known = [
                value
                for key in (":sid", ":email", ":name")
                if isinstance(value := person.get(key), str) and value
            ]
            name = person.get(":name")
            if known:
                found.append(
                    Claim(
                        student=known[0],
                        name=name if isinstance(name, str) else "",
                        file="",
                        attempt=created if isinstance(created, str) else "",
                    )
                )
    return tuple(found) or (Claim(student=folder, file=""),)
