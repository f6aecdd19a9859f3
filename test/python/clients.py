"""Clients that nobody here wrote, over the wire: boto3, the AWS CLI, sagemaker's Predictor, sagemaker-core's Endpoint.

    clients.py ROOT URL

ROOT is the repository, URL where test/python/platform.ts listens.
"""

import csv
import json
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT, URL = Path(sys.argv[1]), sys.argv[2]
REGION = "eu-central-1"
os.environ.update(
    AWS_ACCESS_KEY_ID="a",
    AWS_SECRET_ACCESS_KEY="b",
    AWS_DEFAULT_REGION=REGION,
    AWS_EC2_METADATA_DISABLED="true",
    AWS_MAX_ATTEMPTS="1",
    AWS_CONFIG_FILE=os.devnull,
    AWS_SHARED_CREDENTIALS_FILE=os.devnull,
    # sagemaker-core makes its own clients.
    AWS_ENDPOINT_URL=URL,
    SAGEMAKER_SUPPRESS_V2_WARNING="1",
)

import boto3
import numpy as np
from botocore.config import Config
from botocore.exceptions import ClientError, EventStreamError
from lines import check, run

CONFIG = Config(retries={"total_max_attempts": 1}, max_pool_connections=100)
RUNTIME = boto3.client("sagemaker-runtime", endpoint_url=URL, config=CONFIG)
CONTROL = boto3.client("sagemaker", endpoint_url=URL, config=CONFIG)


def table(name):
    with open(ROOT / "examples" / "spam-filter" / "data" / name, newline="") as file:
        return list(csv.reader(file))[1:]


FEATURES = [row[:-1] for row in table("heldout.csv")]
EXPECTED = np.array([[float(cell) for cell in row] for row in table("expected.csv")])
LINES = [",".join(row) for row in FEATURES]


def agrees(name, given, rows):
    """With what scikit-learn said of the same rows: label, probability of nonspam, of spam."""
    worst = float(np.max(np.abs(np.asarray(given, dtype=float) - EXPECTED[rows])))
    check(name, worst < 1e-6, f"largest difference {worst:.1e}")


def cells(text):
    return [[float(cell) for cell in line.split(",")] for line in text.split()]


def refused(name, call, code, status, **fields):
    """A call must fail with exactly this code, HTTP status and these fields."""
    try:
        call()
    except ClientError as error:
        response = error.response
        seen = (response["Error"]["Code"], response["ResponseMetadata"]["HTTPStatusCode"], {field: response.get(field) for field in fields})
        texts = {field: value for field, value in fields.items() if hasattr(value, "search")}
        exact = {field: value for field, value in fields.items() if field not in texts}
        ok = seen[:2] == (code, status) and all(seen[2][field] == value for field, value in exact.items())
        check(name, ok and all(pattern.search(seen[2][field] or "") for field, pattern in texts.items()), seen)
    else:
        check(name, False, "it was answered")


def odd(command, **more):
    return RUNTIME.invoke_endpoint(EndpointName="odd", ContentType="text/plain", Body=command, **more)


def boto3_is_answered():
    answer = RUNTIME.invoke_endpoint(EndpointName="spam", ContentType="text/csv", Accept="text/csv", Body="\n".join(LINES[:50]))
    agrees("boto3 gets scikit-learn's predictions", cells(answer["Body"].read().decode()), slice(0, 50))
    check("boto3 is told content type and variant", (answer["ContentType"], answer["InvokedProductionVariant"]) == ("text/csv; charset=utf-8", "Blue"))
    answer = RUNTIME.invoke_endpoint(EndpointName="spam", TargetVariant="Green", InferenceId="mail-7", ContentType="text/csv", Body=LINES[0])
    check("boto3 can ask for a variant", answer["InvokedProductionVariant"] == "Green")
    answer = odd("headers", CustomAttributes="trace=1", SessionId="NEW_SESSION")
    seen = json.loads(answer["Body"].read())
    check("boto3's attributes and session reach the model", (seen["x-amzn-sagemaker-custom-attributes"], seen["x-amzn-sagemaker-session-id"]) == ("trace=1", "NEW_SESSION"))
    check("the model's attributes and session reach boto3", (answer["CustomAttributes"], answer["NewSessionId"]) == ("from-model", "s1; Expires=2030-01-01T00:00:00Z"))


