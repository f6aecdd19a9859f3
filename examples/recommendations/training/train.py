"""Trains the model that says how likely two films are of one hand, and writes everything that is handed over with it.

    npx tsx training/pairs-for-training.ts /tmp/pairs.csv
    python -m venv .venv && .venv/bin/pip install -r training/requirements.txt
    .venv/bin/python training/train.py /tmp/pairs.csv [--out FOLDER]

Writes model/ below FOLDER, which is the example itself unless told otherwise. Running it again with the same versions writes the same bytes.
"""

import argparse
import csv
import json
from pathlib import Path

import numpy as np
import onnxruntime
import skl2onnx
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.metrics import roc_auc_score

EXAMPLE = Path(__file__).resolve().parent.parent
SEED = 1895
CLASSES = ["other", "same"]
GOLDEN_ROWS = 50
AGREEMENT = 1e-6
TOP = 10


def read_pairs(path):
    with open(path, newline="") as file:
        header, *rows = list(csv.reader(file))
    part = np.array([row[0] for row in rows])
    label = np.array([int(row[1]) for row in rows])
    features = np.array([[float(cell) for cell in row[2:]] for row in rows], dtype=np.float32)
    return header[2:], part, label, features


def wilson(successes, trials, z=1.959963984540054):
    """95 % interval of a share (Wilson, JASA 22, 1927)."""
    share = successes / trials
    centre = (share + z * z / (2 * trials)) / (1 + z * z / trials)
    half = z / (1 + z * z / trials) * np.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    return centre - half, centre + half


def export(model, sample):
    exported = skl2onnx.to_onnx(model, sample[:1], options={"zipmap": False}, target_opset={"": 17, "ai.onnx.ml": 3})
    # The exporter keeps the operator sets in a set: their order would change from run to run, and with it the bytes.
    opsets = sorted(exported.opset_import, key=lambda opset: opset.domain, reverse=True)
    del exported.opset_import[:]
    exported.opset_import.extend(opsets)
    return exported.SerializeToString(deterministic=True)


def hits(scores, label, part):
    """Of films by directors whom the model has not met: for how many is another of theirs among the ten that are ranked first?"""
    found, by_chance, judged = 0, 0.0, 0
    for name in sorted({name for name in part if name.startswith("rank")}, key=lambda name: int(name[4:])):
        rows = np.flatnonzero(part == name)
        first = rows[np.argsort(-scores[rows], kind="stable")[:TOP]]
        others, theirs = len(rows), int(label[rows].sum())
        found += int(label[first].any())
        by_chance += 1 - np.prod([(others - theirs - k) / (others - k) for k in range(TOP)])
        judged += 1
    return found, judged, by_chance / judged


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("--out", type=Path, default=EXAMPLE)
    arguments = parser.parse_args()
    folder = arguments.out / "model"
    (folder / "samples").mkdir(parents=True, exist_ok=True)

    names, part, label, features = read_pairs(arguments.pairs)
    train, test = part == "train", part == "test"
    model = GradientBoostingClassifier(n_estimators=150, max_depth=4, learning_rate=0.1, subsample=0.8, random_state=SEED)
    model.fit(features[train], label[train])
    scores = model.predict_proba(features)[:, 1]

    graph = export(model, features)
    session = onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"])
    got_label, got = session.run(["label", "probabilities"], {"X": features[test]})
    largest = float(np.abs(got[:, 1] - scores[test]).max())
    assert largest <= AGREEMENT, f"ONNX and scikit-learn differ by {largest}"

    found, judged, by_chance = hits(scores, label, part)
    # The same ranking by how well known a film is alone, and by genre and then that.
    fame = features[:, names.index("fewer_votes")].astype(np.float64)
    famous, _, _ = hits(fame, label, part)
    genre, _, _ = hits((features[:, names.index("same_genre")] == 1) * 100 + fame, label, part)
    low, high = wilson(found, judged)
    result = {
        "training_pairs": int(train.sum()),
        "held_out_pairs": int(test.sum()),
        "held_out_auc": round(float(roc_auc_score(label[test], scores[test])), 3),
        "judged_films": judged,
        "hit_at_10": round(found / judged, 3),
        "hit_at_10_interval": [round(float(low), 3), round(float(high), 3)],
        "hit_at_10_by_chance": round(float(by_chance), 3),
        "hit_at_10_best_known": round(famous / judged, 3),
        "hit_at_10_same_genre_best_known": round(genre / judged, 3),
        "largest_difference": largest,
    }
    schema = {
        "version": 1,
        "features": [
            {"name": name, "type": "number", "importance": round(float(share), 4)} for name, share in zip(names, model.feature_importances_)
        ],
        "outputs": [
            {"name": "label", "type": "integer", "classes": CLASSES},
            {"name": "probabilities", "type": "number", "size": 2, "classes": CLASSES},
        ],
    }
    (folder / "model.onnx").write_bytes(graph)
    (folder / "schema.json").write_text(json.dumps(schema, indent=2) + "\n")
    (folder / "quality.json").write_text(json.dumps(result, indent=2) + "\n")
    rows = np.flatnonzero(test)
    order = rows[np.argsort(scores[rows], kind="stable")]
    at = {row: index for index, row in enumerate(rows)}
    golden = [
        {
            "input": {name: float(str(value)) for name, value in zip(names, features[row])},
            "output": {"label": int(got_label[at[row]]), "probabilities": [float(p) for p in got[at[row]]]},
        }
        for row in order[np.linspace(0, len(order) - 1, GOLDEN_ROWS).astype(int)]
    ]
    lines = "".join(json.dumps(row, separators=(",", ":")) + "\n" for row in golden)
    (folder / "samples" / "golden.jsonl").write_text(lines)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
