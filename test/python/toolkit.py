"""AWS's own inference toolkit as a judge of its stand-in: sagemaker-inference under multi-model-server, the same inference.py, the same requests.

    toolkit.py STANDINS MODELS

STANDINS is the folder of the stand-ins, MODELS that of the models beside this file.
"""

import http.client
import io
import json
import shutil
import sys
import tempfile
from pathlib import Path

import numpy as np
import scipy.sparse
from lines import check, free_port, run, server

STANDINS, MODELS = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
JSON, CSV, NPY, NPZ = "application/json", "text/csv", "application/x-npy", "application/x-npz"
# The largest body that multi-model-server takes, from its documentation.
PAYLOAD_BYTES = 6_553_500

# Starts multi-model-server as the toolkit does, but on loopback, and with its configuration beside the model and not in /etc.
START_TOOLKIT = """
import os, sys
from sagemaker_inference import environment, model_server
base = os.environ["SAGEMAKER_BASE_DIR"]
model_server._set_python_path()
text = model_server._generate_mms_config_properties(environment.Environment(), model_server.DEFAULT_HANDLER_SERVICE)
config = os.path.join(base, "mms.properties")
open(config, "w").write(text.replace("0.0.0.0", "127.0.0.1"))
os.chdir(base)
arguments = ["--start", "--foreground", "--model-store", "/", "--mms-config", config, "--log-config", model_server.DEFAULT_MMS_LOG_FILE]
os.execv(sys.executable, [sys.executable, "-m", "mms.model_server", *arguments, "--models", f"model={environment.model_dir}"])
"""


def npy(values):
    file = io.BytesIO()
    np.save(file, values)
    return file.getvalue()


def npz(values):
    file = io.BytesIO()
    scipy.sparse.save_npz(file, scipy.sparse.csr_matrix(values))
    return file.getvalue()


FUNCTIONS = {
    "JSON": (b"[[1,2],[3,4]]", {"Content-Type": JSON}),
    "JSON, answered in CSV": (b"[[1,2],[3,4]]", {"Content-Type": JSON, "Accept": CSV}),
    "CSV of whole numbers": (b"1,2\n3,4", {"Content-Type": CSV}),
    "CSV of a whole and another number": (b"1.5,2", {"Content-Type": CSV, "Accept": CSV}),
    "CSV with an empty cell": (b"1,,2\n3,4,5", {"Content-Type": CSV}),
    "CSV with text": (b"1,x\n3,4", {"Content-Type": CSV}),
    "CSV with a header": (b"a,b\n3,4", {"Content-Type": CSV}),
    "ragged CSV": (b"1,2\n3", {"Content-Type": CSV}),
    "NPY, both ways": (npy(np.array([[1, 2], [3, 4.5]])), {"Content-Type": NPY, "Accept": NPY}),
    "NPZ": (npz(np.array([[1, 0], [0, 4.5]])), {"Content-Type": NPZ}),
    "any answer accepted": (b"[1]", {"Content-Type": JSON, "Accept": "*/*"}),
    "the second of two accepted": (b"[1]", {"Content-Type": JSON, "Accept": "application/xml, text/csv"}),
    "an answer of an unknown type": (b"[1]", {"Content-Type": JSON, "Accept": "image/png"}),
    "an accepted type with a weight": (b"[1]", {"Content-Type": JSON, "Accept": "text/csv;q=0.5"}),
    "a type with a character set": (b"1,2", {"Content-Type": "text/csv; charset=utf-8"}),
    "no type": (b"1,2", {}),
    "an unknown type": (b"1,2", {"Content-Type": "application/octet-stream"}),
    "headers in lower case": (b"[1]", {"content-type": JSON, "accept": CSV}),
    "broken JSON": (b"{", {"Content-Type": JSON}),
    "nothing": (b"", {"Content-Type": JSON}),
    "text that is no UTF-8": (b"\xff\xfe", {"Content-Type": CSV}),
    "rows of different widths": (b"[[1,2],[3]]", {"Content-Type": JSON}),
    "an exception": (b"[13]", {"Content-Type": JSON}),
    "an exception for want of memory": (b"[14]", {"Content-Type": JSON}),
    "a prediction that nothing can write": (b"[15]", {"Content-Type": JSON}),
    "a function that ends the program": (b"[16]", {"Content-Type": JSON}),
    "the next request after that": (b"[1]", {"Content-Type": JSON}),
    "a body of the largest size": (b" " * (PAYLOAD_BYTES - 3) + b"[1]", {"Content-Type": JSON}),
    "a body beyond the largest size": (b" " * (PAYLOAD_BYTES - 2) + b"[1]", {"Content-Type": JSON}),
}
TRANSFORM = {
    **{each: (each.encode(), {"Content-Type": "text/plain"}) for each in ["tuple", "list", "bytes", "object", "none", "model", "status", "own error"]},
    "custom attributes": (b"headers", {"Content-Type": "text/plain", "X-Amzn-SageMaker-Custom-Attributes": "trace=1"}),
    "what a function is given as text": (b"x", {"Content-Type": JSON}),
    "what a function is given as bytes": (b"x", {"Content-Type": "text/plain", "Accept": "image/png"}),
    "what is accepted where nothing is said": (b"x", {"Content-Type": "text/plain"}),
}


