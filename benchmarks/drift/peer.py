"""What a data scientist would write instead: scipy and numpy, or Evidently. Reads one JSON order a line, answers one JSON line.

{"do": "scipy", "baseline": PATH, "current": PATH, "edges": [..]}  one column, both files little-endian doubles
{"do": "evidently", "baseline": [PATH, ..], "current": [PATH, ..]}  one table
Reading the files is not in the time.
"""
import json
import sys
import time
import warnings

import numpy as np


def scipy_column(order):
    from scipy.spatial.distance import jensenshannon
    from scipy.stats import ks_2samp, wasserstein_distance

    a, b = np.fromfile(order["baseline"]), np.fromfile(order["current"])
    edges = np.array([-np.inf, *order["edges"], np.inf])
    wall, cpu = time.perf_counter(), time.process_time()
    missing = float(np.isnan(b).mean() - np.isnan(a).mean())
    a, b = a[~np.isnan(a)], b[~np.isnan(b)]
    ks = ks_2samp(a, b, method="asymp")
    area = wasserstein_distance(a, b)
    p, q = np.histogram(a, edges)[0] / len(a), np.histogram(b, edges)[0] / len(b)
    p1, q1 = np.maximum(p, 1e-4), np.maximum(q, 1e-4)
    psi = float(((p1 - q1) * np.log(p1 / q1)).sum())
    js = float(jensenshannon(p, q, base=2))
    took = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
    return {**took, "ks": float(ks.statistic), "wasserstein": float(area), "psi": psi, "js": js, "missing": missing}


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
