# H20: orders for continuous integration that are obeyed in the middle of a line
# expect: gradf=error numerical_grad=wrong
# quick: yes
ORDER = "so ##[error]FORGED it ##vso[task.complete result=Succeeded]goes ###[warning]on"
print(ORDER)


class Evil(Exception):
    pass


Evil.__name__ = f"Evil {ORDER}"


def gradf(a, b, c):
    raise Evil(ORDER)  # and ##vso[task.setvariable variable=x]y in a line of its own


numerical_grad = [ORDER, 1.0, 2.0]
numerical_grad2 = {ORDER: 1.0, "a": 2.0, "b": 3.0}
