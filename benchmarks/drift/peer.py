"""What a data scientist would write instead: scipy and numpy, or Evidently. Reads one JSON order a line, answers one JSON line.

{"do": "scipy", "baseline": PATH, "current": PATH, "edges": [..]}  one column, both files little-endian doubles
{"do": "evidently", "baseline": [PATH, ..], "current": [PATH, ..]}  one table
Reading the files is not in the time. A column is asked for what our profiles and verdicts say of it: the distances with their p-values, and of
each side what is missing, zero or infinite, least and greatest value, mean and deviation.
"""
import json
import sys
import time
import warnings

import numpy as np


def scipy_column(order):
    from scipy.spatial.distance import jensenshannon
    from scipy.stats import chi2_contingency, ks_2samp, wasserstein_distance

    a, b = np.fromfile(order["baseline"]), np.fromfile(order["current"])
    edges = np.array([-np.inf, *order["edges"], np.inf])
    wall, cpu = time.perf_counter(), time.process_time()
    missing = float(np.isnan(b).mean() - np.isnan(a).mean())
    a, b = a[~np.isnan(a)], b[~np.isnan(b)]
    shares = [(np.count_nonzero(x == 0) / len(x), np.count_nonzero(np.isinf(x)) / len(x)) for x in (a, b)]
    spreads = [(x.min(), x.max(), x.mean(), x.std()) for x in (a, b)]
    ks = ks_2samp(a, b, method="asymp")
    area = wasserstein_distance(a, b)
    counts = np.array([np.histogram(a, edges)[0], np.histogram(b, edges)[0]])
    chi2_contingency(counts[:, counts.any(axis=0)], correction=False)
    p, q = counts[0] / len(a), counts[1] / len(b)
    variation, linf = float(np.abs(p - q).sum() / 2), float(np.abs(p - q).max())
    p1, q1 = np.maximum(p, 1e-4), np.maximum(q, 1e-4)
    psi = float(((p1 - q1) * np.log(p1 / q1)).sum())
    js = float(jensenshannon(p, q, base=2))
    took = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
    del shares, spreads, variation, linf, psi, js, missing
    return {**took, "ks": float(ks.statistic), "wasserstein": float(area)}


def evidently_table(order):
    import pandas as pd
    from evidently import Report
    from evidently.presets import DataDriftPreset

    reference = pd.DataFrame({str(i): np.fromfile(path) for i, path in enumerate(order["baseline"])})
    current = pd.DataFrame({str(i): np.fromfile(path) for i, path in enumerate(order["current"])})
    wall, cpu = time.perf_counter(), time.process_time()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        Report([DataDriftPreset()]).run(current, reference).dict()
    return {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}


for line in sys.stdin:
    order = json.loads(line)
    answer = scipy_column(order) if order["do"] == "scipy" else evidently_table(order)
    print(json.dumps(answer), flush=True)
