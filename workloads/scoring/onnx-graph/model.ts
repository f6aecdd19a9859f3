import { SlipwayError } from '../../../core/errors/index.js';
import { Fields, Malformed } from './protobuf.js';

/** An ONNX model, as far as it is needed to know what a graph takes, gives and is made of. */
export interface OnnxModel {
  /** Versions of operator sets by domain; '' is ONNX's own. */
  readonly opsets: ReadonlyMap<string, number>;
  readonly nodes: readonly OnnxNode[];
  readonly constants: ReadonlyMap<string, OnnxTensor>;
  /** Without those that are constants. */
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
}

export interface OnnxNode {
  readonly domain: string;
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, OnnxAttribute>;
}

/** Of an attribute, the list that it has; a single value is a list of one. */
export interface OnnxAttribute {
  readonly floats: readonly number[];
  readonly integers: readonly number[];
  readonly texts: readonly string[];
  readonly tensor?: OnnxTensor;
}

export interface OnnxTensor {
  readonly type: number;
  readonly shape: readonly number[];
  /** Absent where the tensor holds neither floats nor doubles, or lies in another file. */
  readonly numbers?: readonly number[];
}

/** An input or output: `type` and `shape` are absent where it is no tensor; a dimension is undefined where the graph leaves it open. */
export interface OnnxValue {
  readonly name: string;
  readonly type?: number;
  readonly shape?: readonly (number | undefined)[];
}

/** TensorProto.DataType of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto, whose field numbers this file reads by. */
export const TensorType = { float: 1, int32: 6, int64: 7, string: 8, bool: 9, double: 11 } as const;

/** Reads a model from the bytes of its file. */
export function readModel(bytes: Uint8Array, source: string): OnnxModel {
  try {
    return modelOf(bytes);
  } catch (cause) {
    if (!(cause instanceof Malformed)) throw cause;
    throw new SlipwayError('model-unreadable', `this is no ONNX model: ${cause.message}`, { source }, { cause });
  }
}

function modelOf(bytes: Uint8Array): OnnxModel {
  const opsets = new Map<string, number>();
  let graph: Uint8Array | undefined;
  for (const fields = new Fields(bytes); fields.next();) {
    if (fields.number === 7) graph = fields.bytes();
    else if (fields.number === 8) opsets.set(...opsetOf(fields.bytes()));
    else fields.skip();
  }
  if (graph === undefined) throw new Malformed('it holds no graph');
  return { opsets, ...graphOf(graph) };
}

function opsetOf(bytes: Uint8Array): [string, number] {
  let domain = '';
  let version = 0;
  for (const fields = new Fields(bytes); fields.next();) {
    if (fields.number === 1) domain = fields.text();
    else if (fields.number === 2) version = fields.integer();
    else fields.skip();
  }
  return [domain === 'ai.onnx' ? '' : domain, version];
}

function graphOf(bytes: Uint8Array): Omit<OnnxModel, 'opsets'> {
  const nodes: OnnxNode[] = [];
  const constants = new Map<string, OnnxTensor>();
  const inputs: OnnxValue[] = [];
  const outputs: OnnxValue[] = [];
  for (const fields = new Fields(bytes); fields.next();) {
    if (fields.number === 1) nodes.push(nodeOf(fields.bytes()));
    else if (fields.number === 5) constants.set(...namedTensorOf(fields.bytes()));
    else if (fields.number === 11) inputs.push(valueOf(fields.bytes()));
    else if (fields.number === 12) outputs.push(valueOf(fields.bytes()));
    else fields.skip();
  }
  return { nodes, constants, inputs: inputs.filter(({ name }) => !constants.has(name)), outputs };
}

export function nodeOf(bytes: Uint8Array): OnnxNode {
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes = new Map<string, OnnxAttribute>();
  let operator = '';
  let domain = '';
  for (const fields = new Fields(bytes); fields.next();) {
    if (fields.number === 1) inputs.push(fields.text());
    else if (fields.number === 2) outputs.push(fields.text());
    else if (fields.number === 4) operator = fields.text();
    else if (fields.number === 5) attributes.set(...attributeOf(fields.bytes()));
    else if (fields.number === 7) domain = fields.text();
    else fields.skip();
  }
  return { domain: domain === 'ai.onnx' ? '' : domain, operator, inputs, outputs, attributes };
}

