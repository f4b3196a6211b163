# E47: floods on the descriptors 0 to 20, from threads, with escapes and broken text
# expect: gradf=output_limit|crashed|wrong|time_limit
import os
import threading


def flood(fd):
    while True:
        try:
            os.write(fd, b"\x1b[2J\xff\xfe\x00\r::error::FORGED\n" * 4000)
        except OSError:
            return


def gradf(a, b, c):
    threads = [threading.Thread(target=flood, args=(fd,)) for fd in range(21)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [1.0, 2.0, 3.0]
