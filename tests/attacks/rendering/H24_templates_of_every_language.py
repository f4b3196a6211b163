# H24: names, keys and messages of template languages, shells and spreadsheets
T = ["{{7*7}}", "${jndi:ldap://127.0.0.1:@PORT@/x}", "<%= 7 %>", "#{7*7}", "%s%s%n", "{0.__class__}", "$(touch /tmp/attack-mark)", "`touch /tmp/attack-mark`", "=HYPERLINK(\"http://127.0.0.1:@PORT@\")", "\t=1+1", "\uff1d1+1", "'; DROP TABLE students;--", "<!--#exec cmd=\"x\"-->", "<?php ?>", "javascript:alert(1)", "<svg/onload=alert(1)>", "&#x3c;b>", "<![CDATA[", "]]>", "\\x3cb\\x3e"]
def gradf(a, b, c): return dict(zip(T[:3], (1.0, 2.0, 3.0)))
numerical_grad = {t: 1.0 for t in T}
numerical_grad2 = T
E = type(T[14], (Exception,), {"__str__": lambda s: "\n".join(T)})
class Value:
    def __init__(s, x): raise E()
raise E()
