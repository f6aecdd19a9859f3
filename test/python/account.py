"""An account that an emulator plays (moto), which nobody here wrote: CloudFormation, SageMaker, CloudWatch and auto scaling as `slipway` reads them.

moto makes neither alarms nor scaling of a template, and no endpoint by the name that a template fixes: the app's names are generated, and this
judge makes what moto leaves out. What it gets wrong is not judged: alarm history, percentiles, UpdateEndpoint, a stack's status.
"""

import json
import logging
import os
import subprocess
import sys
import warnings

import boto3
from moto.server import ThreadedMotoServer

from lines import check, run

ROOT, ASSEMBLY = sys.argv[1:]
REGION = "eu-central-1"
# It says every request, and what it makes nothing of.
for name in ("werkzeug", "moto"):
    logging.getLogger(name).setLevel(logging.ERROR)
warnings.filterwarnings("ignore", category=UserWarning)
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
server.start()
HOST, PORT = server.get_host_and_port()
URL = f"http://127.0.0.1:{PORT}"
ENVIRONMENT = {
    "AWS_ENDPOINT_URL": URL,
    "AWS_ACCESS_KEY_ID": "local",
    "AWS_SECRET_ACCESS_KEY": "local",
    "AWS_REGION": REGION,
    "AWS_DEFAULT_REGION": REGION,
    "AWS_EC2_METADATA_DISABLED": "true",
}
os.environ.update(ENVIRONMENT)


def expect(name, found, expected):
    check(name, found == expected, "" if found == expected else f"{found} and not {expected}")


def client(name):
    return boto3.client(name, endpoint_url=URL, region_name=REGION)


def slipway(*args):
    """Exit code, and the JSON document or what was said instead."""
    done = subprocess.run(
        ["node", "--import", os.path.join(ROOT, "node_modules/tsx/dist/loader.mjs"), os.path.join(ROOT, "bin/slipway.ts"), *args],
        capture_output=True,
        text=True,
        env={**os.environ, **ENVIRONMENT},
        cwd=ROOT,
        check=False,
    )
    try:
        return done.returncode, json.loads(done.stdout)
    except ValueError:
        return done.returncode, done.stdout + done.stderr


def status():
    return slipway("status", "--app", ASSEMBLY, "--json")


def kinds(report):
    return sorted(finding["kind"] for each in report["stacks"] + report["deployments"] for finding in each["findings"] if finding["wrong"])


def status_of_an_account():
    code, report = status()
    expect("an account without the stack", (code, kinds(report)), (3, ["endpoint-missing", "stack-missing"]))

    client("ssm").put_parameter(Name="/cdk-bootstrap/hnb659fds/version", Value="30", Type="String")
    with open(os.path.join(ASSEMBLY, "Fraud.template.json"), encoding="utf8") as template:
        client("cloudformation").create_stack(StackName="Fraud", TemplateBody=template.read(), Capabilities=["CAPABILITY_IAM"])
    code, report = status()
    expect("what the emulator makes nothing of is missing", (code, kinds(report)), (3, ["alarm-missing", "scaling"]))

    endpoint = client("sagemaker").list_endpoints()["Endpoints"][0]["EndpointName"]
    make_the_rest(endpoint, threshold=100_000)
    code, report = status()
    expect("all as declared", (code, kinds(report)), (0, []))
    deployment = report["deployments"][0]
    held = client("sagemaker").describe_endpoint(EndpointName=endpoint)
    expect("the name that CloudFormation made", deployment["endpointName"], endpoint)
    expect("its configuration", deployment["serving"]["configName"], held["EndpointConfigName"])
    expect("its state", deployment["state"], held["EndpointStatus"])
    variant = deployment["serving"]["variants"][0]
    expect("its instances", variant["instances"], held["ProductionVariants"][0]["CurrentInstanceCount"])
    expect("its image", variant["containers"][0]["image"], "763104351884.dkr.ecr.eu-central-1.amazonaws.com/pytorch-inference:2.6")
    expect("its alarm", [(alarm["name"], alarm["state"]) for alarm in deployment["alarms"]], [("fraud-slow", "OK")])

    code, changes = slipway("diff", "--app", ASSEMBLY, "--json")
    expect("the deployed template beside the same", (code, [each["impact"] for each in changes["deployments"]], changes["others"]), (0, ["same"], []))

    code, adopted = slipway("adopt", endpoint, "--declare", "--latency", "200", "--json")
    expect("what is adopted", (code, adopted["endpointName"], adopted["account"]), (0, endpoint, "123456789012"))
    for part in (
        "instanceType: InstanceType.of('ml.m5.large')",
        "capacity: Capacity.autoscaled({ min: 2, max: 6, requestsPerInstancePerMinute: 3000 })",
        "ServingImage.fromDlc('pytorch-inference', '2.6')",
        "DataCapture.off('it was off when this was adopted')",
    ):
        expect(f"the code says {part}", part in adopted["code"], True)
    code, watched = slipway("adopt", endpoint, "--json")
    expect("the alarm that is there", [text for text in watched["unsaid"] if "already" in text], ["alarms that watch it already and stay as they are: fraud-slow"])
    code, said = slipway("adopt", "nobody", "--json")
    expect("an endpoint that is not there", (code, "there are " + endpoint in said), (2, True))

    client("cloudwatch").set_alarm_state(AlarmName="fraud-slow", StateValue="ALARM", StateReason="judged")
    code, report = status()
    expect("an alarm that was set off", (code, kinds(report)), (3, ["alarm-state"]))
    alarm = report["deployments"][0]["alarms"][0]
    expect("its reason", (alarm["state"], alarm["reason"]), ("ALARM", "judged"))

    make_the_rest(endpoint, threshold=5)
    client("application-autoscaling").register_scalable_target(**scalable(endpoint), MinCapacity=2, MaxCapacity=20)
    client("sagemaker").update_endpoint_weights_and_capacities(
        EndpointName=endpoint, DesiredWeightsAndCapacities=[{"VariantName": "Blue", "DesiredWeight": 3, "DesiredInstanceCount": 9}]
    )
    code, report = status()
    found = kinds(report)
    expect("what was changed by hand", (code, [kind for kind in found if kind != "alarm-state"]), (3, ["alarm-drift", "instances", "scaling", "weight"]))


def scalable(endpoint):
    return {
        "ServiceNamespace": "sagemaker",
        "ResourceId": f"endpoint/{endpoint}/variant/Blue",
        "ScalableDimension": "sagemaker:variant:DesiredInstanceCount",
    }


def make_the_rest(endpoint, threshold):
    client("cloudwatch").put_metric_alarm(
        AlarmName="fraud-slow",
        AlarmDescription="PAGE: the model is slow",
        Namespace="AWS/SageMaker",
        MetricName="ModelLatency",
        Dimensions=[{"Name": "EndpointName", "Value": endpoint}, {"Name": "VariantName", "Value": "Blue"}],
        Statistic="Average",
        Period=60,
        EvaluationPeriods=3,
        Threshold=threshold,
        ComparisonOperator="GreaterThanThreshold",
    )
    scaling = client("application-autoscaling")
    scaling.register_scalable_target(**scalable(endpoint), MinCapacity=2, MaxCapacity=6)
    scaling.put_scaling_policy(
        **scalable(endpoint),
        PolicyName="requests",
        PolicyType="TargetTrackingScaling",
        TargetTrackingScalingPolicyConfiguration={
            "TargetValue": 3000,
            "PredefinedMetricSpecification": {"PredefinedMetricType": "SageMakerVariantInvocationsPerInstance"},
        },
    )


try:
    run([status_of_an_account])
finally:
    server.stop()
