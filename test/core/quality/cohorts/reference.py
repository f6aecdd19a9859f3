"""Writes reference.json: intervals, calibration, expected metrics and differences between groups as others reckon them.

Made with scikit-learn 1.9.1, numpy 2.4, scipy 1.17.1, statsmodels 0.15.0: python reference.py > reference.json
"""

import json

import numpy as np
from sklearn import metrics
from sklearn.isotonic import IsotonicRegression
from statsmodels.stats.proportion import confint_proportions_2indep

random = np.random.default_rng(20261126)
Z = 1.959963984540054


def delong(actual, score):
    """Straight from the definition of DeLong et al. (1988): every pair, and the variance of the two sets of placements."""
    positive, negative = score[actual == 1], score[actual == 0]
    pairs = (positive[:, None] > negative[None, :]) + 0.5 * (positive[:, None] == negative[None, :])
    area = pairs.mean()
    variance = pairs.mean(axis=1).var(ddof=1) / len(positive) + pairs.mean(axis=0).var(ddof=1) / len(negative)
    return interval(area, np.sqrt(variance))


def interval(value, error):
    return {"value": float(value), "lower": float(value - Z * error), "upper": float(value + Z * error)}


def jackknife(statistic, *columns):
    """Standard error by leaving out each row (Quenouille, Tukey): close to the influence function's for many rows."""
    rows = len(columns[0])
    keep = [np.delete(np.arange(rows), row) for row in range(rows)]
    left = np.array([statistic(*(column[places] for column in columns)) for places in keep])
    return interval(statistic(*columns), np.sqrt((rows - 1) / rows * ((left - left.mean()) ** 2).sum()))


def binary(rows):
    actual = random.integers(0, 2, rows)
    score = np.round(np.clip(actual * 0.3 + random.uniform(0, 0.7, rows), 0, 1), 2)
    said = (score > 0.5).astype(int)
    both = np.column_stack([1 - score, score])
    loss = -metrics.log_loss(actual, both, labels=[0, 1])
    each = np.log(np.clip(both[np.arange(rows), actual], 2**-52, 1 - 2**-52))
    return {
        "actual": actual.tolist(),
        "predicted": said.tolist(),
        "probabilities": both.tolist(),
        "roc_auc": delong(actual, score),
        "f1": jackknife(metrics.f1_score, actual, said),
        "neg_log_loss": interval(loss, each.std() / np.sqrt(rows)),
    }


def several(rows):
    actual = random.integers(0, 3, rows)
    said = np.where(random.uniform(size=rows) < 0.7, actual, random.integers(0, 3, rows))
    macro = lambda a, s: metrics.f1_score(a, s, average="macro")
    return {"actual": actual.tolist(), "predicted": said.tolist(), "f1_macro": jackknife(macro, actual, said)}


def regression(rows):
    actual = random.gamma(2, 10, rows)
    said = actual + random.normal(0, 5, rows)
    return {
        "actual": actual.tolist(),
        "predicted": said.tolist(),
        "neg_mean_absolute_error": interval(-metrics.mean_absolute_error(actual, said), np.abs(said - actual).std() / np.sqrt(rows)),
        "neg_root_mean_squared_error": jackknife(lambda a, s: -metrics.root_mean_squared_error(a, s), actual, said),
        "r2": jackknife(metrics.r2_score, actual, said),
    }


def isotonic(rows):
    score = np.round(random.uniform(size=rows), 2)
    happened = (random.uniform(size=rows) < score**2).astype(int)
    asked = np.round(random.uniform(-0.1, 1.1, 50), 3)
    fitted = IsotonicRegression(out_of_bounds="clip").fit(score, happened)
    return {"scores": score.tolist(), "happened": happened.tolist(), "asked": asked.tolist(), "answers": fitted.predict(asked).tolist()}


def expected(rows):
    """Each answer twice, once for each class, weighted by its probability: what scikit-learn says of that."""
    p = np.round(random.beta(1, 2, rows), 3)
    said = (p > 0.5).astype(int)
    actual, weight = np.repeat([1, 0], rows), np.concatenate([p, 1 - p])
    scores, saids = np.tile(p, 2), np.tile(said, 2)
    both = np.column_stack([1 - scores, scores])
    return {
        "probabilities": p.tolist(),
        "metrics": {
            "accuracy": metrics.accuracy_score(actual, saids, sample_weight=weight),
            "precision": metrics.precision_score(actual, saids, sample_weight=weight),
            "recall": metrics.recall_score(actual, saids, sample_weight=weight),
            "f1": metrics.f1_score(actual, saids, sample_weight=weight),
            "roc_auc": metrics.roc_auc_score(actual, scores, sample_weight=weight),
            "neg_log_loss": -metrics.log_loss(actual, both, sample_weight=weight),
        },
    }


def newcombe(hits, rows, other_hits, other_rows):
    low, high = confint_proportions_2indep(hits, rows, other_hits, other_rows, compare="diff", method="newcomb")
    return {"counts": [hits, rows, other_hits, other_rows], "value": hits / rows - other_hits / other_rows, "lower": low, "upper": high}


def ratio(hits, rows, other_hits, other_rows):
    low, high = confint_proportions_2indep(hits, rows, other_hits, other_rows, compare="ratio", method="log")
    return {"counts": [hits, rows, other_hits, other_rows], "value": hits / rows / (other_hits / other_rows), "lower": low, "upper": high}


PAIRS = [(56, 70, 48, 80), (9, 10, 3, 10), (300, 1000, 450, 1200)]
print(
    json.dumps(
        {
            "binary": binary(400),
            "several": several(400),
            "regression": regression(400),
            "isotonic": isotonic(300),
            "expected": expected(200),
            "differences": [newcombe(*pair) for pair in PAIRS],
            "ratios": [ratio(*pair) for pair in PAIRS],
        }
    )
)
