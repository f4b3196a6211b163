# A44: an audit hook that watches and refuses what the grader does
# expect: gradf=wrong|crashed|error
import sys


def hook(event, args):
    if event in ("open", "exec", "compile", "import", "os.write"):
        raise RuntimeError("refused")


sys.addaudithook(hook)


def gradf(a, b, c):
    return [1.0, 1.0, 2.0]
