"""FastAPI as its tutorial has it: request and answer are pydantic models. `async`, since a thread for each call of some microseconds costs more."""

import uvicorn
from fastapi import FastAPI
from onnx_model import PORT, OnnxModel
from pydantic import BaseModel

app = FastAPI()
model = OnnxModel()


class Rows(BaseModel):
    instances: list[list[float]]


class Scores(BaseModel):
    predictions: list[float]


@app.get("/ping")
async def ping() -> None:
    return None


@app.post("/predict")
async def predict(rows: Rows) -> Scores:
    return Scores(predictions=model.scores(rows.instances).tolist())


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=PORT, loop="uvloop", http="httptools", log_level="warning", access_log=False)
