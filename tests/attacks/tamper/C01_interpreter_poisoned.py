# C01: change everything in the interpreter that a later submission would meet
# expect: gradf=wrong|error|crashed
# quick: yes
import decimal
import locale
import math
import os
import random
import sys
import warnings

math.cos = math.sin = math.exp = math.log = lambda *_: 42.0
decimal.getcontext().prec = 1
warnings.simplefilter("error")
random.seed(0)
os.umask(0)
os.environ["PYTHONHASHSEED"] = "1"
os.chdir("/")
sys.setrecursionlimit(50)
sys.path[:] = ["/tmp"]
sys.modules["math"] = sys.modules["json"] = None
sys.stdout = sys.stderr = None
sys.float_info = None
__builtins__.float = int
__builtins__.print = None


def gradf(a, b, c):
    return [42, 42, 42]
