"""Writes the Parquet files beside it: make.py, with pyarrow 21.0.0."""

import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

rows = range(1000)
table = pa.table(
    {
        "x": pa.array([None if row % 13 == 12 else row / 2 for row in rows], pa.float64()),
        "n": pa.array(list(rows), pa.int64()),
        "c": pa.array([f"c{row % 7}" for row in rows], pa.string()),
        "f": pa.array([row % 3 == 0 for row in rows], pa.bool_()),
        "t": pa.array([datetime.datetime(2001, 1, 1) + datetime.timedelta(hours=row) for row in rows], pa.timestamp("us")),
    }
)
for name in ["snappy", "gzip", "none"]:
    pq.write_table(table, Path(__file__).with_name(f"{name}.parquet"), compression=name, row_group_size=400)
