"""Writes reference.json: metrics of small random predictions as scikit-learn and scipy reckon them.

Made with scikit-learn 1.9.1, numpy 2.4, scipy 1.17.1: python reference.py > reference.json
"""

import json

import numpy as np
from scipy.stats import binomtest
from sklearn import metrics

random = np.random.default_rng(20261125)


def binary(rows):
    actual = random.integers(0, 2, rows)
    # Rounded, so that scores tie.
    score = np.round(np.clip(actual * 0.3 + random.uniform(0, 0.7, rows), 0, 1), 2)
    said = (score > 0.5).astype(int)
    both = np.column_stack([1 - score, score])
    return {
        "actual": actual.tolist(),
        "predicted": said.tolist(),
        "probabilities": both.tolist(),
        "metrics": {
            "accuracy": metrics.accuracy_score(actual, said),
            "precision": metrics.precision_score(actual, said),
            "recall": metrics.recall_score(actual, said),
            "f1": metrics.f1_score(actual, said),
            "roc_auc": metrics.roc_auc_score(actual, score),
            "neg_log_loss": -metrics.log_loss(actual, both),
        },
    }


def several(rows, classes):
    actual = random.integers(0, classes, rows)
    raw = random.dirichlet(np.ones(classes), rows) + 0.5 * np.eye(classes)[actual]
    probabilities = raw / raw.sum(axis=1, keepdims=True)
    said = probabilities.argmax(axis=1)
    return {
        "classes": classes,
        "actual": actual.tolist(),
        "predicted": said.tolist(),
        "probabilities": probabilities.tolist(),
        "metrics": {
            "accuracy": metrics.accuracy_score(actual, said),
            "f1_macro": metrics.f1_score(actual, said, average="macro"),
            "neg_log_loss": -metrics.log_loss(actual, probabilities, labels=list(range(classes))),
        },
    }


def regression(rows):
    actual = random.normal(10, 3, rows)
    said = actual + random.normal(0, 1, rows)
    return {
        "actual": actual.tolist(),
        "predicted": said.tolist(),
        "metrics": {
            "neg_root_mean_squared_error": -metrics.root_mean_squared_error(actual, said),
            "neg_mean_absolute_error": -metrics.mean_absolute_error(actual, said),
            "r2": metrics.r2_score(actual, said),
        },
    }


def wilson(hits, rows):
    interval = binomtest(hits, rows).proportion_ci(0.95, "wilson")
    return {"hits": hits, "rows": rows, "lower": interval.low, "upper": interval.high}


print(
    json.dumps(
        {
            "binary": binary(60),
            "several": several(80, 4),
            "regression": regression(50),
            "wilson": [wilson(*pair) for pair in [(0, 10), (10, 10), (1, 3), (792, 842), (33, 50)]],
        }
    )
)
