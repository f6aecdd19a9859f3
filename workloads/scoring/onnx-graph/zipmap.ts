import { nodeOf, TensorType, type OnnxNode } from './model.js';
import { Fields, integerField, lengthDelimited } from './protobuf.js';

const GRAPH = 7;
const OPSETS = 8;
const NODE = 1;
const OUTPUT = 12;
/** The operator set that has Identity as it is used here and that every runtime knows. */
const IDENTITY_SINCE = 9;

/**
 * Cuts ZipMap off a model. skl2onnx ends classifiers with it by default: it turns the tensor of probabilities into a list of maps from class to
 * probability, and onnxruntime-node cannot return maps. In its place comes an Identity, so that the output keeps its name and is the tensor
 * that fed it, a column per class in the order of the labels (`schemaOf` reads their names from the model as it was). Everything else keeps its
 * bytes; a model without ZipMap comes back as it is.
 */
export function withoutZipMap(bytes: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  let cut = false;
  let hasOpset = false;
  for (const { number, raw, value } of fieldsOf(bytes)) {
    const graph = number === GRAPH && value !== undefined ? graphWithoutZipMap(value) : undefined;
    if (number === OPSETS && value !== undefined) hasOpset ||= isDefaultDomain(value);
    cut ||= graph !== undefined;
    parts.push(graph === undefined ? raw : lengthDelimited(GRAPH, graph));
  }
  if (!cut) return bytes;
  if (!hasOpset) parts.push(lengthDelimited(OPSETS, Buffer.concat([lengthDelimited(1, Buffer.from('')), integerField(2, IDENTITY_SINCE)])));
  return Buffer.concat(parts);
}

/** The labels of a ZipMap, in the order of the columns that feed it. */
export function zipMapLabels({ attributes }: OnnxNode): readonly string[] {
  const texts = attributes.get('classlabels_strings')?.texts ?? [];
  return texts.length > 0 ? texts : (attributes.get('classlabels_int64s')?.integers ?? []).map(String);
}

export function isZipMap({ operator, domain }: Pick<OnnxNode, 'operator' | 'domain'>): boolean {
  return operator === 'ZipMap' && domain === 'ai.onnx.ml';
}

function graphWithoutZipMap(bytes: Uint8Array): Uint8Array | undefined {
  const columns = new Map<string, number>();
  const parts = [...fieldsOf(bytes)].map(({ number, raw, value }) => {
    if (number !== NODE || value === undefined || !isZipMap(kindOf(value))) return { number, raw, value };
    const node = nodeOf(value);
    const [from = ''] = node.inputs;
    const [to = ''] = node.outputs;
    columns.set(to, zipMapLabels(node).length);
    return { number, raw: lengthDelimited(NODE, identity(from, to)), value: undefined };
  });
  if (columns.size === 0) return undefined;
  return Buffer.concat(
    parts.map(({ number, raw, value }) => {
      const name = number === OUTPUT && value !== undefined ? nameOf(value) : undefined;
      const width = name === undefined ? undefined : columns.get(name);
      return name === undefined || width === undefined ? raw : lengthDelimited(OUTPUT, tensorOutput(name, width));
    }),
  );
}

/** What a node is, without its attributes: those of trees are the whole model. */
function kindOf(bytes: Uint8Array): Pick<OnnxNode, 'operator' | 'domain'> {
  let operator = '';
  let domain = '';
  for (const fields = new Fields(bytes); fields.next();) {
    if (fields.number === 4) operator = fields.text();
    else if (fields.number === 7) domain = fields.text();
    else fields.skip();
  }
  return { operator, domain };
}

function identity(from: string, to: string): Uint8Array {
  return Buffer.concat([
    lengthDelimited(1, Buffer.from(from)),
    lengthDelimited(2, Buffer.from(to)),
    lengthDelimited(4, Buffer.from('Identity')),
  ]);
}

/** A ValueInfoProto: 32-bit floats, any number of rows. */
function tensorOutput(name: string, width: number): Uint8Array {
  const shape = Buffer.concat([lengthDelimited(1, Buffer.alloc(0)), lengthDelimited(1, integerField(1, width))]);
  const tensor = Buffer.concat([integerField(1, TensorType.float), lengthDelimited(2, shape)]);
  return Buffer.concat([lengthDelimited(1, Buffer.from(name)), lengthDelimited(2, lengthDelimited(1, tensor))]);
}

function nameOf(bytes: Uint8Array): string {
  for (const fields = new Fields(bytes); fields.next(); fields.skip()) if (fields.number === 1) return fields.text();
  return '';
}

function isDefaultDomain(bytes: Uint8Array): boolean {
  return ['', 'ai.onnx'].includes(nameOf(bytes));
}

/** Every field with its own bytes, to be written again; `value` where it is length-delimited. */
function* fieldsOf(bytes: Uint8Array): Generator<{ number: number; raw: Uint8Array; value: Uint8Array | undefined }> {
  const fields = new Fields(bytes);
  for (let from = fields.at; fields.next(); from = fields.at) {
    const { number } = fields;
    const value = fields.wire === 2 ? fields.bytes() : fields.skip();
    yield { number, raw: bytes.subarray(from, fields.at), value: value ?? undefined };
  }
}
