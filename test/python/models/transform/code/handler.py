"""A transform_fn that answers as its request asks; every function takes a context."""

import json

from sagemaker_inference.errors import BaseInferenceToolkitError


def pre_model_fn(model_dir, context):
    context.before = "seen"


def model_fn(model_dir, context):
    return {"before": context.before, "properties": sorted(context.system_properties)}


def model_warmup_fn(model_dir, model, context):
    model["warm"] = True


def transform_fn(model, data, content_type, accept, context):
    asked = data if isinstance(data, str) else bytes(data).decode()
    if asked == "tuple":
        return "a,b", "text/csv"
    if asked == "list":
        return ["x", "application/json"]
    if asked == "bytes":
        return b"\x00\x01\xff"
    if asked == "object":
        return object()
    if asked == "none":
        return None
    if asked == "model":
        return json.dumps(model, sort_keys=True)
    if asked == "headers":
        context.set_response_header(0, "X-Amzn-SageMaker-Custom-Attributes", "from-model")
        return json.dumps([context.get_request_header(0, "X-Amzn-SageMaker-Custom-Attributes")])
    if asked == "status":
        context.set_response_status(code=418, phrase="teapot")
        return "short and stout"
    if asked == "own error":
        raise BaseInferenceToolkitError(422, "not like this", "phrase")
    return json.dumps([asked, content_type, accept, type(data).__name__])