def boto3_is_refused_in_every_way():
    arn = "arn:aws:logs:eu-central-1:210987654321:log-group:/aws/sagemaker/Endpoints/"
    spam = {"EndpointName": "spam", "ContentType": "text/csv"}
    refused("boto3: a model's 400", lambda: RUNTIME.invoke_endpoint(**spam, Body="1,2"), "ModelError", 424, OriginalStatusCode=400, LogStreamArn=f"{arn}spam", OriginalMessage=re.compile("57"))
    for status in (418, 500, 503):
        refused(f"boto3: a model's {status}", lambda: odd(f"status {status}"), "ModelError", 424, OriginalStatusCode=status, OriginalMessage=f"told to answer {status}", LogStreamArn=f"{arn}odd")
    for what, command in {"does not answer in time": "hang", "breaks the connection": "break", "breaks off in the middle": "half"}.items():
        refused(f"boto3: a model that {what}", lambda: odd(command), "ModelError", 424, OriginalStatusCode=0)
    refused("boto3: an endpoint that is not there", lambda: RUNTIME.invoke_endpoint(EndpointName="nowhere", Body="1"), "ValidationError", 400)
    refused("boto3: a variant that is not there", lambda: RUNTIME.invoke_endpoint(**spam, TargetVariant="Red", Body="1"), "ValidationError", 400)
    refused("boto3: a body that is too large", lambda: RUNTIME.invoke_endpoint(**spam, Body="x" * 200_001), "ValidationError", 400)
    refused("boto3: a model among several", lambda: RUNTIME.invoke_endpoint(**spam, TargetModel="a.tar.gz", Body="1"), "ValidationError", 400)
    refused("boto3: a streamed answer of a model that fails", lambda: stream("odd", "status 400"), "ModelError", 424, OriginalStatusCode=400)
    refused("boto3: a streamed answer of an endpoint that is not there", lambda: stream("nowhere", "1"), "ValidationError", 400)


def stream(endpoint, body, content_type="text/plain"):
    return RUNTIME.invoke_endpoint_with_response_stream(EndpointName=endpoint, ContentType=content_type, Body=body)


def boto3_reads_streams():
    events = iter(stream("odd", "open")["Body"])
    first = next(events)["PayloadPart"]["Bytes"]
    # The model ends its answer only when it is told to, by another call.
    odd("release")
    rest = b"".join(event["PayloadPart"]["Bytes"] for event in events)
    check("boto3 reads a stream part by part, while the model is still at it", (first, rest) == (b"first ", b"last"), (first, rest))
    answer = stream("spam", LINES[0], "text/csv")
    text = b"".join(event["PayloadPart"]["Bytes"] for event in answer["Body"]).decode()
    check("boto3 is told the variant of a stream", answer["InvokedProductionVariant"] == "Blue")
    agrees("boto3 gets a streamed prediction", [json.loads(text)] if text.startswith("[") else cells(text), slice(0, 1))
    try:
        list(stream("odd", "half")["Body"])
        check("boto3 raises what breaks off a stream", False, "it ended")
    except EventStreamError as error:
        check("boto3 raises what breaks off a stream", error.response["Error"]["Code"] == "ModelStreamError", error.response)


def a_hundred_callers_at_once_get_their_own_answers():
    def ask(row):
        answer = RUNTIME.invoke_endpoint(EndpointName="spam", ContentType="text/csv", Accept="text/csv", Body=LINES[row])
        return cells(answer["Body"].read().decode())[0]

    with ThreadPoolExecutor(100) as pool:
        agrees("boto3: 100 callers at once, 300 calls, each gets its own answer", list(pool.map(ask, range(300))), slice(0, 300))


