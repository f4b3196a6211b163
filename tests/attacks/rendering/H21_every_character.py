# H21: every character there is, in output, errors, names and answers
# expect: gradf=error numerical_grad=wrong
# quick: yes
import sys
text = "".join(chr(i) for i in range(0x3000) ) + "".join(chr(i) for i in range(0xfe00, 0x10000)) + "".join(map(chr, range(0xe0000, 0xe0200)))
print(text)
for k in range(0, len(text), 1500):
    try: raise type("E" + text[k:k+10].replace("\0", ""), (Exception,), {})(text[k:k+1500])
    except Exception as e: err = e
def gradf(a, b, c): raise type("\u2028\u0085Z" , (Exception,), {})(text[120:700] + text[0x2000:0x2100])
numerical_grad = [text[:200], text[200:400], text[0x2000:0x2070]]
raise err
