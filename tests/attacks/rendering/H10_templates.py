# H10: texts that templates, shells and formats would act on
# expect: gradf=error
TEXT = "{0.__class__} %s %n %(x)s ${PATH} $(id) `id` {{7*7}} {% x %} #{1} \\g<1> \\1 ${jndi:ldap://x} ; rm -rf /"


def gradf(a, b, c):
    raise KeyError(TEXT)


numerical_grad = [TEXT, "{", "%"]
