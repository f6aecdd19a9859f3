"""Trains on the rows that a pipeline gives, and leaves a model folder: the step 'Training' of learn.ts.

SageMaker and `slipway run` name the folders: SM_CHANNEL_TRAINING holds JSON Lines, compressed perhaps, SM_MODEL_DIR takes what is handed over.
"""

import gzip
import json
import os
from pathlib import Path

import numpy as np
from sklearn.model_selection import train_test_split
from train import (
    AGREEMENT,
    SEED,
    TRAFFIC_ROWS,
    build,
    export,
    golden,
    importance,
    known_faults,
    record,
    run_onnx,
    schema,
    table,
    write_json,
    write_lines,
)


def read_rows(folder):
    rows = []
    for path in sorted(folder.iterdir()):
        content = path.read_bytes()
        # Athena's files have no ending.
        text = gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content
        rows += [json.loads(line) for line in text.decode().splitlines() if line]
    # A table has no order; what is trained does not depend on the one it came in.
    rows.sort(key=lambda row: (row["date"], row["origin"], row["destination"], row["distance"], row["late"]))
    columns = {
        "hour": np.array([row["hour"] for row in rows], dtype=np.int64),
        "distance": np.array([row["distance"] for row in rows], dtype=np.float32),
        "origin": np.array([row["origin"] for row in rows], dtype=object),
        "destination": np.array([row["destination"] for row in rows], dtype=object),
    }
    return columns, np.array([int(row["late"]) for row in rows])


def main():
    columns, late = read_rows(Path(os.environ["SM_CHANNEL_TRAINING"]))
    folder = Path(os.environ["SM_MODEL_DIR"])
    (folder / "samples").mkdir(parents=True, exist_ok=True)
    # A tenth of the rows shows what the model gets wrong; how good it is, rows of another week show to the evaluation.
    train, shown = train_test_split(np.arange(len(late)), test_size=0.1, random_state=SEED, stratify=late)
    model = build().fit(table(columns, train), late[train])
    graph = export(model, columns)
    labels, probabilities = run_onnx(graph, columns, shown)
    largest = float(np.abs(probabilities - model.predict_proba(table(columns, shown))).max())
    if largest > AGREEMENT:
        raise SystemExit(f"ONNX and scikit-learn differ by {largest}")
    (folder / "model.onnx").write_bytes(graph)
    write_json(folder / "schema.json", schema(importance(model, columns, late, train), columns))
    write_lines(folder / "samples" / "golden.jsonl", golden(columns, shown, labels, probabilities))
    write_lines(folder / "samples" / "traffic.jsonl", [{"input": record(columns, place)} for place in shown[:TRAFFIC_ROWS]])
    write_lines(folder / "samples" / "known-faults.jsonl", known_faults(columns, late[shown], probabilities[:, 1].astype(float), shown))
    print(json.dumps({"rows": len(late), "late": round(float(late.mean()), 4), "largest_difference": largest}))


if __name__ == "__main__":
    main()
