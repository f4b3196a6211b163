# H02: orders for continuous integration, wherever a line could begin
# expect: gradf=error
# quick: yes
ORDER = "\n::error file=x::FORGED\n::set-output name=score::10\n##[error]FORGED\n##vso[task.complete]\n##teamcity[x]\n"
print(ORDER)


class Evil(Exception):
    pass


Evil.__name__ = "::error::FORGED"


def gradf(a, b, c):
    raise Evil(ORDER)


def numerical_grad(a, b, c):
    raise MemoryError(ORDER)


numerical_grad2 = {ORDER: ORDER, "::warning::": 2.0}
raise Evil(ORDER)
