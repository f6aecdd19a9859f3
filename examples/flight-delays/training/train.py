"""Trains on six weeks of flights whether an arrival will be more than 15 minutes late, and writes everything that is handed over.

    npx tsx examples/flight-delays/prepare.ts --training-only
    python -m venv .venv && .venv/bin/pip install -r requirements.txt
    .venv/bin/python train.py [--flights FOLDER] [--out FOLDER]

Reads training.csv below FLIGHTS, writes model/ below OUT; both are the example itself unless told otherwise. Running it again with the
same versions writes the same bytes.
"""

import argparse
import csv
import json
from pathlib import Path

import numpy as np
import onnxruntime
import skl2onnx
import sklearn
from skl2onnx.common.data_types import FloatTensorType, Int64TensorType, StringTensorType
from sklearn.compose import ColumnTransformer
from sklearn.inspection import permutation_importance
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss, roc_auc_score
from sklearn.model_selection import train_test_split
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import KBinsDiscretizer, OneHotEncoder

EXAMPLE = Path(__file__).resolve().parent.parent
SEED = 20010101
FEATURES = ["hour", "distance", "origin", "destination"]
CLASSES = ["on time", "late"]
THRESHOLD = 0.5
AGREEMENT = 1e-6
BOOTSTRAPS = 200
GOLDEN_ROWS = 40
TRAFFIC_ROWS = 200
KNOWN_FAULTS = 8


def read_flights(path):
    with open(path, newline="") as file:
        rows = list(csv.DictReader(file))
    columns = {
        "hour": np.array([int(row["hour"]) for row in rows], dtype=np.int64),
        "distance": np.array([float(row["distance"]) for row in rows], dtype=np.float32),
        "origin": np.array([row["origin"] for row in rows], dtype=object),
        "destination": np.array([row["destination"] for row in rows], dtype=object),
    }
    return columns, np.array([int(row["late"]) for row in rows])


def table(columns, places):
    """One object array, a column a feature: what a ColumnTransformer and the exporter both take."""
    return np.column_stack([columns[name][places].astype(object) for name in FEATURES])


def build():
    return Pipeline(
        [
            (
                "encode",
                ColumnTransformer(
                    [
                        ("hour", OneHotEncoder(handle_unknown="ignore"), [0]),
                        ("distance", KBinsDiscretizer(n_bins=10, encode="onehot-dense", subsample=None, quantile_method="averaged_inverted_cdf"), [1]),
                        ("airports", OneHotEncoder(handle_unknown="ignore"), [2, 3]),
                    ]
                ),
            ),
            ("classify", LogisticRegression(C=1.0, max_iter=400)),
        ]
    )


def wilson(successes, trials, z=1.959963984540054):
    """95 % interval of a share (Wilson, JASA 22, 1927)."""
    share = successes / trials
    centre = (share + z * z / (2 * trials)) / (1 + z * z / trials)
    half = z / (1 + z * z / trials) * np.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    return centre - half, centre + half


def bootstrap(statistic, labels, scores):
    """95 % percentile interval over resampled rows."""
    random = np.random.default_rng(SEED)
    values = []
    for _ in range(BOOTSTRAPS):
        pick = random.integers(0, len(labels), len(labels))
        values.append(statistic(labels[pick], scores[pick]))
    return np.quantile(values, [0.025, 0.975])


def export(model, columns):
    types = {"hour": Int64TensorType([None, 1]), "distance": FloatTensorType([None, 1])}
    inputs = [(name, types.get(name, StringTensorType([None, 1]))) for name in FEATURES]
    exported = skl2onnx.to_onnx(
        model, initial_types=inputs, options={"zipmap": False}, target_opset={"": 17, "ai.onnx.ml": 3}
    )
    # The exporter keeps the operator sets in a set: their order would change from run to run, and with it the bytes.
    opsets = sorted(exported.opset_import, key=lambda opset: opset.domain, reverse=True)
    del exported.opset_import[:]
    exported.opset_import.extend(opsets)
    return exported.SerializeToString(deterministic=True)


