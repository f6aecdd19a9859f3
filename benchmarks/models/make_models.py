"""Makes the two models that every serving benchmark measures, and the rows that it sends.

    python -m venv .venv && .venv/bin/pip install -r requirements.txt
    .venv/bin/python make_models.py

trees.onnx: 100 boosted trees of depth 6 on 30 features, as skl2onnx writes a classifier (label, probabilities).
network.onnx: 30-128-64-1 with ReLU and a sigmoid (probability).
rows.csv: 1,000 distinct rows of seven significant digits, without a header: repeating one row would train the branch predictor.
Running it again with the same versions writes the same bytes.
"""

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import skl2onnx
from onnx import TensorProto, helper, numpy_helper
from sklearn.datasets import make_classification
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.neural_network import MLPClassifier

HERE = Path(__file__).resolve().parent
SEED = 7
FEATURES = 30
ROWS = 1000
OPSETS = {"": 17, "ai.onnx.ml": 3}
AGREEMENT = 2e-6


def trees(features, labels):
    model = GradientBoostingClassifier(n_estimators=100, max_depth=6, subsample=0.8, random_state=SEED).fit(features, labels)
    graph = skl2onnx.to_onnx(model, features[:1], options={"zipmap": False}, target_opset=OPSETS)
    # The exporter keeps the operator sets in a set: their order would change from run to run, and with it the bytes.
    opsets = sorted(graph.opset_import, key=lambda opset: opset.domain, reverse=True)
    del graph.opset_import[:]
    graph.opset_import.extend(opsets)
    return graph, model.predict_proba(features)


def network(features, labels):
    model = MLPClassifier((128, 64), max_iter=40, random_state=SEED).fit(features, labels)
    nodes, weights, given = [], [], "X"
    for layer, (coefficients, intercepts) in enumerate(zip(model.coefs_, model.intercepts_)):
        last = layer == len(model.coefs_) - 1
        names = [f"weights{layer}", f"bias{layer}"]
        weights += [numpy_helper.from_array(values.astype(np.float32), name) for values, name in zip((coefficients, intercepts), names)]
        nodes.append(helper.make_node("Gemm", [given, *names], [f"sum{layer}"]))
        given = "probability" if last else f"layer{layer}"
        nodes.append(helper.make_node("Sigmoid" if last else "Relu", [f"sum{layer}"], [given]))
    inputs = [helper.make_tensor_value_info("X", TensorProto.FLOAT, [None, FEATURES])]
    outputs = [helper.make_tensor_value_info("probability", TensorProto.FLOAT, [None, 1])]
    graph = helper.make_graph(nodes, "network", inputs, outputs, weights)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSETS[""])], ir_version=8), model.predict_proba(features)[:, 1:]


def write(name, graph, features, expected):
    onnx.checker.check_model(graph)
    data = graph.SerializeToString(deterministic=True)
    session = onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"])
    given = session.run(None, {session.get_inputs()[0].name: features})[-1]
    worst = float(np.abs(given - expected).max())
    assert worst <= AGREEMENT, f"{name} differs from scikit-learn by {worst}"
    (HERE / name).write_bytes(data)
    print(f"{name}: {len(data)} bytes, largest difference from scikit-learn {worst:.1e}")


def main():
    features, labels = make_classification(8000, FEATURES, n_informative=20, flip_y=0.05, random_state=SEED)
    features = features.astype(np.float32)
    for name, make in (("trees.onnx", trees), ("network.onnx", network)):
        graph, expected = make(features, labels)
        write(name, graph, features, expected)
    (HERE / "rows.csv").write_text("".join(",".join(f"{value:.7g}" for value in row) + "\n" for row in features[:ROWS]))


if __name__ == "__main__":
    main()
