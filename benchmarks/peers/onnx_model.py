"""The model behind every peer: onnxruntime with one thread, rows in, one score a row out.

Reads MODEL (an .onnx file) and PORT from the environment, as benchmarks/peers.ts sets them.
"""

import os

import numpy as np
import onnxruntime

PORT = int(os.environ.get("PORT", "0"))


class OnnxModel:
    def __init__(self, path: str = os.environ.get("MODEL", "")):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        self.input = self.session.get_inputs()[0].name
        # A classifier's last output holds the probabilities, a network's only one the score.
        self.output = self.session.get_outputs()[-1].name

    def scores(self, rows) -> np.ndarray:
        """The last column of the last output: the probability of the second class, or the score."""
        (out,) = self.session.run([self.output], {self.input: np.asarray(rows, dtype=np.float32)})
        return np.ascontiguousarray(out[:, -1])
