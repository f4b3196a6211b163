# E54: a query without end in a database in memory, which may be no file either
# expect: gradf=time_limit|memory_limit|error
import sqlite3

base = sqlite3.connect(":memory:")
for order in ("attach '/tmp/attack.db' as x", "attach '@ANSWERS@' as y", "vacuum into '/tmp/attack.db'"):
    try:
        base.execute(order)
        base.execute("create table x.t(a)")
        print("BREACH:", order, flush=True)
    except Exception as error:
        print(error)


def gradf(a, b, c):
    rows = "with recursive r(n) as (select 1 union all select n+1 from r) select count(*) from r"
    return base.execute(rows).fetchone()
