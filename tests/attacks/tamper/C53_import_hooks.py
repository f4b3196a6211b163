# C53: finders, loaders and audit hooks that answer for every module, and never come back
# expect: gradf=wrong|time_limit|crashed|error
import builtins
import sys


class Finder:
    def find_spec(self, name, *_):
        while calls:
            pass
        return None

    find_module = load_module = find_spec


calls = 0
sys.meta_path.insert(0, Finder())
sys.path_hooks.insert(0, lambda path: Finder())
sys.path_importer_cache.clear()
sys.addaudithook(lambda event, _: (_ for _ in ()).throw(SystemExit) if calls and event == "compile" else None)
builtins.__import__ = lambda *_, **__: Finder()


def gradf(a, b, c):
    global calls
    calls += 1
    import decimal
    return [1.0, 2.0, 3.0]
