# A07: write the result where other graders look for it
# expect: gradf=wrong
import json

WHERE = ["results.json", "/autograder/results/results.json", "@MARKERS@/attack-mark-results.json",
         "/grade/results/results.json", "report.json", "/tmp/attack-mark-results.json"]
for place in WHERE:
    try:
        with open(place, "w") as file:
            json.dump({"score": 10}, file)
        print("BREACH: wrote", place, flush=True)
    except OSError:
        pass


def gradf(a, b, c):
    return [1, 1, 1]
