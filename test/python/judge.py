"""Judges that nobody here wrote: scikit-learn, numpy, botocore's service models, boto3.

    judge.py ROOT FACTS.json TRAINED URL

ROOT is the repository, FACTS.json what test/python/facts.ts printed, TRAINED a folder into which train.py has just written, URL where
`slipway serve` listens. Prints one line per check: ok or FAILED, its name, and what was seen.
"""

import csv
import json
import re
import sys
from pathlib import Path

import boto3
import botocore.session
import numpy as np
from botocore.exceptions import ClientError
from sklearn import metrics

ROOT, FACTS, TRAINED, URL = Path(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text()), Path(sys.argv[3]), sys.argv[4]
EXAMPLE = ROOT / "examples" / "spam-filter"


def rows(path):
    with open(path, newline="") as file:
        return list(csv.reader(file))[1:]


def check(name, ok, note=""):
    print(f"{'ok' if ok else 'FAILED'}\t{name}\t{note}", flush=True)


def training_writes_the_same_bytes():
    for name in ["model/model.onnx", "model/card.json", "model/schema.json", "model/samples/golden.jsonl", "model/samples/known-faults.jsonl", "data/heldout.csv", "data/expected.csv"]:
        same = (TRAINED / name).read_bytes() == (EXAMPLE / name).read_bytes()
        check(f"training again writes the same {name}", same)


def quality_is_scikit_learns():
    labels = np.array([int(row[-1]) for row in rows(EXAMPLE / "data" / "heldout.csv")])
    expected = np.array([[float(cell) for cell in row] for row in rows(EXAMPLE / "data" / "expected.csv")])
    said, scores = expected[:, 0].astype(int), expected[:, 2]
    ours = FACTS["quality"]
    for name, theirs in {
        "accuracy": metrics.accuracy_score(labels, said),
        "precision": metrics.precision_score(labels, said),
        "recall": metrics.recall_score(labels, said),
        "rocAuc": metrics.roc_auc_score(labels, scores),
    }.items():
        check(f"{name} is scikit-learn's", abs(ours[name] - theirs) < 1e-12, f"{ours[name]} and {theirs}")
    for q, value in FACTS["quantiles"]:
        check(f"the {q} quantile is numpy's", abs(value - np.quantile(scores, q)) < 1e-12)


def limits_are_those_of_the_service_models():
    session = botocore.session.get_session()
    sagemaker, cloudwatch = session.get_service_model("sagemaker"), session.get_service_model("cloudwatch")
    hosting = set(sagemaker.shape_for("ProductionVariantInstanceType").enum)
    batch = set(sagemaker.shape_for("TransformInstanceType").enum)
    known = {entry["name"]: entry["batch"] for entry in FACTS["instances"]}
    strangers = sorted(set(known) - hosting)
    check("every instance type that is known hosts endpoints", strangers == [], f"not hosting: {strangers}; {len(hosting - set(known))} of {len(hosting)} are not in the table")
    wrong = sorted(name for name, flag in known.items() if flag != (name in batch))
    check("the batch flag is the transform enum", wrong == [], str(wrong))

    def shape(service, name):
        return service.shape_for(name).metadata

    endpoint, container, serverless = (FACTS["limits"][name] for name in ["endpoint", "container", "serverless"])
    check("endpoint name length", shape(sagemaker, "EndpointName")["max"] == endpoint["nameLength"])
    check("variant name length", shape(sagemaker, "VariantName")["max"] == endpoint["nameLength"])
    pattern = re.compile(shape(sagemaker, "EndpointName")["pattern"])
    ours = re.compile(endpoint["namePattern"])
    names = ["spam", "spam-filter", "a", "-a", "a-", "a_b", "a.b", "Spam--Filter", "9"]
    check("endpoint name pattern", [bool(pattern.fullmatch(n)) for n in names] == [bool(ours.fullmatch(n)) for n in names])
    variants = shape(sagemaker, "ProductionVariantList")
    check("variants per configuration", variants["max"] == endpoint["variants"])
    volume = shape(sagemaker, "ProductionVariantVolumeSizeInGB")
    check("volume size", (volume["min"], volume["max"]) == (endpoint["volumeGiB"]["min"], endpoint["volumeGiB"]["max"]))
    timeout = shape(sagemaker, "ProductionVariantContainerStartupHealthCheckTimeoutInSeconds")
    check("start-up timeout", (timeout["min"], timeout["max"]) == (endpoint["startTimeoutSeconds"]["min"], endpoint["startTimeoutSeconds"]["max"]))
    check("containers in series, at most", shape(sagemaker, "ContainerDefinitionList")["max"] == endpoint["containers"]["max"])
    check("environment entries", shape(sagemaker, "EnvironmentMap")["max"] == container["environmentEntries"])
    check("environment text", shape(sagemaker, "EnvironmentValue")["max"] == container["environmentTextLength"])
    concurrency = shape(sagemaker, "ServerlessMaxConcurrency")
    check("serverless concurrency", (concurrency["min"], concurrency["max"]) == (serverless["maxConcurrency"]["min"], serverless["maxConcurrency"]["max"]))
    memory = shape(sagemaker, "ServerlessMemorySizeInMB")
    check("serverless memory, least and most", (memory["min"], memory["max"]) == (serverless["memoryMiB"][0], serverless["memoryMiB"][-1]))
    sampling = shape(sagemaker, "SamplingPercentage")
    check("sampling", (sampling["min"], sampling["max"]) == (FACTS["limits"]["capture"]["samplingPercent"]["min"], FACTS["limits"]["capture"]["samplingPercent"]["max"]))
    alarm = FACTS["limits"]["alarm"]
    check("alarm actions", shape(cloudwatch, "ResourceList")["max"] == alarm["actions"])
    check("alarm name and description", (shape(cloudwatch, "AlarmName")["max"], shape(cloudwatch, "AlarmDescription")["max"]) == (alarm["nameLength"], alarm["descriptionLength"]))
    check("composite rule", shape(cloudwatch, "AlarmRule")["max"] == FACTS["limits"]["composite"]["ruleLength"])


