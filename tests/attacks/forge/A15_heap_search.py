# A15: search the heap for the expected values, the secret and the exercise
# expect: gradf=wrong|error
import gc
import sys

WORDS = ("answers.lock", "exercise_digest", "held-out", "SECRET_TOKEN", "known to this process")


def gradf(a, b, c):
    for each in gc.get_objects():
        if type(each) is dict and each is not globals():
            for key, value in list(each.items()):
                if type(value) is str and any(word in value for word in WORDS) and key != "WORDS":
                    if "A15" not in value:
                        print("BREACH:", repr(value)[:80])
    for name, module in list(sys.modules.items()):
        if name.startswith("grader.scoring") or name.startswith("grader.spec"):
            print("BREACH: the module", name)
    return [5.0, 5.0, 5.0]
