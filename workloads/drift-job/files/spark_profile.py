"""Counts a table by the plan of a baseline on Spark 3.5, as a SageMaker Processing job: what `slipway drift` counts, and the same profile.

Reads   /opt/ml/processing/input/baseline/profile.json   what `slipway baseline` wrote
        /opt/ml/processing/input/data                    Parquet, CSV with a header, or JSON Lines; the ends of the names tell
        or the table's place as the first argument or in SLIPWAY_TABLE, s3:// and s3a:// too, which Spark then reads on all hosts
        Of a table whose column SLIPWAY_DAY_COLUMN tells the day (a folder's name may, day=2026-01-05) only the rows from SLIPWAY_FROM on
        and before SLIPWAY_TO. SLIPWAY_TABLE_FORMAT is parquet or jsonl, where names of files do not tell
Writes  /opt/ml/processing/output/profile.json           `slipway drift BASELINE profile.json` judges it

SLIPWAY_ROOT stands before these paths where there is no container. docs/profile.md says what is counted. Needs pyarrow and numpy.
"""

import json
import math
import os
import re
import sys
from collections import Counter
from zlib import crc32

import numpy as np
import pyarrow as pa
from pyspark.sql import SparkSession, functions

MISSING = {"", "NA", "N/A", "#N/A", "NULL", "null", "None", "\\N"}
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?|[+-]?(nan|inf|infinity)", re.IGNORECASE | re.ASCII)
MOST_UNSEEN = 1000
LONGEST_NAME = 200
COMPACT_CHARACTERS = 60 * 1024
FEWEST_BITS = 12
NAN_KEY = 524160
COLUMN_PLAN = ("name", "kind", "sensitive", "importance", "integer", "range", "edges", "spikes", "known")
ROOT = os.environ.get("SLIPWAY_ROOT", "") + "/opt/ml/processing"


