"""The page around a body: its head, its style, and the rule that nothing else is loaded or run."""

from __future__ import annotations

import os
from base64 import b64encode
from hashlib import sha256

from grader.report.html.element import EMPTY, Markup, joined, tag

_HERE = os.path.dirname(os.path.abspath(__file__))


def page(title: str, *body: Markup, script: bool = False) -> str:
    """Return a whole page, ended by a line end; ``script`` adds the one that filters and sorts."""
    style, code = read("page.css"), read("page.js") if script else ""
    policy = "; ".join(
        (
            "default-src 'none'",
            f"style-src '{digest(style)}'",
            f"script-src '{digest(code)}'" if script else "script-src 'none'",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", **{"http-equiv": "Content-Security-Policy"}, content=policy),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("title", title),
        raw("style", style),
    )
    foot = raw("script", code) if script else EMPTY
    document = tag("html", head, tag("body", joined(body), foot), lang="en")
    return f"<!doctype html>\n{document.html}\n"


def raw(name: str, text: str) -> Markup:
    """Return a style or script of our own: browsers read no escapes in them."""
    return Markup(f"<{name}>{text}</{name}>")


def read(file: str) -> str:
    """Return one of the files beside this one."""
    with open(os.path.join(_HERE, file), encoding="utf-8") as opened:
        return opened.read().strip()


def digest(text: str) -> str:
    """Return how a policy names an inline style or script: by its sha256."""
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode('ascii')}"
