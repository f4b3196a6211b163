# E37: thousands of statements that all fail, with long messages
# expect: gradf=missing|time_limit|crashed
raise ValueError("x" * 100000)
