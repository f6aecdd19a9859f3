"""What a user would write instead: read a table with a library, score it with onnxruntime, write what the model said.

    python rival.py LIBRARY MODEL INPUT OUTPUT THREADS

LIBRARY is pandas, polars or pyarrow; INPUT a .csv or .parquet file whose columns are the model's features, OUTPUT a .csv file. Prints one line:
seconds from the first byte that is read to the last that is written, seconds of processors, rows, sum of the last column. Libraries are loaded and the model is open
before the clock runs.
"""

import os
import sys
import time

library, model, source, target, threads = sys.argv[1:6]
threads = int(threads)
os.environ["POLARS_MAX_THREADS"] = str(threads)
os.environ["OMP_NUM_THREADS"] = str(threads)

import numpy as np
import onnxruntime

# As many rows a call as the model is quickest with; all libraries and ours have the same.
ROWS_PER_CALL = 1024

options = onnxruntime.SessionOptions()
options.intra_op_num_threads = threads
options.inter_op_num_threads = 1
session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
name = session.get_inputs()[0].name
outputs = [output.name for output in session.get_outputs()]


def score(rows):
    parts = [session.run(outputs, {name: rows[at : at + ROWS_PER_CALL]}) for at in range(0, len(rows), ROWS_PER_CALL)]
    columns = {}
    for index, output in enumerate(outputs):
        values = np.concatenate([part[index] for part in parts])
        if values.ndim == 1 or values.shape[1] == 1:
            columns[output] = values.reshape(-1)
        else:
            columns.update({f"{output}_{at}": np.ascontiguousarray(values[:, at]) for at in range(values.shape[1])})
    return columns


if library == "pandas":
    import pandas

    def run():
        frame = pandas.read_csv(source) if source.endswith(".csv") else pandas.read_parquet(source)
        columns = score(np.ascontiguousarray(frame.to_numpy(dtype=np.float32)))
        pandas.DataFrame(columns).to_csv(target, index=False)
        return columns

elif library == "polars":
    import polars

    def run():
        frame = polars.read_csv(source) if source.endswith(".csv") else polars.read_parquet(source)
        columns = score(np.ascontiguousarray(frame.cast(polars.Float32).to_numpy()))
        polars.DataFrame(columns).write_csv(target)
        return columns

else:
    import pyarrow
    import pyarrow.csv
    import pyarrow.parquet

    pyarrow.set_cpu_count(threads)

    def run():
        table = pyarrow.csv.read_csv(source) if source.endswith(".csv") else pyarrow.parquet.read_table(source)
        rows = np.empty((table.num_rows, table.num_columns), dtype=np.float32)
        for at, column in enumerate(table.columns):
            rows[:, at] = column.to_numpy()
        columns = score(rows)
        pyarrow.csv.write_csv(pyarrow.table(columns), target)
        return columns


started, used = time.perf_counter(), time.process_time()
columns = run()
seconds, used = time.perf_counter() - started, time.process_time() - used
last = list(columns.values())[-1]
print(seconds, used, len(last), float(np.sum(last, dtype=np.float64)))