def ask(port, body, headers):
    """Status, what SageMaker passes on of the headers, body; of a failure the message without its traceback."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("POST", "/invocations", body=body, headers=headers)
    answer = connection.getresponse()
    text = answer.read()
    connection.close()
    if answer.status >= 400:
        text = text.split(b"\nTraceback")[0].split(b"\n\n")[0]
        text = json.loads(text)["message"].encode() if text.startswith(b"{\n") or text.startswith(b'{"code"') else text
        return answer.status, text
    return answer.status, answer.getheader("Content-Type"), answer.getheader("X-Amzn-SageMaker-Custom-Attributes"), text


def compare(model, requests, environment):
    with tempfile.TemporaryDirectory() as base:
        shutil.copytree(MODELS / model, Path(base) / "model")
        shutil.copytree(MODELS / model, Path(base) / "ours")
        before = sorted(Path(base, "ours").rglob("*"))
        theirs, ours = free_port(), free_port()
        common = {"SAGEMAKER_MODEL_SERVER_WORKERS": "1", **environment}
        image = {**common, "SAGEMAKER_BASE_DIR": base, "SAGEMAKER_BIND_TO_PORT": str(theirs), "TMPDIR": base, "LOG_LOCATION": base, "METRICS_LOCATION": base}
        standin = {**common, "SAGEMAKER_BIND_TO_PORT": str(ours)}
        with server([sys.executable, "-c", START_TOOLKIT], theirs, image, f"{base}/theirs.log"), server(
            [sys.executable, str(STANDINS / "sagemaker_inference.py"), f"{base}/ours"], ours, standin, f"{base}/ours.log"
        ):
            for name, (body, headers) in requests.items():
                expected, given = ask(theirs, body, headers), ask(ours, body, headers)
                check(f"the stand-in answers as the toolkit does: {name}", given == expected, f"{expected}" if given == expected else f"{given}, the toolkit: {expected}")
        check(f"the stand-in writes nothing into the folder of {model}", sorted(Path(base, "ours").rglob("*")) == before)


def functions_are_called_as_in_the_image():
    compare("functions", FUNCTIONS, {})


def a_transform_is_called_as_in_the_image():
    compare("transform", TRANSFORM, {"SAGEMAKER_PROGRAM": "handler.py", "SAGEMAKER_DEFAULT_INVOCATIONS_ACCEPT": CSV})


run([functions_are_called_as_in_the_image, a_transform_is_called_as_in_the_image])