def run_onnx(graph, columns, places):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    feeds = {name: columns[name][places].reshape(-1, 1) for name in FEATURES}
    return session.run(["label", "probabilities"], feeds)


def importance(model, columns, labels, places):
    """How much the area under the curve falls when one feature is shuffled, as shares of all four."""
    chosen = places[:20000]
    found = permutation_importance(
        model, table(columns, chosen), labels[chosen], scoring="roc_auc", n_repeats=3, random_state=SEED
    ).importances_mean
    # Shuffling what the model hardly uses may help by chance.
    found = np.maximum(found, 0)
    return found / found.sum()


def schema(weights, columns):
    described = [
        {"name": "hour", "type": "integer", "range": [0, 23]},
        {"name": "distance", "type": "number", "range": [0, 6000]},
        {"name": "origin", "type": "string"},
        {"name": "destination", "type": "string"},
    ]
    for feature, weight in zip(described, weights):
        feature["importance"] = round(float(weight), 4)
    outputs = [
        {"name": "label", "type": "integer", "classes": CLASSES},
        {"name": "probabilities", "type": "number", "size": 2, "classes": CLASSES},
    ]
    return {"version": 1, "features": described, "outputs": outputs}


def record(columns, place):
    return {
        "hour": int(columns["hour"][place]),
        "distance": int(columns["distance"][place]),
        "origin": columns["origin"][place],
        "destination": columns["destination"][place],
    }


