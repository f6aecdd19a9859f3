"""MLServer in process (`parallel_workers` 0) with a runtime of one's own, as its documentation has it: there is none for ONNX."""

import asyncio

from mlserver import MLModel, MLServer, ModelSettings, Settings
from mlserver.codecs import NumpyCodec
from mlserver.types import InferenceRequest, InferenceResponse
from onnx_model import PORT, OnnxModel


class OnnxRuntime(MLModel):
    async def load(self) -> bool:
        self.model = OnnxModel()
        return True

    async def predict(self, payload: InferenceRequest) -> InferenceResponse:
        rows = NumpyCodec.decode_input(payload.inputs[0])
        return InferenceResponse(model_name=self.name, outputs=[NumpyCodec.encode_output("predictions", self.model.scores(rows))])


async def main() -> None:
    settings = Settings(
        host="127.0.0.1", http_port=PORT, grpc_port=0, parallel_workers=0, metrics_endpoint=None, debug=False, use_structured_logging=False
    )
    server = MLServer(settings)
    await server.start([ModelSettings(name="model", implementation=OnnxRuntime)])


if __name__ == "__main__":
    asyncio.run(main())