function attributeOf(bytes: Uint8Array): [string, OnnxAttribute] {
  const floats: number[] = [];
  const integers: number[] = [];
  const texts: string[] = [];
  let name = '';
  let tensor: OnnxTensor | undefined;
  for (const fields = new Fields(bytes); fields.next();) {
    if (fields.number === 1) name = fields.text();
    else if (fields.number === 2 || fields.number === 7) fields.floatsInto(floats);
    else if (fields.number === 3 || fields.number === 8) fields.integersInto(integers);
    else if (fields.number === 4 || fields.number === 9) texts.push(fields.text());
    else if (fields.number === 5) [, tensor] = namedTensorOf(fields.bytes());
    else fields.skip();
  }
  return [name, { floats, integers, texts, ...(tensor === undefined ? {} : { tensor }) }];
}

function namedTensorOf(bytes: Uint8Array): [string, OnnxTensor] {
  const shape: number[] = [];
  const listed: number[] = [];
  let name = '';
  let type = 0;
  let raw: Uint8Array | undefined;
  let elsewhere = false;
  for (const fields = new Fields(bytes); fields.next();) {
    if (fields.number === 1) fields.integersInto(shape);
    else if (fields.number === 2) type = fields.integer();
    else if (fields.number === 4) fields.floatsInto(listed);
    else if (fields.number === 8) name = fields.text();
    else if (fields.number === 9) raw = fields.bytes();
    else if (fields.number === 10) fields.doublesInto(listed);
    else if (fields.number === 13) elsewhere = fields.bytes().length >= 0;
    else fields.skip();
  }
  const known = !elsewhere && (type === TensorType.float || type === TensorType.double);
  return [name, { type, shape, ...(known ? { numbers: raw === undefined ? listed : numbersOf(raw, type) } : {}) }];
}

function numbersOf(raw: Uint8Array, type: number): number[] {
  const size = type === TensorType.float ? 4 : 8;
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  return Array.from({ length: Math.floor(raw.length / size) }, (_, index) =>
    size === 4 ? view.getFloat32(index * 4, true) : view.getFloat64(index * 8, true),
  );
}

export function valueOf(bytes: Uint8Array): OnnxValue {
  let name = '';
  let tensor: Omit<OnnxValue, 'name'> = {};
  for (const fields = new Fields(bytes); fields.next();) {
    if (fields.number === 1) name = fields.text();
    else if (fields.number === 2) tensor = typeOf(fields.bytes());
    else fields.skip();
  }
  return { name, ...tensor };
}

/** TypeProto: its field 1 is a tensor; sequences, maps and the like have others. */
function typeOf(bytes: Uint8Array): Omit<OnnxValue, 'name'> {
  let type: number | undefined;
  let shape: readonly (number | undefined)[] | undefined;
  for (const fields = new Fields(bytes); fields.next();) {
    if (fields.number !== 1) fields.skip();
    else {
      for (const tensor = new Fields(fields.bytes()); tensor.next();) {
        if (tensor.number === 1) type = tensor.integer();
        else if (tensor.number === 2) shape = shapeOf(tensor.bytes());
        else tensor.skip();
      }
    }
  }
  return { ...(type === undefined ? {} : { type }), ...(shape === undefined ? {} : { shape }) };
}

function shapeOf(bytes: Uint8Array): (number | undefined)[] {
  const shape: (number | undefined)[] = [];
  for (const fields = new Fields(bytes); fields.next();) {
    if (fields.number !== 1) fields.skip();
    else {
      let size: number | undefined;
      for (const dimension = new Fields(fields.bytes()); dimension.next();) {
        if (dimension.number === 1) size = dimension.integer();
        else dimension.skip();
      }
      shape.push(size !== undefined && size > 0 ? size : undefined);
    }
  }
  return shape;
}
