"""Trains the spam filter and writes everything that is handed over with it.

    python -m venv .venv && .venv/bin/pip install -r requirements.txt
    .venv/bin/python train.py [--out FOLDER]

Reads ../data/spambase.csv; writes model/ and data/ below FOLDER, which is the example itself unless told otherwise. Running it
again with the same versions writes the same bytes.
"""

import argparse
import csv
import json
from pathlib import Path

import numpy as np
import onnxruntime
import skl2onnx
import sklearn
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split

EXAMPLE = Path(__file__).resolve().parent.parent
SEED = 20011126
CLASSES = ["nonspam", "spam"]
THRESHOLD = 0.5
AGREEMENT = 1e-6
BOOTSTRAPS = 2000
GOLDEN_ROWS = 50
TRAFFIC_ROWS = 300
KNOWN_FAULTS = 12


def read_data():
    with open(EXAMPLE / "data" / "spambase.csv", newline="") as file:
        header, *rows = list(csv.reader(file))
    distinct = list(dict.fromkeys(tuple(row) for row in rows))
    features = np.array([[float(cell) for cell in row[:-1]] for row in distinct])
    labels = np.array([CLASSES.index(row[-1]) for row in distinct])
    return header[:-1], features, labels, distinct, len(rows)


def wilson(successes, trials, z=1.959963984540054):
    """95 % interval of a share (Wilson, JASA 22, 1927)."""
    share = successes / trials
    centre = (share + z * z / (2 * trials)) / (1 + z * z / trials)
    half = z / (1 + z * z / trials) * np.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    return centre - half, centre + half


def bootstrap_auc(labels, scores):
    """95 % percentile interval of ROC AUC over resampled rows."""
    random = np.random.default_rng(SEED)
    values = []
    while len(values) < BOOTSTRAPS:
        pick = random.integers(0, len(labels), len(labels))
        if 0 < labels[pick].sum() < len(pick):
            values.append(roc_auc_score(labels[pick], scores[pick]))
    low, high = np.quantile(values, [0.025, 0.975])
    return low, high


def quality(labels, scores):
    said = scores > THRESHOLD
    actual = labels == 1
    tp, fp = int((said & actual).sum()), int((said & ~actual).sum())
    fn, tn = int((~said & actual).sum()), int((~said & ~actual).sum())
    return {
        "counts": (tn, fp, fn, tp),
        "accuracy": ((tp + tn) / len(labels), *wilson(tp + tn, len(labels))),
        "precision": (tp / (tp + fp), *wilson(tp, tp + fp)),
        "recall": (tp / (tp + fn), *wilson(tp, tp + fn)),
        "roc_auc": (roc_auc_score(labels, scores), *bootstrap_auc(labels, scores)),
        "majority": max(actual.sum(), (~actual).sum()) / len(labels),
    }


def schema(names, features, model):
    """Frequencies are percentages of words or characters; run lengths are averages, maxima and totals of capitals."""
    importance = model.feature_importances_
    described = []
    for index, name in enumerate(names):
        run = name.startswith("capital")
        described.append(
            {
                "name": name,
                "type": "number",
                "range": [1, 1_000_000] if run else [0, 100],
                "importance": round(float(importance[index]), 4),
            }
        )
    outputs = [
        {"name": "label", "type": "integer", "classes": CLASSES},
        {"name": "probabilities", "type": "number", "size": 2, "classes": CLASSES},
    ]
    for feature, column in zip(described, features.T):
        low, high = feature["range"]
        assert low <= column.min() and column.max() <= high, (feature["name"], column.min(), column.max())
    return {"version": 1, "features": described, "outputs": outputs}


def export(model, sample):
    exported = skl2onnx.to_onnx(
        model, sample[:1].astype(np.float32), options={"zipmap": False}, target_opset={"": 17, "ai.onnx.ml": 3}
    )
    # The exporter keeps the operator sets in a set: their order would change from run to run, and with it the bytes.
    opsets = sorted(exported.opset_import, key=lambda opset: opset.domain, reverse=True)
    del exported.opset_import[:]
    exported.opset_import.extend(opsets)
    return exported.SerializeToString(deterministic=True)