def boto3_speaks_to_the_endpoint():
    client = boto3.client("sagemaker-runtime", endpoint_url=URL, region_name="eu-central-1", aws_access_key_id="a", aws_secret_access_key="b")
    lines = [",".join(row[:-1]) for row in rows(EXAMPLE / "data" / "heldout.csv")][:50]
    answer = client.invoke_endpoint(EndpointName="dev-Spam-Filter", ContentType="text/csv", Accept="text/csv", Body="\n".join(lines))
    given = np.array([[float(cell) for cell in line.split(",")] for line in answer["Body"].read().decode().split()])
    expected = np.array([[float(cell) for cell in row] for row in rows(EXAMPLE / "data" / "expected.csv")])[:50]
    worst = float(np.max(np.abs(given - expected)))
    check("boto3 gets scikit-learn's predictions", worst < 1e-6, f"largest difference {worst:.1e}")
    check("boto3 is told the variant", answer["InvokedProductionVariant"] == "AllTraffic")
    try:
        client.invoke_endpoint(EndpointName="dev-Spam-Filter", ContentType="text/csv", Body="1,2")
        check("boto3 raises ModelError", False, "it was answered")
    except client.exceptions.ModelError as error:
        check("boto3 raises ModelError", error.response["OriginalStatusCode"] == 400 and error.response["ResponseMetadata"]["HTTPStatusCode"] == 424)
    try:
        client.invoke_endpoint(EndpointName="nowhere", Body="1")
        check("boto3 raises ValidationError", False, "it was answered")
    except ClientError as error:
        check("boto3 raises ValidationError", error.response["Error"]["Code"] == "ValidationError")
    events = client.invoke_endpoint_with_response_stream(EndpointName="dev-Spam-Filter", ContentType="text/csv", Body=lines[0])["Body"]
    text = b"".join(event["PayloadPart"]["Bytes"] for event in events).decode()
    check("boto3 reads the event stream", len(text.strip().split(",")) == 3, text.strip())


for judge in [training_writes_the_same_bytes, quality_is_scikit_learns, limits_are_those_of_the_service_models, boto3_speaks_to_the_endpoint]:
    try:
        judge()
    except Exception as error:  # a judge that falls over is a failed check, and the others still judge
        check(judge.__name__.replace("_", " "), False, repr(error))
