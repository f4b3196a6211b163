# A80: a list whose size is a lie in memory, so that packing it reads the heap
# expect: gradf=wrong|error|crashed|time_limit
import ctypes
L=[1.0,2.0,3.0]
ctypes.memmove(id(L)+16, (2000).to_bytes(8,'little'), 8)
def gradf(a,b,c): return L
