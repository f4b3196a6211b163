"""The sha256 of bytes. ``hashlib`` would load OpenSSL first, which takes 3 ms of a student's time."""

from __future__ import annotations

import sys

if sys.version_info >= (3, 12):
    from _sha2 import sha256
else:
    from _sha256 import sha256  # type: ignore[import-not-found]


def sha256_hex(raw: bytes) -> str:
    """Return the sha256 of ``raw`` in hexadecimal digits."""
    digits: str = sha256(raw).hexdigest()
    return digits