def dumps(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def numbers_in(cells):
    """Values, how many are missing, how many of another type."""
    if pa.types.is_boolean(cells.type) or pa.types.is_nested(cells.type):
        return np.empty(0), cells.null_count, len(cells) - cells.null_count
    if not (pa.types.is_string(cells.type) or pa.types.is_large_string(cells.type)):
        present = cells.drop_null().cast(pa.float64(), safe=False)
        return present.to_numpy(zero_copy_only=False), cells.null_count, 0
    present = [text for text in (cell.strip() for cell in cells.drop_null().to_pylist()) if text not in MISSING]
    values = [float(text) for text in present if NUMBER.fullmatch(text)]
    return np.array(values, dtype=np.float64), len(cells) - len(present), len(present) - len(values)


def count_numeric(plan, cells, sketched):
    values, missing, errors = numbers_in(cells)
    finite = np.isfinite(values)
    if plan["integer"]:
        whole = ~finite | (np.floor(np.where(finite, values, 0)) == np.where(finite, values, 0))
        errors += int(len(values) - whole.sum())
        values, finite = values[whole], finite[whole]
    values = np.where(values == 0, 0.0, values)
    usual = values[finite]
    low, high = plan.get("range", (-math.inf, math.inf))
    spikes = [int((usual == spike).sum()) for spike in plan["spikes"]]
    between = usual[~np.isin(usual, plan["spikes"])]
    bins = np.bincount(np.searchsorted(plan["edges"], between, side="right"), minlength=len(plan["edges"]) + 1)
    count = {"count": len(values), "missing": missing, "typeErrors": errors, "notFinite": len(values) - len(usual)}
    count |= {"outOfRange": int(((usual < low) | (usual > high)).sum()), "zeros": int((usual == 0).sum())}
    mean = math.fsum(usual) / len(usual) if len(usual) else 0.0
    count |= {"n": len(usual), "mean": mean, "squares": math.fsum((usual - mean) ** 2)}
    count |= {"min": float(usual.min()) if len(usual) else math.inf, "max": float(usual.max()) if len(usual) else -math.inf}
    keys = values.view(np.int64) >> 44
    keys[np.isnan(values)] = NAN_KEY
    found, counts = np.unique(np.where(keys < 0, -524289 - keys, keys), return_counts=True) if sketched else ([], [])
    return count | {"binCounts": bins.tolist(), "spikeCounts": spikes, "keys": dict(zip(map(int, found), map(int, counts)))}


def names_in(plan, cells):
    """Names as they are counted, None where there is none, and how many values are of a type that has none."""
    kind = cells.type
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        raise ValueError(f"'{plan['name']}' is categorical and the table holds numbers with fractions; cast it to a text or an integer")
    texts = cells.to_pylist()
    if pa.types.is_boolean(kind):
        texts = [None if cell is None else str(cell).lower() for cell in texts]
    texts = [None if cell is None or cell == "" else str(cell) for cell in texts]
    if plan.get("sensitive"):
        return [None if text is None else f"#{crc32(text.encode()) % 32:02d}" for text in texts]
    return [text if text is None or len(text) <= LONGEST_NAME else text[:LONGEST_NAME] + "…" for text in texts]


def count_categorical(plan, cells):
    names = Counter(name for name in names_in(plan, cells) if name is not None)
    count = sum(names.values())
    known = set(plan["known"])
    unseen = {name: times for name, times in names.items() if name not in known}
    part = {"count": count, "missing": len(cells) - count, "typeErrors": 0, "knownCounts": [names[name] for name in plan["known"]]}
    return part | {"unseen": unseen, "others": 0}


def first_names(unseen, others):
    """Names that fall out never come back: those before them only grow more."""
    kept = sorted(unseen)[:MOST_UNSEEN]
    return {name: unseen[name] for name in kept}, others + sum(unseen.values()) - sum(unseen[name] for name in kept)


def count_columns(plan, batch, sketched):
    parts = []
    for column in plan["features"] + plan["predictions"]:
        name = column["name"]
        cells = batch.column(name) if name in batch.schema.names else pa.nulls(batch.num_rows, pa.string())
        if column["kind"] == "numeric":
            parts.append(count_numeric(column, cells, sketched and not column.get("sensitive")))
        else:
            parts.append(count_categorical(column, cells))
    return {"rows": batch.num_rows, "columns": parts}


def segment_names(plan, feature, batch):
    column = next((each for each in plan["features"] if each["name"] == feature), None)
    if column is None or feature not in batch.schema.names:
        return [None] * batch.num_rows
    cells = batch.column(feature)
    if column["kind"] == "categorical":
        return names_in(column, cells)
    spikes = {float(each["value"]): each["value"] for each in plan["segments"] if each["feature"] == feature and each["value"] is not None}
    numbers = (numbers_in(cells.slice(row, 1))[0] for row in range(batch.num_rows))
    return [spikes.get(float(number[0])) if len(number) else None for number in numbers]


def count_batch(plan, batch):
    parts = [count_columns(plan, batch, True)]
    for segment in plan["segments"]:
        names = segment_names(plan, segment["feature"], batch)
        listed = {each["value"] for each in plan["segments"] if each["feature"] == segment["feature"]} - {None}
        value = segment["value"]
        mask = [name not in listed if value is None else name == value for name in names]
        parts.append(count_columns(plan, batch.filter(pa.array(mask, pa.bool_())), False))
    return parts


def merge_column(one, other):
    """Parts add up: https://en.wikipedia.org/wiki/Algorithms_for_calculating_variance#Parallel_algorithm for mean and squares."""
    added = {key: one[key] + other[key] for key in ("count", "missing", "typeErrors")}
    if "keys" not in one:
        added["knownCounts"] = [a + b for a, b in zip(one["knownCounts"], other["knownCounts"])]
        unseen, others = first_names(dict(Counter(one["unseen"]) + Counter(other["unseen"])), one["others"] + other["others"])
        return added | {"unseen": unseen, "others": others}
    added |= {key: one[key] + other[key] for key in ("notFinite", "outOfRange", "zeros", "n")}
    n, delta = added["n"], other["mean"] - one["mean"]
    share = other["n"] / n if n else 0.0
    added["mean"] = one["mean"] + delta * share if one["n"] else other["mean"]
    added["squares"] = one["squares"] + other["squares"] + (delta * one["n"] * share * delta if one["n"] and other["n"] else 0.0)
    added |= {"min": min(one["min"], other["min"]), "max": max(one["max"], other["max"])}
    for key in ("binCounts", "spikeCounts"):
        added[key] = [a + b for a, b in zip(one[key], other[key])]
    return added | {"keys": dict(Counter(one["keys"]) + Counter(other["keys"]))}


def merge(ones, others):
    return [
        {"rows": one["rows"] + other["rows"], "columns": [merge_column(a, b) for a, b in zip(one["columns"], other["columns"])]}
        for one, other in zip(ones, others)
    ]


def sketch(keys, bits=20):
    ordered = sorted(keys)
    steps = [key - before for before, key in zip([0, *ordered], ordered)]
    counts = [keys[key] for key in ordered]
    if bits <= FEWEST_BITS or len(dumps([steps, counts])) <= COMPACT_CHARACTERS:
        return {"bits": bits, "steps": steps, "counts": counts}
    folded = Counter()
    for key in ordered:
        folded[key >> 2] += keys[key]
    return sketch(folded, bits - 2)


def finish_column(plan, part, sketched):
    column = {key: plan[key] for key in COLUMN_PLAN if key in plan}
    if plan["kind"] == "categorical":
        unseen, others = first_names(part["unseen"], part["others"])
        return column | part | {"unseen": [[name, times] for name, times in unseen.items()], "others": others}
    part = dict(part)
    n, keys = part.pop("n"), part.pop("keys")
    squares = part.pop("squares")
    hidden = n == 0 or plan.get("sensitive", False)
    part["deviation"] = math.sqrt(squares / n) if n else None
    for key in ("mean", "deviation", "min", "max"):
        # JSON knows no infinity.
        part[key] = part[key] if not hidden and math.isfinite(part[key]) else None
    return column | part | ({"sketch": sketch(keys)} if sketched and not plan.get("sensitive") else {})


def finish(plan, parts):
    def columns(part, sketched):
        done = [finish_column(*pair, sketched) for pair in zip(plan["features"] + plan["predictions"], part["columns"])]
        return {"rows": part["rows"], "features": done[: len(plan["features"])], "predictions": done[len(plan["features"]) :]}

    whole, *segments = parts
    profile = {"version": 1, "broken": 0} | {key: plan[key] for key in ("inputs", "outputs", "leftOut")} | columns(whole, True)
    named = zip(plan["segments"], segments)
    return profile | {"segments": [{"feature": each["feature"], "value": each["value"]} | columns(part, False) for each, part in named]}


def read_table(spark, place, days):
    """All rows, or those of some days: (column, first day, day after the last)."""
    names = [place] if os.path.isfile(place) or "://" in place else [name for _, _, files in os.walk(place) for name in files]
    end = next((os.path.splitext(name)[1].lower() for name in names if not os.path.basename(name).startswith(".")), "")
    # Looked for in all folders, their names would be no columns.
    reader = spark.read.option("recursiveFileLookup", "false" if days else "true")
    if end == ".csv":
        # Texts, as they are: what is a number and what is missing is told by the rules of the profile.
        texts = reader.option("header", "true").option("inferSchema", "false").option("emptyValue", "")
        table = texts.option("escape", '"').option("multiLine", "true").csv(place)
    elif end in (".jsonl", ".ndjson", ".json") or os.environ.get("SLIPWAY_TABLE_FORMAT") == "jsonl":
        table = reader.json(place)
    else:
        table = reader.parquet(place)
    if not days:
        return table
    column, first, last = days
    told = functions.col(f"`{column.replace('`', '``')}`")
    return table.filter((told >= functions.lit(first)) & (told < functions.lit(last)))


def days_asked():
    column = os.environ.get("SLIPWAY_DAY_COLUMN")
    return (column, os.environ["SLIPWAY_FROM"][:10], os.environ["SLIPWAY_TO"][:10]) if column else None


def main():
    with open(f"{ROOT}/input/baseline/profile.json", encoding="utf-8") as file:
        plan = json.load(file)
    place = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("SLIPWAY_TABLE", f"{ROOT}/input/data")
    builder = SparkSession.builder.appName("slipway-drift").config("spark.sql.session.timeZone", "UTC")
    if "SPARK_MASTER" in os.environ:
        builder = builder.master(os.environ["SPARK_MASTER"])
    spark = builder.getOrCreate()
    wanted = {column["name"] for column in plan["features"] + plan["predictions"]}
    table = read_table(spark, place, days_asked())
    table = table.select([f"`{name.replace('`', '``')}`" for name in table.columns if name in wanted])

    def count(batches):
        parts = None
        for batch in batches:
            counted = count_batch(plan, batch)
            parts = counted if parts is None else merge(parts, counted)
        if parts is not None:
            yield pa.RecordBatch.from_pydict({"part": [json.dumps(parts)]})

    def parsed(text):
        parts = json.loads(text)
        for part in parts:
            for column in part["columns"]:
                if "keys" in column:
                    column["keys"] = {int(key): times for key, times in column["keys"].items()}
        return parts

    empty = count_batch(plan, pa.RecordBatch.from_pydict({name: pa.array([], pa.string()) for name in wanted}))
    for row in table.mapInArrow(count, "part string").toLocalIterator():
        empty = merge(empty, parsed(row.part))
    os.makedirs(f"{ROOT}/output", exist_ok=True)
    with open(f"{ROOT}/output/profile.json", "w", encoding="utf-8") as file:
        file.write(dumps(finish(plan, empty)) + "\n")
    spark.stop()


if __name__ == "__main__":
    main()
