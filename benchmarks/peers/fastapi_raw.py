"""FastAPI with the validation taken out: the body as bytes, orjson both ways."""

import orjson
import uvicorn
from fastapi import FastAPI, Request, Response
from onnx_model import PORT, OnnxModel

app = FastAPI()
model = OnnxModel()


@app.get("/ping")
async def ping() -> None:
    return None


@app.post("/predict")
async def predict(request: Request) -> Response:
    rows = orjson.loads(await request.body())["instances"]
    answer = {"predictions": model.scores(rows)}
    return Response(orjson.dumps(answer, option=orjson.OPT_SERIALIZE_NUMPY), media_type="application/json")


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=PORT, loop="uvloop", http="httptools", log_level="warning", access_log=False)