def run_onnx(graph, features):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    label, probabilities = session.run(["label", "probabilities"], {"X": features.astype(np.float32)})
    return label, probabilities


def known_faults(names, rows, labels, scores):
    """The rows of each kind of error of which the model is most sure, with what in the row misleads it."""
    wrong = [i for i in range(len(labels)) if (scores[i] > THRESHOLD) != (labels[i] == 1)]
    by_kind = [[i for i in wrong if labels[i] == kind] for kind in (0, 1)]
    chosen = [i for kind in by_kind for i in sorted(kind, key=lambda i: -abs(scores[i] - THRESHOLD))[: KNOWN_FAULTS // 2]]
    return [
        {
            "input": record(names, rows[i]),
            "expected": CLASSES[labels[i]],
            "given": CLASSES[int(scores[i] > THRESHOLD)],
            "because": because(names, rows[i], labels[i], scores[i]),
        }
        for i in chosen
    ]


SPAM_SIGNS = ["free", "money", "remove", "num000", "charDollar", "charExclamation", "your", "credit", "business", "our", "capitalLong"]
HAM_SIGNS = ["hp", "hpl", "george", "edu", "meeting", "re", "project", "lab", "num650", "conference", "cs"]


def because(names, row, label, score):
    value = dict(zip(names, row))
    common = {name: value[name] for name in SPAM_SIGNS if value[name] > (200 if name == "capitalLong" else 0.5)}
    technical = {name: value[name] for name in HAM_SIGNS if value[name] > 0}
    tell = lambda signs: ", ".join(f"{name} {amount:g}" for name, amount in sorted(signs.items(), key=lambda item: -item[1])[:3])
    if label == 0:
        seen = f"it carries words and signs that are frequent in spam ({tell(common)})" if common else "none of the words that mark the donor's own mail occur"
        extra = "" if technical else ", and none of the words of the donor's workplace speak for it"
        return f"a wanted message scored {score:.2f}: {seen}{extra}"
    if technical:
        return f"spam scored {score:.2f}: it uses words of the donor's own mail ({tell(technical)})"
    if common:
        return f"spam scored {score:.2f}: the signs of spam it carries ({tell(common)}) are too weak beside plain wording"
    return f"spam scored {score:.2f}: none of the words and signs that the features count is frequent in it"


def record(names, row):
    return {name: float(cell) if float(cell) % 1 else int(float(cell)) for name, cell in zip(names, row)}


def golden(names, rows, labels, probabilities):
    order = np.argsort(probabilities[:, 1], kind="stable")
    chosen = order[np.linspace(0, len(order) - 1, GOLDEN_ROWS).astype(int)]
    return [
        {
            "input": record(names, rows[i]),
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


def card(model, result, counts, largest_difference):
    tn, fp, fn, tp = result["counts"]
    wilson_note, bootstrap_note = "Wilson's score", f"{BOOTSTRAPS} bootstrap samples of the rows, percentiles"
    return {
        "model_overview": {
            "model_name": "spam-filter",
            "model_description": "Says of an e-mail, given 57 frequencies of words and characters, whether it is spam",
            "model_version": 1,
            "problem_type": "BinaryClassification",
            "algorithm_type": "Gradient boosted trees",
            "model_creator": "training/train.py",
            "model_owner": "mail-platform",
        },
        "intended_uses": {
            "purpose_of_model": "An example of a deployment from end to end",
            "intended_uses": "To sort out unwanted mail where a person can look at what was sorted out",
            "factors_affecting_model_efficiency": "The mail of one office in 1999: words such as george, hp and 650 stand for wanted mail there and nowhere else",
            "risk_rating": "Low",
            "explanations_for_risk_rating": "A wanted message in the spam folder can be found again",
        },
        "training_details": {
            "training_observations": f"{counts['train']} of {counts['distinct']} distinct rows, after {counts['read'] - counts['distinct']} duplicates of {counts['read']} were left out; shuffled and split with seed {SEED}, classes in proportion",
            "training_job_details": {
                "hyper_parameters": [{"name": name, "value": str(value)} for name, value in sorted(model.get_params().items())],
                "training_environment": {"container_image": [f"scikit-learn {sklearn.__version__}, skl2onnx {skl2onnx.__version__}, numpy {np.__version__}"]},
            },
        },
        "evaluation_details": [
            {
                "name": "held-out",
                "evaluation_observation": f"ONNX and scikit-learn agree on every held-out row; largest difference of a probability {largest_difference:.1e}",
                "datasets": ["data/heldout.csv"],
                "metadata": {"rows": str(counts["heldout"]), "unseen": "true", "baseline": f"majority class, accuracy {result['majority']:.6f}"},
                "metric_groups": [
                    {
                        "name": "binary_classification_metrics",
                        "metric_data": [
                            *metric("accuracy", *result["accuracy"], wilson_note),
                            *metric("precision", *result["precision"], wilson_note),
                            *metric("recall", *result["recall"], wilson_note),
                            *metric("roc_auc", *result["roc_auc"], bootstrap_note),
                            {"name": "accuracy_majority_class", "type": "number", "value": round(float(result["majority"]), 6)},
                            {
                                "name": "confusion_matrix",
                                "type": "matrix",
                                "x_axis_name": [f"said {name}" for name in CLASSES],
                                "y_axis_name": [f"is {name}" for name in CLASSES],
                                "value": [[tn, fp], [fn, tp]],
                            },
                        ],
                    }
                ],
            }
        ],
        "additional_information": {
            "caveats_and_recommendations": "The words are those of 1999; spam has changed since. The data has no dates, so how fast the model ages cannot be told from it. Rows on which the model is surely wrong are in samples/known-faults.jsonl",
        },
    }


def write_json(path, value):
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n")


def write_lines(path, values):
    path.write_text("".join(json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n" for value in values))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=EXAMPLE)
    out = parser.parse_args().out
    model_folder, data_folder = out / "model", out / "data"
    (model_folder / "samples").mkdir(parents=True, exist_ok=True)
    data_folder.mkdir(parents=True, exist_ok=True)

    names, features, labels, cells, read = read_data()
    train, heldout = train_test_split(np.arange(len(labels)), test_size=0.2, random_state=SEED, stratify=labels)
    model = GradientBoostingClassifier(random_state=SEED)
    # scikit-learn's trees compare float32 values; the endpoint receives float32 too.
    model.fit(features[train].astype(np.float32), labels[train])

    unseen, truth = features[heldout], labels[heldout]
    expected = model.predict_proba(unseen.astype(np.float32))
    expected_labels = model.predict(unseen.astype(np.float32))
    graph = export(model, features)
    got_labels, got = run_onnx(graph, unseen)
    largest = float(np.abs(got - expected).max())
    assert largest <= AGREEMENT, f"ONNX and scikit-learn differ by {largest}"
    assert (got_labels == expected_labels).all(), "a class differs between ONNX and scikit-learn"

    counts = {"read": read, "distinct": len(labels), "train": len(train), "heldout": len(heldout)}
    result = quality(truth, expected[:, 1])
    rows = [cells[i][:-1] for i in heldout]
    values = [[float(cell) for cell in row] for row in rows]
    (model_folder / "model.onnx").write_bytes(graph)
    write_json(model_folder / "schema.json", schema(names, features, model))
    write_json(model_folder / "card.json", card(model, result, counts, largest))
    write_lines(model_folder / "samples" / "golden.jsonl", golden(names, values, got_labels, got))
    traffic = zip(values[:TRAFFIC_ROWS], truth)
    write_lines(model_folder / "samples" / "traffic.jsonl", [{"input": record(names, row), "label": int(label)} for row, label in traffic])
    write_lines(model_folder / "samples" / "known-faults.jsonl", known_faults(names, values, truth, expected[:, 1]))
    with open(data_folder / "heldout.csv", "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*names, "label"])
        writer.writerows([*row, label] for row, label in zip(rows, truth))
    with open(data_folder / "expected.csv", "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["label", "probability_nonspam", "probability_spam"])
        writer.writerows([label, repr(float(p[0])), repr(float(p[1]))] for label, p in zip(expected_labels, expected))
    shown = {name: [round(float(v), 4) for v in result[name]] for name in ("accuracy", "precision", "recall", "roc_auc")}
    print(json.dumps({**counts, **shown, "majority": round(float(result["majority"]), 4), "largest_difference": largest}))


if __name__ == "__main__":
    main()
