"""Writes scipy.json: what scipy and numpy say of the samples and counts below.

    python -m venv /tmp/venv && /tmp/venv/bin/pip install numpy==2.4.6 scipy==1.17.1
    /tmp/venv/bin/python test/core/drift/reference.py

Samples are drawn by the generator that test/core/drift/samples.ts draws them by, bit for bit, so only their recipes are kept.
"""

import json
import math
from pathlib import Path

import numpy as np
import scipy
from scipy.spatial.distance import jensenshannon
from scipy.special import gammaincc
from scipy.stats import chi2_contingency, ks_2samp, kstwo, wasserstein_distance


def mulberry(seed):
    state = seed & 0xFFFFFFFF
    while True:
        state = (state + 0x6D2B79F5) & 0xFFFFFFFF
        mixed = ((state ^ (state >> 15)) * (state | 1)) & 0xFFFFFFFF
        mixed ^= (mixed + ((mixed ^ (mixed >> 7)) * (mixed | 61) & 0xFFFFFFFF)) & 0xFFFFFFFF
        yield ((mixed ^ (mixed >> 14)) & 0xFFFFFFFF) / 2**32


def sample(recipe):
    """Exact operations alone (sums, products, rounding down), so that every machine draws the same doubles."""
    dice = mulberry(recipe["seed"])
    values = [sum(next(dice) for _ in range(recipe["draws"])) * recipe["scale"] + recipe["shift"] for _ in range(recipe["size"])]
    step = recipe.get("step")
    return np.array(values if step is None else [math.floor(value / step) * step for value in values])


def recipe(size, seed, draws=3, scale=1.0, shift=0.0, step=None):
    return {"size": size, "seed": seed, "draws": draws, "scale": scale, "shift": shift, **({} if step is None else {"step": step})}


PAIRS = [
    (recipe(2, 1), recipe(3, 2)),
    (recipe(5, 3), recipe(3, 4)),
    (recipe(20, 5), recipe(20, 6)),
    (recipe(100, 7), recipe(100, 8, shift=0.25)),
    (recipe(200, 9, step=0.25), recipe(333, 10, step=0.25, shift=0.25)),
    (recipe(1000, 11), recipe(1000, 12)),
    (recipe(1000, 13), recipe(1000, 14, scale=1.125)),
    (recipe(5000, 15), recipe(500, 16)),
    (recipe(7919, 17), recipe(1009, 18, shift=0.0625)),
    (recipe(10000, 19), recipe(10000, 20)),
    (recipe(3000, 21, draws=1, step=0.5), recipe(3000, 22, draws=1, step=0.5)),
    (recipe(12000, 23), recipe(11000, 24)),
    (recipe(12000, 25), recipe(11000, 26, shift=0.015625)),
    (recipe(20000, 27), recipe(200, 28)),
    (recipe(50000, 29, scale=1000.0, shift=-1500.0), recipe(50000, 30, scale=1001.0, shift=-1500.0)),
    (recipe(500, 31, shift=10.0), recipe(500, 32)),
]

HISTOGRAMS = [
    ([10, 20, 30], [10, 20, 30]),
    ([10, 20, 30], [30, 20, 10]),
    ([1000, 2000, 500, 250, 125], [90, 210, 52, 20, 14]),
    ([0, 5, 5], [5, 5, 0]),
    ([7, 1, 0, 4], [9, 0, 0, 6]),
    ([1], [3]),
    ([123456, 654321, 222222, 111111], [123999, 653000, 221000, 112000]),
    ([(k * 7919) % 101 + 1 for k in range(500)], [(k * 104729) % 97 + 1 for k in range(500)]),
    ([(k * 7919) % 1013 + 1 for k in range(5000)], [(k * 104729) % 997 + 1 for k in range(5000)]),
]

# Every branch of the distribution of the statistic: its two ends, the matrix, the far tail, the expansion, the limit.
TAILS = [
    (n, d)
    for n in [1, 2, 5, 10, 50, 100, 140, 141, 250, 1000, 5455, 25000, 99999, 150000, 1000000, 3000000]
    for d in sorted({0.3 / n, 0.5 / n, 0.75 / n, 1 / n, 1.2 / n, *[c / math.sqrt(n) for c in [0.3, 0.5, 0.7, 0.868, 0.9, 1.2, 1.48, 1.5, 2.0, 2.5, 5.0]], 0.5, 0.9, 1 - 0.5 / n})
    if 0 < d < 1 and (n < 100000 or n > 1000000 or d * math.sqrt(n) in [0.5, 0.9, 1.48, 2.0])
]

CHI = [(x, df) for df in [1, 2, 3, 4, 9, 20, 100, 999, 4999, 50000] for x in [0.0, df * 0.25, df * 0.9, df, df * 1.0625, df * 1.5, df * 4.0, df + 40.0 * math.sqrt(df)]]


def psi(p, q):
    p, q = np.array(p, float), np.array(q, float)
    p, q = (np.maximum(np.maximum(c / c.sum(), 1e-4), 0.5 / c.sum()) for c in (p, q))
    return math.fsum((p - q) * np.log(p / q))


def pair(a, b):
    x, y = sample(a), sample(b)
    both = {"a": a, "b": b, "sums": [math.fsum(x), math.fsum(y)]}
    test = ks_2samp(x, y)
    limit = ks_2samp(x, y, method="asymp")
    return {**both, "ks": float(test.statistic), "p": float(test.pvalue), "asymptotic": float(limit.pvalue), "wasserstein": float(wasserstein_distance(x, y))}


def histogram(p, q):
    a, b = np.array(p, float), np.array(q, float)
    kept = a + b > 0
    chi = chi2_contingency([a[kept], b[kept]], correction=False)
    shares = np.abs(a / a.sum() - b / b.sum())
    return {
        "p": p, "q": q, "psi": psi(p, q), "jensenShannon": float(jensenshannon(a, b, base=2)), "totalVariation": math.fsum(shares) / 2,
        "linf": float(shares.max()), "chiSquare": float(chi.statistic), "freedom": int(chi.dof), "chiSquareP": float(chi.pvalue),
    }


Path(__file__).with_name("scipy.json").write_text(
    json.dumps(
        {
            "made": f"scipy {scipy.__version__}, numpy {np.__version__}",
            "pairs": [pair(a, b) for a, b in PAIRS],
            "histograms": [histogram(p, q) for p, q in HISTOGRAMS],
            "kstwo": [[n, d, float(kstwo.sf(d, n))] for n, d in TAILS],
            "gammaincc": [[x, df, float(gammaincc(df / 2, x / 2))] for x, df in CHI],
        },
        allow_nan=False,
        separators=(",", ":"),
    )
    + "\n"
)