def problems(shape, value, path=""):
    """What of a value its botocore shape does not allow: types, required, enum, least, most, pattern."""
    kind, rules = shape.type_name, shape.metadata
    if kind == "structure":
        missing = [f"{path}.{name} is missing" for name in shape.required_members if name not in value]
        strangers = [f"{path}.{name} is unknown" for name in value if name not in shape.members]
        return missing + strangers + [each for name in value if name in shape.members for each in problems(shape.members[name], value[name], f"{path}.{name}")]
    if kind == "list":
        most = rules.get("max", len(value))
        inside = [each for index, item in enumerate(value) for each in problems(shape.member, item, f"{path}[{index}]")]
        return inside + ([] if rules.get("min", 0) <= len(value) <= most else [f"{path} has {len(value)} entries"])
    if kind == "string":
        bad = ("enum" in rules and value not in rules["enum"]) or len(value) > rules.get("max", len(value)) or len(value) < rules.get("min", 0)
        return [f"{path} is '{value}'"] if bad or ("pattern" in rules and not re.match(rules["pattern"], value)) else []
    types = {"integer": int, "long": int, "float": (int, float), "double": (int, float), "boolean": bool, "timestamp": object, "map": dict}
    return [] if isinstance(value, types[kind]) else [f"{path} is {value!r}"]


def sagemaker_itself_says_what_it_has():
    for name, ask, given in [
        ("DescribeEndpoint", CONTROL.describe_endpoint, {"EndpointName": "spam"}),
        ("DescribeEndpointConfig", CONTROL.describe_endpoint_config, {"EndpointConfigName": "spam-config"}),
    ]:
        answer = ask(**given)
        answer.pop("ResponseMetadata")
        wrong = problems(CONTROL.meta.service_model.operation_model(name).output_shape, answer)
        check(f"{name} answers as botocore's model has it", wrong == [], wrong)
        check(f"{name} names the variants", [each["VariantName"] for each in answer["ProductionVariants"]] == ["Blue", "Green"])
    described = CONTROL.describe_endpoint(EndpointName="spam")
    weights = [(each["CurrentWeight"], each["DesiredInstanceCount"]) for each in described["ProductionVariants"]]
    check("weights are those declared, an honest 0 too", weights == [(1, 1), (0, 1)], weights)
    check("an endpoint names its configuration", described["EndpointConfigName"] == "spam-config")
    CONTROL.get_waiter("endpoint_in_service").wait(EndpointName="spam")
    check("boto3's waiter finds the endpoint in service", True)
    refused("an endpoint that is not there cannot be described", lambda: CONTROL.describe_endpoint(EndpointName="nowhere"), "ValidationException", 400)
    refused("what is not played is refused by name", lambda: CONTROL.list_models(), "UnknownOperationException", 400)


def cli(*arguments):
    return subprocess.run([sys.executable, "-m", "awscli", *arguments, "--endpoint-url", URL], capture_output=True, text=True, timeout=120)


def the_aws_cli_is_answered_and_refused():
    with tempfile.TemporaryDirectory() as folder:
        body, out = Path(folder, "rows.csv"), Path(folder, "out.csv")
        body.write_text("\n".join(LINES[:20]))
        invoke = ["sagemaker-runtime", "invoke-endpoint", "--content-type", "text/csv", "--accept", "text/csv"]
        done = cli(*invoke, "--endpoint-name", "spam", "--body", f"fileb://{body}", str(out))
        check("the AWS CLI ends well", done.returncode == 0, done.stderr)
        check("the AWS CLI is told the variant", json.loads(done.stdout)["InvokedProductionVariant"] == "Blue", done.stdout)
        agrees("the AWS CLI gets scikit-learn's predictions", cells(out.read_text()), slice(0, 20))
        for name, arguments, words in [
            ("a model's 400", ["--endpoint-name", "spam", "--body", "1,2"], "(ModelError)"),
            ("an endpoint that is not there", ["--endpoint-name", "nowhere", "--body", "1,2"], "(ValidationError)"),
        ]:
            failed = cli(*invoke, *arguments, str(out))
            check(f"the AWS CLI: {name}", failed.returncode != 0 and words in failed.stderr, failed.stderr.strip())
        described = cli("sagemaker", "describe-endpoint", "--endpoint-name", "odd")
        check("the AWS CLI describes an endpoint", json.loads(described.stdout)["EndpointStatus"] == "InService", described.stderr)


