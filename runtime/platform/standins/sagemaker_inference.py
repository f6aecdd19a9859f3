"""Stands in for images that are built on the SageMaker inference toolkit.

    python3 sagemaker_inference.py FOLDER

FOLDER is what model.tar.gz unpacks to: the model's files and `code/inference.py`, with `model_fn` and either `transform_fn` or any of
`input_fn`, `predict_fn`, `output_fn` (and `pre_model_fn`, `model_warmup_fn`); each may take a context as one argument more. As in the image,
SAGEMAKER_PROGRAM names another file, SAGEMAKER_SUBMIT_DIRECTORY another folder for it, SAGEMAKER_DEFAULT_INVOCATIONS_ACCEPT the content type
where a caller accepts any; paths below /opt/ml/model mean FOLDER. Packages are those of this Python.

Answers and statuses are those of sagemaker-inference 1.10.1 under multi-model-server 1.1.11: whatever goes wrong is 500 with the message and
the traceback, an unknown content type too. One thing differs on purpose: a model that does not load ends this program, and says why, where
the image would come up healthy and answer 500 to everything.
"""

import importlib
import importlib.util
import io
import json
import os
import sys
import traceback
from inspect import signature

# Neither this package nor the user's folder is written to.
sys.dont_write_bytecode = True

from slipway_container import Answer, model_folder, refuse, serve

# This file bears the toolkit's own name, which the user's code may import.
sys.path = [path for path in sys.path if os.path.abspath(path) != os.path.dirname(os.path.abspath(__file__))]

JSON, CSV, NPY, NPZ = "application/json", "text/csv", "application/x-npy", "application/x-npz"
UTF8_TYPES = (JSON, CSV)
IN_IMAGE = "/opt/ml/model"
# Multi-model-server's own limit, where the platform names none.
PAYLOAD_BYTES = int(os.environ.get("SAGEMAKER_MAX_PAYLOAD_IN_MB", "0")) * 2**20 or 6_553_500


def decode(body, content_type):
    """The toolkit's default input_fn: an array of numpy, or a sparse matrix of scipy."""
    if content_type == NPZ:
        import scipy.sparse

        return scipy.sparse.load_npz(io.BytesIO(body))
    import numpy

    if content_type == JSON:
        return numpy.array(json.loads(body))
    if content_type == CSV:
        return numpy.genfromtxt(io.StringIO(body), dtype=None, delimiter=",")
    if content_type == NPY:
        return numpy.load(io.BytesIO(body), allow_pickle=True)
    raise ValueError(unsupported(content_type))


def encode(prediction, accept):
    """The toolkit's default output_fn: the first content type of the header that it knows; weights (`;q=`) are not understood."""
    for content_type in accept.replace(" ", "").split(","):
        if content_type == JSON:
            return json.dumps(prediction, default=as_list), content_type
        if content_type in (CSV, NPY):
            import numpy

            file = io.StringIO() if content_type == CSV else io.BytesIO()
            if content_type == CSV:
                numpy.savetxt(file, prediction, delimiter=",", fmt="%s")
            else:
                numpy.save(file, prediction)
            return file.getvalue(), content_type
    raise ValueError(unsupported(accept))


def as_list(value):
    return value.tolist() if hasattr(value, "tolist") else json.JSONEncoder().default(value)


def unsupported(content_type):
    return f"Content type {content_type} is not supported by this framework.\n\nGive an input_fn that reads the request, or an output_fn that writes the answer."


def no_predict_fn(data, model):
    raise NotImplementedError("Please provide a predict_fn implementation.")


class Context:
    """What the toolkit hands to functions that take one argument more."""

    def __init__(self, folder):
        self.system_properties = {"model_dir": folder, "gpu_id": None, "batch_size": 1, "server_name": "MMS", "server_version": "1.1.11"}
        self.model_name = "model"
        self.manifest = None
        self.begin({})

    def begin(self, headers):
        self._asked, self._status, self._answered = headers, 200, {}

    def get_request_header(self, idx, key):
        return self._asked.get(key)

    def get_all_request_header(self, idx):
        return dict(self._asked.items())

    def set_response_header(self, idx, key, value):
        self._answered[key] = value

    def get_response_headers(self, idx):
        return self._answered

    def set_response_content_type(self, idx, value):
        self._answered["content-type"] = value

    def get_response_content_type(self, idx):
        return self._answered.get("content-type")

    def set_response_status(self, code=200, phrase="", idx=0):
        self._status = code

    def get_response_status(self, idx):
        return self._status, None


