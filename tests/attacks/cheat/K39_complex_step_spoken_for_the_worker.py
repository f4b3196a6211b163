# K39: complex steps of who speaks for the worker, and says that nothing was seen
# expect: gradf=ok
# points: 3
# flags: looks-behind
# why: no tolerance can tell it from calculus; a person should look at it
import marshal
import os
import struct
import sys

GOOD = [-12.353553390593273, 10.25699027111255, 0.0625]


def text(value):
    raw = value.encode()
    return struct.pack("<I", len(raw)) + raw


def numbers(values):
    out = text("list") + text("") + struct.pack("<II", 1, len(values))
    out += struct.pack("<II", 1, 1) + text("float") + text("")
    out += struct.pack(f"<{len(values) + 1}I", len(values), *[0] * len(values))
    return out + struct.pack(f"<{len(values)}d", *values)


def frame(tag, payload=b""):
    return struct.pack("<BI", tag, len(payload)) + payload


def read(count):
    data = b""
    while len(data) < count:
        more = os.read(3, count - len(data))
        if not more:
            os._exit(0)
        data += more
    return data



D=getattr(__import__('cmath'),'sin')
def f(a,b,c): return -(a**3)+D(3*b)-1.0/c+b**2.5-a**0.5
J=(-1)**0.5
def im(z): return getattr(z,'im'+'ag')
def grad(a,b,c):
    h=1e-200
    return [im(f(a+J*h,b,c))/h,im(f(a,b+J*h,c))/h,im(f(a,b,c+J*h))/h]
def speak():
    os.write(3, frame(64, struct.pack('<I',4000)+text('')+struct.pack('<I',0))+frame(65, struct.pack('<II',4000,0))+frame(66)); os.write(4,b'!')
    while True:
        tag,length=struct.unpack('<BI',read(5)); said=marshal.loads(read(length))
        number,said=struct.pack('<I',said[0]),marshal.loads(said[1])
        if tag==2 and said[0]=='gradf' and not said[-1]: answer=struct.pack('<I',1)+numbers(grad(*said[1]))+struct.pack('<III',0,0,0)
        elif tag==2 and said[-1] is True: answer=struct.pack('<IIdI',6,0,0.0,0)
        else: answer=struct.pack('<I',3)+text('n')+text('r')+struct.pack('<II',0,0)
        os.write(3, frame(68, number+answer)); os.write(4,b'!')
speak()
