"""BentoML: one worker; BATCH rows at most are gathered for a call of the model (1: none)."""

import os

import bentoml
from onnx_model import OnnxModel

BATCH = int(os.environ.get("BATCH", "1"))
BATCHING = {} if BATCH == 1 else {"batchable": True, "max_batch_size": BATCH}


@bentoml.service(workers=1, logging={"access": {"enabled": False}})
class Scorer:
    def __init__(self) -> None:
        self.model = OnnxModel()

    @bentoml.api(route="/predict", **BATCHING)
    def predict(self, instances: list[list[float]]) -> list[float]:
        return self.model.scores(instances).tolist()
