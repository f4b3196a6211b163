# H18: keys of an answer's dict, class names and texts that a table, a page or a log would take for its own
# expect: gradf=wrong|error
class Value:
    pass


Value.__name__ = "=HYPERLINK(1)\t@x"
calls = 0


def gradf(a, b, c):
    global calls
    calls += 1
    ways = (
        {"=1+1": 1.0, "@SUM(A1)": 2.0, "-1": 3.0},
        {"::error::FORGED": 1.0, "##[error]": 2.0, "\u2028::warning::": 3.0},
        {"<img src=x onerror=alert(1)>": Value(), "]]>": "]]>", "&": "\ud800"},
        ["```\n# FORGED", "|a|b|", "[x](javascript:1)"],
        {"a": Value(), "b": Value, "c": "\x9b31m"},
    )
    return ways[calls % len(ways)]
