# B15: look for traces of whoever was graded before in the memory of the zygote's copy
# expect: gradf=wrong|error|time_limit
# quick: yes
import gc
import sys

# Put together when it runs: the compiler would make them constants of this very submission.
SEEN = tuple("~".join(words).replace("~", " ") for words in (["that", "can", "differentiate"], ["step", "to", "each"]))
for each in gc.get_objects():
    if each is SEEN:
        continue
    values = list(each.values()) if type(each) is dict else list(each) if type(each) in (list, tuple) else ()
    for value in values:
        if type(value) is str and len(value) < 10**6 and any(word in value for word in SEEN):
            print("BREACH: a classmate's source", flush=True)
            break


def gradf(a, b, c):
    return [3.0, 2.0, 4.0]
