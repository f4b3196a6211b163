# A13: an import hook that patches whatever is imported after it
# expect: gradf=wrong
import importlib.abc
import sys


class Hook(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        print("asked for", name)
        return None


sys.meta_path.insert(0, Hook())
sys.path_hooks.insert(0, lambda path: None)
sys.path_importer_cache.clear()


def gradf(a, b, c):
    return [3.0, 3.0, 3.0]
