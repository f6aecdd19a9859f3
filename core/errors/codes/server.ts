import type { ErrorEntry } from '../entry.js';

/** Thrown by the model server and the scorer. */
export const SERVER_ERRORS = {
  'model-unreadable': {
    blame: 'you',
    when: 'the model file cannot be loaded by the runtime',
    remedy: 'export the model again; the message holds what the runtime said',
  },
  'model-missing': {
    blame: 'you',
    when: 'there is no model where the server was told to look',
    remedy: 'give a folder that holds the model, or the file: ONNX, XGBoost or LightGBM',
  },
  'model-unsupported': {
    blame: 'you',
    when: 'a model file asks for something that is not reproduced here',
    remedy: 'do what the message names, or serve the model with its own library behind a stand-in',
  },
  'model-too-large': {
    blame: 'you',
    when: 'a model needs more memory than there is',
    remedy: 'train a smaller one, or give the machine more memory',
  },
  'runtime-missing': {
    blame: 'you',
    when: 'a model is to be served and onnxruntime-node is not installed',
    remedy: 'install it with the command that the message names',
  },
  'schema-mismatch': {
    blame: 'you',
    when: 'schema.json is not the schema of the model beside it',
    remedy: 'write the schema that belongs to this model',
  },
  'golden-rows': {
    blame: 'you',
    when: 'a model does not answer its golden rows as recorded',
    remedy: 'deploy the model that the rows were recorded with, or record them again on purpose',
  },
  'hung-up': {
    blame: 'you',
    when: 'the client of a request has closed its connection before the answer',
    remedy: 'wait longer on the side of the client, or send fewer rows at once',
  },
  'not-synchronous': {
    blame: 'you',
    when: 'an answer in the same turn is asked of a model whose engine answers later',
    remedy: 'await predict, or serve trees, which answer at once',
  },
  'no-finite-answer': {
    blame: 'you',
    when: 'a model gives NaN or infinity for a row',
    remedy: 'look at the values of the row that the message names, then at the model',
  },
  'server-setting': {
    blame: 'you',
    when: "a setting in the server's environment is not accepted",
    remedy: 'correct the variable that the message names',
  },
} as const satisfies Record<string, ErrorEntry>;
