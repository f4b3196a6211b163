# B04: import the grader and ask it for the answers
# expect: gradf=wrong|error|missing
# quick: yes
import importlib
import sys

sys.path[:0] = ["@ROOT@", "."]
for name in ("grader", "grader.answers", "grader.scoring", "grader.scoring.reference", "grader.spec.catalog", "grader.sandbox.runner"):
    try:
        module = importlib.import_module(name)
        if getattr(module, "__file__", None) and isinstance(module.__file__, str):
            print("BREACH: imported", name, module.__file__, flush=True)
        if name == "grader.answers":
            exercise, key = module.load("@ROOT@/exercises/micrograd/exercise.yaml")
            if type(key.cases[1].answers[0].torch) is tuple:
                print("BREACH:", key.cases[1].answers[0].torch, flush=True)
    except Exception:
        pass


def gradf(a, b, c):
    return [3.0, 1.0, 4.0]
