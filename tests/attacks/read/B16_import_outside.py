# B16: import modules from outside, by every way that the import system knows
# expect: gradf=wrong|error|missing
import importlib.machinery
import importlib.util
import runpy
import sys
import zipimport

for path in ("@CLASSMATE@", "@ROOT@/grader/answers.py"):
    for call in (lambda: importlib.util.spec_from_file_location("x", path).loader.exec_module(type(sys)("x")),
                 lambda: importlib.machinery.SourceFileLoader("x", path).load_module(),
                 lambda: runpy.run_path(path),
                 lambda: zipimport.zipimporter(path),
                 lambda: importlib.util.spec_from_file_location("x", path).loader.get_source("x")):
        try:
            call()
            print("BREACH: loaded", path, flush=True)
        except Exception:
            pass


def gradf(a, b, c):
    return [3.0, 2.0, 5.0]