class Program:
    """The user's functions around a loaded model."""

    def __init__(self, module, folder):
        self.context = Context(folder)
        own = {name: getattr(module, name, None) for name in ("transform_fn", "input_fn", "predict_fn", "output_fn")}
        if own["transform_fn"] and any(own[name] for name in ("input_fn", "predict_fn", "output_fn")):
            raise ValueError("Cannot use transform_fn implementation in conjunction with input_fn, predict_fn, and/or output_fn implementation")
        self.transform_fn = own["transform_fn"] or self.transform
        self.input_fn, self.predict_fn, self.output_fn = own["input_fn"] or decode, own["predict_fn"] or no_predict_fn, own["output_fn"] or encode
        if hasattr(module, "pre_model_fn"):
            self.call(module.pre_model_fn, folder)
        self.model = self.call(module.model_fn, folder)
        if hasattr(module, "model_warmup_fn"):
            self.call(module.model_warmup_fn, folder, self.model)

    def call(self, function, *arguments):
        takes = len(signature(function).parameters)
        if takes == len(arguments):
            return function(*arguments)
        if takes == len(arguments) + 1:
            return function(*arguments, self.context)
        raise TypeError(f"{function.__name__} takes {takes} arguments but {len(arguments)} were given.")

    def transform(self, model, data, content_type, accept):
        data = self.call(self.input_fn, data, content_type)
        return self.call(self.output_fn, self.call(self.predict_fn, data, model), accept)

    def invoke(self, headers, body):
        if len(body) > PAYLOAD_BYTES:
            return Answer(b"", None, 413)
        self.context.begin(headers)
        content_type, accept = headers.get("Content-Type"), headers.get("Accept")
        if not accept or accept == "*/*":
            accept = os.environ.get("SAGEMAKER_DEFAULT_INVOCATIONS_ACCEPT", JSON)
        try:
            data = body.decode("utf-8") if content_type in UTF8_TYPES else bytearray(body)
            result = self.call(self.transform_fn, self.model, data, content_type, accept)
        except Exception as error:
            return failed(error)
        except SystemExit:
            # The image starts another worker.
            return Answer(json.dumps({"code": 500, "type": "InternalServerException", "message": "Worker died."}), JSON, 500)
        result, content_type = result[:2] if isinstance(result, tuple) else (result, accept)
        try:
            written = result if isinstance(result, (str, bytes, bytearray)) else json.dumps(result, indent=2)
        except TypeError:
            refusal = {"code": 503, "type": "InternalServerException", "message": "Unsupported model output data type."}
            return Answer(json.dumps(refusal), JSON, 503)
        others = {name: value for name, value in self.context.get_response_headers(0).items() if name.lower() != "content-type"}
        return Answer(written, content_type, self.context.get_response_status(0)[0], others)


def failed(error):
    """An error of the toolkit says its status; any other is 500."""
    known = any(each.__name__ == "BaseInferenceToolkitError" for each in type(error).__mro__)
    status, message = (error.status_code, error.message) if known else (500, str(error) or "Invalid Request")
    return Answer(f"{message}\n{traceback.format_exc()}", None, status)


def code_folder(folder):
    """SAGEMAKER_SUBMIT_DIRECTORY where it is a folder, as a file:// address too; an archive in S3 was unpacked to code/."""
    submitted = os.environ.get("SAGEMAKER_SUBMIT_DIRECTORY", "").removeprefix("file://")
    if submitted == IN_IMAGE or submitted.startswith(f"{IN_IMAGE}/"):
        submitted = folder + submitted.removeprefix(IN_IMAGE)
    return submitted if os.path.isdir(submitted) else os.path.join(folder, "code")


def load(folder):
    code = code_folder(folder)
    name = os.environ.get("SAGEMAKER_PROGRAM", "inference.py").removesuffix(".py")
    # The folder of the model itself is on the path of the image too.
    sys.path[:0] = [code, folder]
    if importlib.util.find_spec(name) is None:
        refuse(f"there is no {name}.py in '{code}'; put it there, or name the file in SAGEMAKER_PROGRAM")
    try:
        module = importlib.import_module(name)
    except ModuleNotFoundError as error:
        requirements = os.path.join(code, "requirements.txt")
        what = f"-r '{requirements}'" if os.path.exists(requirements) else error.name
        refuse(f"{name}.py needs the module {error.name}, which {sys.executable} has not; run: {sys.executable} -m pip install {what}")
    if not hasattr(module, "model_fn"):
        refuse(f"{module.__file__} has no model_fn; give model_fn(model_dir), which returns the model")
    return module


def main():
    folder = model_folder()
    os.environ.update(SM_MODEL_DIR=folder, SAGEMAKER_BASE_DIR=os.path.dirname(folder))
    program = Program(load(folder), folder)
    serve(program.invoke, {"/ping": Answer('{"status": "Healthy"}', JSON)})


if __name__ == "__main__":
    main()
