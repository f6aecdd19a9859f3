"""LitServe: one worker; BATCH requests at most are gathered for a call of the model (1: none)."""

import os

import litserve
import numpy as np
from onnx_model import PORT, OnnxModel

BATCH = int(os.environ.get("BATCH", "1"))


class OneByOne(litserve.LitAPI):
    def setup(self, device):
        self.model = OnnxModel()

    def decode_request(self, request):
        return request["instances"]

    def predict(self, rows):
        return self.model.scores(rows)

    def encode_response(self, scores):
        return {"predictions": scores.tolist()}


class Gathered(OneByOne):
    def batch(self, requests):
        return requests

    def predict(self, requests):
        scores = self.model.scores([row for rows in requests for row in rows])
        return np.split(scores, np.cumsum([len(rows) for rows in requests])[:-1])

    def unbatch(self, scores):
        return scores


if __name__ == "__main__":
    api = OneByOne() if BATCH == 1 else Gathered(max_batch_size=BATCH, batch_timeout=0.001)
    server = litserve.LitServer(api, accelerator="cpu", workers_per_device=1)
    server.run(host="127.0.0.1", port=PORT, num_api_servers=1, log_level="warning", generate_client_file=False)