def known_faults(columns, labels, scores, places):
    """Late flights that the model is surest of being on time, and the other way round."""
    order = np.argsort(scores, kind="stable")
    # Many flights have the same four values.
    _, firsts = np.unique(scores[order], return_index=True)
    order = order[firsts]
    surely = [i for i in order if labels[i] == 1][: KNOWN_FAULTS // 2] + [i for i in order[::-1] if labels[i] == 0][: KNOWN_FAULTS // 2]
    return [
        {
            "input": record(columns, places[i]),
            "expected": CLASSES[labels[i]],
            "given": CLASSES[int(scores[i] > THRESHOLD)],
            "because": because(labels[i], scores[i]),
        }
        for i in surely
        if int(scores[i] > THRESHOLD) != labels[i]
    ]


def because(label, score):
    if label == 1:
        return f"late, and probability {score:.2f} of it: at this hour and on this route hardly anybody was; weather and the incoming aircraft are no features"
    return f"on time, and probability {score:.2f} of being late: one of the hours and routes on which most were late in these six weeks"


def golden(columns, places, labels, probabilities):
    order = np.argsort(probabilities[:, 1], kind="stable")
    chosen = order[np.linspace(0, len(order) - 1, GOLDEN_ROWS).astype(int)]
    return [
        {
            "input": record(columns, places[i]),
            "output": {"label": int(labels[i]), "probabilities": [float(p) for p in probabilities[i]]},
        }
        for i in chosen
    ]


def metric(name, value, low, high, method):
    return [
        {"name": name, "type": "number", "value": round(float(value), 6), "notes": f"95 % interval by {method}"},
        {"name": f"{name}_lower", "type": "number", "value": round(float(low), 6)},
        {"name": f"{name}_upper", "type": "number", "value": round(float(high), 6)},
    ]


def card(model, labels, scores, counts, largest_difference):
    right = int(((scores > THRESHOLD) == (labels == 1)).sum())
    majority = max(labels.mean(), 1 - labels.mean())
    resampled = f"{BOOTSTRAPS} bootstrap samples of the rows, percentiles"
    negative = lambda a, s: -log_loss(a, s)
    return {
        "model_overview": {
            "model_name": "flight-delays",
            "model_description": "Says of a flight, by its hour, distance and airports, whether it will arrive more than 15 minutes late",
            "model_version": 1,
            "problem_type": "BinaryClassification",
            "algorithm_type": "Logistic regression",
            "model_creator": "training/train.py",
            "model_owner": "operations",
        },
        "intended_uses": {
            "purpose_of_model": "An example of a model that is watched for four and a half months",
            "intended_uses": "None: it knows neither the weather nor the incoming aircraft",
            "risk_rating": "Low",
        },
        "training_details": {
            "training_observations": f"{counts['train']} of the {counts['read']} flights from 1 January to 11 February 2001, split at random with seed {SEED}, classes in proportion",
            "training_job_details": {
                "hyper_parameters": [{"name": name, "value": str(value)} for name, value in sorted(model["classify"].get_params().items())],
                "training_environment": {"container_image": [f"scikit-learn {sklearn.__version__}, skl2onnx {skl2onnx.__version__}, numpy {np.__version__}"]},
            },
        },
        "evaluation_details": [
            {
                "name": "held-out",
                "evaluation_observation": f"Flights of the same six weeks, a fifth of them: later ones may differ, which is what quality is watched for. ONNX and scikit-learn agree on all; largest difference of a probability {largest_difference:.1e}",
                "datasets": ["flights/training.csv"],
                "metadata": {"rows": str(counts["heldout"]), "unseen": "true", "baseline": f"majority class, accuracy {majority:.6f}"},
                "metric_groups": [
                    {
                        "name": "binary_classification_metrics",
                        "metric_data": [
                            *metric("roc_auc", roc_auc_score(labels, scores), *bootstrap(roc_auc_score, labels, scores), resampled),
                            *metric("neg_log_loss", negative(labels, scores), *bootstrap(negative, labels, scores), resampled),
                            *metric("accuracy", right / len(labels), *wilson(right, len(labels)), "Wilson's score"),
                        ],
                    }
                ],
            }
        ],
        "additional_information": {
            "caveats_and_recommendations": "How many flights are late changes from week to week with the weather, between 11 and 29 of a hundred in these months. Probabilities are right on the average of the six weeks and wrong in any one of them",
        },
    }


def write_json(path, value):
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n")


def write_lines(path, values):
    path.write_text("".join(json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n" for value in values))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--flights", type=Path, default=EXAMPLE / "flights")
    parser.add_argument("--out", type=Path, default=EXAMPLE)
    arguments = parser.parse_args()
    model_folder = arguments.out / "model"
    (model_folder / "samples").mkdir(parents=True, exist_ok=True)

    columns, late = read_flights(arguments.flights / "training.csv")
    train, heldout = train_test_split(np.arange(len(late)), test_size=0.2, random_state=SEED, stratify=late)
    model = build().fit(table(columns, train), late[train])
    expected = model.predict_proba(table(columns, heldout))
    graph = export(model, columns)
    got_labels, got = run_onnx(graph, columns, heldout)
    largest = float(np.abs(got - expected).max())
    assert largest <= AGREEMENT, f"ONNX and scikit-learn differ by {largest}"

    counts = {"read": len(late), "train": len(train), "heldout": len(heldout)}
    truth, scores = late[heldout], got[:, 1].astype(float)
    (model_folder / "model.onnx").write_bytes(graph)
    write_json(model_folder / "schema.json", schema(importance(model, columns, late, train), columns))
    write_json(model_folder / "card.json", card(model, truth, scores, counts, largest))
    write_lines(model_folder / "samples" / "golden.jsonl", golden(columns, heldout, got_labels, got))
    write_lines(model_folder / "samples" / "traffic.jsonl", [{"input": record(columns, place)} for place in heldout[:TRAFFIC_ROWS]])
    write_lines(model_folder / "samples" / "known-faults.jsonl", known_faults(columns, truth, scores, heldout))
    print(json.dumps({**counts, "roc_auc": round(float(roc_auc_score(truth, scores)), 4), "log_loss": round(float(log_loss(truth, scores)), 4), "largest_difference": largest}))


if __name__ == "__main__":
    main()
