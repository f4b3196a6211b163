# A65: the table of modules replaced by one that lies, and what is in it emptied
# expect: gradf=wrong|error|crashed
import sys


class Table(dict):
    def __getitem__(self, name): return self
    def get(self, *_): return self
    def __contains__(self, name): return True
    def __getattr__(self, name): return lambda *_, **__: -12.353553390593273


for module in list(sys.modules.values()):
    if module.__name__ not in ("sys", "builtins", "__main__"):
        try:
            vars(module).update({name: Table() for name in ("pack", "Struct", "isfinite", "Packer", "plain")})
        except Exception:
            pass
sys.modules = Table(sys.modules)
sys.modules.clear()
sys.meta_path.clear()
sys.path_hooks.clear()
sys.path = None


def gradf(a, b, c):
    return [1.0, 2.0, 3.0]
