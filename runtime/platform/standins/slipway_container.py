"""SageMaker's container contract around a function, with the standard library alone: GET /ping, POST /invocations, on loopback."""

import os
import queue
import sys
import threading
import traceback
from concurrent.futures import Future
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Answer:
    """What a request is answered with; text is sent as UTF-8."""

    def __init__(self, body, content_type=None, status=200, headers=None):
        self.body = body.encode("utf-8") if isinstance(body, str) else bytes(body)
        self.content_type = content_type
        self.status = status
        self.headers = headers or {}


def refuse(message):
    """Ends the program with a message for whoever started it."""
    sys.exit(f"{os.path.basename(sys.argv[0])}: {message}")


def model_folder():
    """The folder in the first argument, else in SM_MODEL_DIR."""
    folder = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("SM_MODEL_DIR")
    if folder is None:
        refuse("no model is given; name its folder as the first argument, or in SM_MODEL_DIR")
    if not os.path.isdir(folder):
        refuse(f"there is no folder '{folder}' (from {os.getcwd()}); give the one into which model.tar.gz was unpacked")
    return os.path.abspath(folder)


def serve(invoke, pages):
    """Serves until it is told to stop.

    invoke(headers, body) answers a prediction; headers is a mapping that ignores case. It is always called in the thread that calls this
    function, one request after the other, as a worker of the servers that are stood in for does: models need not be thread-safe.
    pages are answers to GET, by path.
    """
    port = int(os.environ.get("SAGEMAKER_BIND_TO_PORT", "8080"))
    jobs = queue.SimpleQueue()
    try:
        server = _Server(("127.0.0.1", port), _handler(jobs, pages))
    except OSError as error:
        refuse(f"port {port} on 127.0.0.1 cannot be taken ({error.strerror}); set SAGEMAKER_BIND_TO_PORT to another")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        while True:
            future, headers, body = jobs.get()
            try:
                future.set_result(invoke(headers, body))
            except Exception:
                future.set_result(Answer(traceback.format_exc(), "text/plain", 500))
    except KeyboardInterrupt:
        sys.exit(130)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # A hundred callers may come at once; the default queue holds five.
    request_queue_size = 1024


def _handler(jobs, pages):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Head and body of an answer leave in one packet, and at once.
        wbufsize = -1
        disable_nagle_algorithm = True

        def do_GET(self):
            page = pages.get(self.path.split("?")[0])
            self.send(page if page is not None else Answer(f"there is no {self.path}; there is POST /invocations\n", "text/plain", 404))

        def do_POST(self):
            length = self.headers.get("Content-Length")
            if length is None:
                self.close_connection = True
                return self.send(Answer("give a Content-Length\n", "text/plain", 411))
            body = self.rfile.read(int(length))
            if self.path.split("?")[0] != "/invocations":
                return self.do_GET()
            future = Future()
            jobs.put((future, self.headers, body))
            return self.send(future.result())

        def send(self, answer):
            self.send_response(answer.status)
            if answer.content_type is not None:
                self.send_header("Content-Type", answer.content_type)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)
            self.wfile.flush()

        def log_message(self, *_):
            """Says nothing of single requests: whoever started this counts them."""

    return Handler
