"""Writes a profile of a CSV file by the plan of a baseline: writer.py BASELINE.json DATA.csv, from docs/profile.md alone."""

import csv
import json
import math
import re
import struct
import sys
from bisect import bisect_right
from collections import Counter
from zlib import crc32

MISSING = {"", "NA", "N/A", "#N/A", "NULL", "null", "None", "\\N"}
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?|[+-]?(nan|inf|infinity)", re.IGNORECASE | re.ASCII)
dumps = lambda value: json.dumps(value, separators=(",", ":"))


def key(x):
    k = 524160 if math.isnan(x) else struct.unpack(">q", struct.pack(">d", x + 0.0 if x else 0.0))[0] >> 44
    return -524289 - k if k < 0 else k


def sketch(keys, bits=20):
    ordered = sorted(keys)
    steps = [k - before for before, k in zip([0, *ordered], ordered)]
    counts = [keys[k] for k in ordered]
    if bits <= 12 or len(dumps([steps, counts])) <= 61440:
        return {"bits": bits, "steps": steps, "counts": counts}
    folded = Counter()
    for k in ordered:
        folded[k >> 2] += keys[k]
    return sketch(folded, bits - 2)


def numeric(plan, cells):
    present = [c.strip() for c in cells if c.strip() not in MISSING]
    numbers = [float(c) for c in present if NUMBER.fullmatch(c)]
    values = [x for x in numbers if not (plan["integer"] and math.isfinite(x) and x % 1)]
    finite = [x + 0.0 for x in values if math.isfinite(x)]
    n, spikes = len(finite), plan["spikes"]
    low, high = plan.get("range", [-math.inf, math.inf])
    bins = Counter(bisect_right(plan["edges"], x) for x in finite if x not in spikes)
    seen, hidden = Counter(finite), plan.get("sensitive", False) or not n
    mean = None if hidden else math.fsum(finite) / n
    result = {"count": len(values), "missing": len(cells) - len(present), "typeErrors": len(present) - len(values), "notFinite": len(values) - n}
    result |= {"outOfRange": sum(not low <= x <= high for x in finite), "zeros": seen[0.0], "mean": mean}
    result |= {"deviation": math.sqrt(math.fsum((x - mean) ** 2 for x in finite) / n) if not hidden else None}
    result |= {"min": None if hidden else min(finite), "max": None if hidden else max(finite)}
    result |= {"binCounts": [bins[b] for b in range(len(plan["edges"]) + 1)], "spikeCounts": [seen[s] for s in spikes]}
    return result if plan.get("sensitive") else result | {"sketch": sketch(Counter(map(key, values)))}


def categorical(plan, cells):
    present = [c for c in cells if c != ""]
    name = (lambda c: f"#{crc32(c.encode()) % 32:02d}") if plan.get("sensitive") else (lambda c: c if len(c) <= 200 else c[:200] + "…")
    seen = Counter(map(name, present))
    new = sorted((k, n) for k, n in seen.items() if k not in set(plan["known"]))
    counts = {"count": len(present), "missing": len(cells) - len(present), "typeErrors": 0, "knownCounts": [seen[k] for k in plan["known"]]}
    return counts | {"unseen": new[:1000], "others": sum(n for _, n in new[1000:])}


PLAN = ("name", "kind", "sensitive", "importance", "integer", "range", "edges", "spikes", "known")
baseline = json.load(open(sys.argv[1]))
rows = list(csv.DictReader(open(sys.argv[2], newline="")))
column = lambda plan: {k: plan[k] for k in PLAN if k in plan} | {"numeric": numeric, "categorical": categorical}[plan["kind"]](plan, [row[plan["name"]] for row in rows])
profile = {"version": 1, "rows": len(rows), "broken": 0, "segments": []} | {key: baseline[key] for key in ("inputs", "outputs", "leftOut")}
print(dumps(profile | {part: [column(plan) for plan in baseline[part]] for part in ("features", "predictions")}))
