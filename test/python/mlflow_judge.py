"""MLflow's own scoring server as a judge of its stand-in: the same model folders, the same requests.

    mlflow_judge.py STANDINS

STANDINS is the folder of the stand-ins.
"""

import http.client
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import mlflow
import numpy as np
import pandas as pd
from lines import check, free_port, run, server
from mlflow.models import infer_signature
from sklearn.linear_model import LogisticRegression

STANDIN = Path(sys.argv[1]).resolve() / "mlflow_pyfunc.py"
JSON, CSV = "application/json", "text/csv"
ROWS = pd.DataFrame({"a": [0.5, 1.5, -2.0], "b": [1.0, 0.0, 3.0]})


class Scaled(mlflow.pyfunc.PythonModel):
    """Takes a parameter, answers a table, fails where it is asked to."""

    def predict(self, context, model_input, params=None):
        if (model_input["a"] == 13).any():
            raise ValueError("thirteen is unlucky")
        return pd.DataFrame({"twice": model_input["a"] * (params or {}).get("factor", 2.0), "name": ["x"] * len(model_input)})


def payload(value, **more):
    return json.dumps({**value, **more}).encode()


SPLIT = {"dataframe_split": {"columns": ["a", "b"], "data": ROWS.values.tolist()}}
RECORDS = {"dataframe_records": ROWS.to_dict(orient="records")}
REQUESTS = {
    "dataframe_split": (payload(SPLIT), JSON),
    "dataframe_split, columns in another order": (payload({"dataframe_split": {"columns": ["b", "a"], "data": [[1.0, 0.5]]}}), JSON),
    "dataframe_records": (payload(RECORDS), JSON),
    "instances by name": (payload({"instances": RECORDS["dataframe_records"]}), JSON),
    "instances as rows": (payload({"instances": ROWS.values.tolist()}), JSON),
    "inputs by column": (payload({"inputs": ROWS.to_dict(orient="list")}), JSON),
    "inputs as rows": (payload({"inputs": ROWS.values.tolist()}), JSON),
    "CSV": (ROWS.to_csv(index=False).encode(), CSV),
    "CSV with a character set": (ROWS.to_csv(index=False).encode(), "text/csv; charset=utf-8"),
    "CSV in another character set": (ROWS.to_csv(index=False).encode(), "text/csv; charset=latin-1"),
    "CSV without its header": (b"0.5,1.0\n", CSV),
    "CSV of text": (b"a,b\nx,y\n", CSV),
    "a parameter": (payload(SPLIT, params={"factor": 10.0}), JSON),
    "a parameter of the wrong type": (payload(SPLIT, params={"factor": "ten"}), JSON),
    "a missing column": (payload({"dataframe_split": {"columns": ["a"], "data": [[1.0]]}}), JSON),
    "whole numbers where others are declared": (payload({"dataframe_split": {"columns": ["a", "b"], "data": [[1, 2]]}}), JSON),
    "two formats at once": (payload({**SPLIT, **RECORDS}), JSON),
    "no format": (payload({"rows": [[1, 2]]}), JSON),
    "a list": (b"[[1,2]]", JSON),
    "broken JSON": (b"{", JSON),
    "text that is no UTF-8": (b"\xff\xfe", CSV),
    "an unknown type": (b"x", "image/png"),
    "a type with a parameter": (payload(SPLIT), "application/json; format=pandas-split"),
    "no type": (payload(SPLIT), None),
    "an exception in the model": (payload({"dataframe_split": {"columns": ["a", "b"], "data": [[13.0, 0.0]]}}), JSON),
}


def ask(port, method, path, body=None, content_type=None):
    """Status, content type and body; of a failure the code and message without the traceback."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request(method, path, body=body, headers={} if content_type is None else {"Content-Type": content_type})
    answer = connection.getresponse()
    text, kind = answer.read().decode(), (answer.getheader("Content-Type") or "").split(";")[0]
    connection.close()
    if answer.status == 500:
        # What falls out of the server says nothing there, and where it fell here.
        return answer.status
    if kind == JSON and text.startswith("{"):
        document = json.loads(text)
        document.pop("stack_trace", None)
        return answer.status, kind, document
    return answer.status, kind, text


def compare(name, folder):
    theirs, ours = free_port(), free_port()
    uvicorn = [sys.executable, "-m", "uvicorn", "--host", "127.0.0.1", "--port", str(theirs), "mlflow.pyfunc.scoring_server.app:app"]
    log = f"{folder}.log"
    with server(uvicorn, theirs, {"__pyfunc_model_path__": folder}, log), server(
        [sys.executable, str(STANDIN), folder], ours, {"SAGEMAKER_BIND_TO_PORT": str(ours)}, f"{folder}.ours.log"
    ):
        for path in ["/ping", "/health", "/version"]:
            expected, given = ask(theirs, "GET", path), ask(ours, "GET", path)
            check(f"{name}: {path} is that of MLflow's own server", given == expected, f"{given}, MLflow: {expected}")
        for what, (body, content_type) in REQUESTS.items():
            expected, given = (ask(port, "POST", "/invocations", body, content_type) for port in (theirs, ours))
            check(f"{name}: the stand-in answers as MLflow's own server does: {what}", given == expected, expected if given == expected else f"{given}, MLflow: {expected}")


def a_scikit_learn_model_answers_as_mlflow_serves_it():
    model = LogisticRegression().fit(ROWS, [0, 0, 1])
    with tempfile.TemporaryDirectory() as base:
        folder = f"{base}/model"
        mlflow.sklearn.save_model(model, folder, signature=infer_signature(ROWS, model.predict(ROWS)), serialization_format="cloudpickle")
        compare("scikit-learn", folder)


def a_model_of_ones_own_answers_as_mlflow_serves_it():
    with tempfile.TemporaryDirectory() as base:
        folder = f"{base}/model"
        signature = infer_signature(ROWS, Scaled().predict(None, ROWS), params={"factor": 2.0})
        mlflow.pyfunc.save_model(folder, python_model=Scaled(), signature=signature, pip_requirements=[f"mlflow-skinny=={mlflow.__version__}"])
        compare("pyfunc", folder)


def what_is_no_model_is_refused_with_what_to_do():
    with tempfile.TemporaryDirectory() as folder:
        refusals = {"no file MLmodel": None, "no python_function flavour": "flavors:\n  sklearn:\n    code: null\n"}
        for words, declaration in refusals.items():
            if declaration is not None:
                Path(folder, "MLmodel").write_text(declaration)
            ended = subprocess.run([sys.executable, str(STANDIN), folder], capture_output=True, text=True)
            check(f"refused: {words}", ended.returncode == 1 and words.split(" ", 1)[1] in ended.stderr, ended.stderr.strip())
        # A Python without site-packages has no MLflow.
        Path(folder, "MLmodel").write_text("flavors:\n  python_function:\n    loader_module: x\nmlflow_version: 2.9.2\n")
        ended = subprocess.run([sys.executable, "-S", str(STANDIN), folder], capture_output=True, text=True)
        check("without MLflow the stand-in says what to install", "-m pip install mlflow==2.9.2" in ended.stderr, ended.stderr.strip())


run([a_scikit_learn_model_answers_as_mlflow_serves_it, a_model_of_ones_own_answers_as_mlflow_serves_it, what_is_no_model_is_refused_with_what_to_do])