def predictors_of_sagemaker_2_predict():
    import sagemaker
    from sagemaker.deserializers import CSVDeserializer, JSONDeserializer, JSONLinesDeserializer
    from sagemaker.predictor import Predictor
    from sagemaker.serializers import CSVSerializer, JSONLinesSerializer, JSONSerializer

    session = sagemaker.Session(boto3.Session(region_name=REGION), sagemaker_client=CONTROL, sagemaker_runtime_client=RUNTIME)
    rows = np.array([[float(cell) for cell in row] for row in FEATURES[:20]])

    def predictor(serializer, deserializer, endpoint="spam"):
        return Predictor(endpoint, sagemaker_session=session, serializer=serializer, deserializer=deserializer)

    agrees("a Predictor: CSV both ways, from an array of numpy", predictor(CSVSerializer(), CSVDeserializer()).predict(rows), slice(0, 20))
    answer = predictor(JSONSerializer(), JSONDeserializer()).predict({"instances": rows.tolist()})
    agrees("a Predictor: JSON both ways", [[each["label"], *each["probabilities"]] for each in answer["predictions"]], slice(0, 20))
    answer = predictor(JSONLinesSerializer(), JSONLinesDeserializer()).predict([row.tolist() for row in rows])
    agrees("a Predictor: JSON Lines both ways", [[each["label"], *each["probabilities"]] for each in answer], slice(0, 20))
    csv_predictor = predictor(CSVSerializer(), CSVDeserializer())
    agrees("a Predictor: a variant by name", csv_predictor.predict(rows, target_variant="Green"), slice(0, 20))
    refused("a Predictor: a model's 400", lambda: csv_predictor.predict([[1, 2]]), "ModelError", 424, OriginalStatusCode=400)
    refused("a Predictor: an endpoint that is not there", lambda: predictor(CSVSerializer(), CSVDeserializer(), "nowhere").predict(rows), "ValidationError", 400)
    agrees("a Predictor: a stream", cells(b"".join(csv_predictor.predict_stream(rows)).decode()), slice(0, 20))


def endpoints_of_sagemaker_core_are_found_and_invoked():
    from sagemaker_core.resources import Endpoint

    endpoint = Endpoint.get(endpoint_name="spam", session=boto3.Session(region_name=REGION), region=REGION)
    check("sagemaker-core finds the endpoint in service", endpoint.endpoint_status == "InService")
    check("sagemaker-core reads its variants", [each.variant_name for each in endpoint.production_variants] == ["Blue", "Green"])
    answer = endpoint.invoke(body="\n".join(LINES[:20]), content_type="text/csv", accept="text/csv")
    agrees("sagemaker-core gets scikit-learn's predictions", cells(answer.body.read().decode()), slice(0, 20))
    refused("sagemaker-core: a model's 400", lambda: endpoint.invoke(body="1,2", content_type="text/csv"), "ModelError", 424, OriginalStatusCode=400)
    refused("sagemaker-core: an endpoint that is not there", lambda: Endpoint.get(endpoint_name="nowhere", region=REGION), "ValidationException", 400)


run(
    [
        boto3_is_answered,
        boto3_is_refused_in_every_way,
        boto3_reads_streams,
        a_hundred_callers_at_once_get_their_own_answers,
        sagemaker_itself_says_what_it_has,
        the_aws_cli_is_answered_and_refused,
        predictors_of_sagemaker_2_predict,
        endpoints_of_sagemaker_core_are_found_and_invoked,
    ]
)
