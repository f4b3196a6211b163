# E57: thousands of functions that set variables outside of them, in circles
# expect: gradf=wrong|error|crashed|time_limit numerical_grad=wrong|error|crashed|time_limit
exec("\n".join(f"def f{i}():\n global v{i}\n v{i}=1\n f{(i+1)%3000}" for i in range(3000)))
h=1
def use():
    global h, numerical_grad
    h=h+1
    use2()
def use2():
    global h
    use()
numerical_grad=[h,h,h]
try: use()
except RecursionError: pass
numerical_grad2=[h,h,h]
def gradf(a,b,c): return [1,2,3]
