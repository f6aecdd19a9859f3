"""What every judge prints and needs: one line a check, servers that end with it."""

import contextlib
import os
import random
import signal
import socket
import subprocess
import time
import urllib.request


def check(name, ok, note=""):
    print(f"{'ok' if ok else 'FAILED'}\t{name}\t{str(note).replace(chr(10), ' ')[:300]}", flush=True)


def run(judges):
    for judge in judges:
        try:
            judge()
        except Exception as error:  # a judge that falls over is a failed check, and the others still judge
            check(judge.__name__.replace("_", " "), False, repr(error))


def free_port():
    """A port that nobody has, and below 32768: multi-model-server keeps ports in a short."""
    for port in random.sample(range(20_000, 32_000), 100):
        with contextlib.suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return port
    raise RuntimeError("no port from 20000 to 32000 is free")


@contextlib.contextmanager
def server(argv, port, environment=None, log=None):
    """A program in a session of its own, once its /ping answers; gone afterwards with all that it has started. Sets print in one order."""
    out = open(log, "w") if log else subprocess.DEVNULL
    program = subprocess.Popen(argv, env={**os.environ, "PYTHONHASHSEED": "0", **(environment or {})}, stdout=out, stderr=subprocess.STDOUT, start_new_session=True)
    try:
        deadline = time.monotonic() + 60
        while not healthy(port):
            if program.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{argv} does not answer: {open(log).read()[-2000:] if log else ''}")
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(program.pid, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            program.wait(5)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(program.pid, signal.SIGKILL)
        program.wait()


def healthy(port):
    try:
        return urllib.request.urlopen(f"http://127.0.0.1:{port}/ping", timeout=2).status == 200
    except OSError:
        return False
