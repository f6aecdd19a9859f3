"""Stands in for the image that MLflow builds for SageMaker.

    python3 mlflow_pyfunc.py FOLDER

FOLDER holds an MLflow model with a `python_function` flavour: the file MLmodel and what it names. Model and protocol are those of the MLflow
that is installed beside this Python (2.0 or later; mlflow-skinny is enough): text/csv and application/json with `dataframe_split`,
`dataframe_records`, `instances` or `inputs`, answered with `{"predictions": ...}`. No web framework is needed.
"""

import os
import re
import sys

# Neither this package nor the user's folder is written to.
sys.dont_write_bytecode = True

from slipway_container import Answer, model_folder, refuse, serve


def main():
    folder = model_folder()
    declared = read_declaration(folder)
    server, load_model, MlflowException = import_mlflow(folder, declared)
    model = load_model(folder)
    # As MLflow's own server does, once the model is loaded: some flavours behave otherwise while they serve.
    os.environ["_MLFLOW_IS_IN_SERVING_ENVIRONMENT"] = "true"
    schema = model.metadata.get_input_schema()

    def invoke(headers, body):
        try:
            answer = server.invocations(body, headers.get("Content-Type"), model, schema)
        except MlflowException as error:
            return Answer(error.serialize_as_json(), "application/json", error.get_http_status_code())
        return Answer(answer.response, answer.mimetype, answer.status)

    healthy = Answer("\n", "application/json")
    version = Answer(server.VERSION, "application/json")
    serve(invoke, {"/ping": healthy, "/health": healthy, "/version": version})


def read_declaration(folder):
    path = os.path.join(folder, "MLmodel")
    if not os.path.exists(path):
        refuse(f"'{folder}' holds no file MLmodel; give the folder that mlflow wrote (it may be model/ inside of it)")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    if not re.search(r"^\s+python_function:", text, re.MULTILINE):
        refuse(f"'{path}' declares no python_function flavour; only models that Python can load are served here")
    return text


def import_mlflow(folder, declared):
    try:
        from mlflow.exceptions import MlflowException
        from mlflow.pyfunc import load_model, scoring_server

        scoring_server.invocations
    except (ImportError, AttributeError) as error:
        saved = re.search(r"^mlflow_version:\s*['\"]?([\w.]+)", declared, re.MULTILINE)
        requirements = os.path.join(folder, "requirements.txt")
        what = f"-r '{requirements}'" if os.path.exists(requirements) else f"mlflow{'==' + saved[1] if saved else ''}"
        refuse(f"mlflow 2.0 or later cannot be used by {sys.executable} ({error}); run: {sys.executable} -m pip install {what}")
    return scoring_server, load_model, MlflowException


if __name__ == "__main__":
    main()
