import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/**
 * Writes ONNX models. Field numbers: onnx.proto3 of ONNX 1.17 (github.com/onnx/onnx), IR version 10.
 */

/** Types of tensors that the graphs here have, by NumPy's names. */
export type ElementType = 'float32' | 'float16' | 'uint8' | 'int32' | 'int64';

/** TensorProto.DataType */
export const DATA_TYPE: Readonly<Record<ElementType, number>> = {
  float32: 1,
  uint8: 2,
  int32: 6,
  int64: 7,
  float16: 10,
};

/** A number is an integer attribute; floats are marked, since JavaScript does not tell 1 from 1.0. */
export type Attribute = number | string | readonly number[] | { readonly float: number };

/** NodeProto: one operator. An input named '' is one that it may lack and does. */
export interface Node {
  readonly op: string;
  /** '' is ONNX's own operator set. */
  readonly domain?: 'com.microsoft';
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, Attribute>>;
}

/** A string is a symbolic dimension. */
export interface ValueInfo {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly (number | string)[];
}

/** TensorProto: a constant of the graph, in row-major order, within the model file or in a file beside it. */
export interface Initializer {
  readonly name: string;
  readonly type: ElementType;
  readonly dims: readonly number[];
  readonly data: Uint8Array | { readonly file: string; readonly offset: number; readonly bytes: number };
}

/** GraphProto; the nodes are in topological order. */
export interface Graph {
  readonly name: string;
  readonly nodes: readonly Node[];
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  readonly initializers: readonly Initializer[];
}

const IR_VERSION = 10;
const OPSETS = { '': 21, 'com.microsoft': 1 } as const;
const ATTRIBUTE_TYPE = { float: 1, int: 2, string: 3, ints: 7 } as const;
const EXTERNAL = 1;

/** Serialises a graph as a ModelProto. */
export function encodeModel(graph: Graph): Uint8Array<ArrayBuffer> {
  const writer = new BinaryWriter();
  int(writer, 1, IR_VERSION);
  text(writer, 2, 'telechat-writer');
  message(writer, 7, (w) => writeGraph(w, graph));
  for (const [domain, version] of Object.entries(OPSETS)) {
    message(writer, 8, (w) => {
      text(w, 1, domain);
      int(w, 2, version);
    });
  }
  return new Uint8Array(writer.finish());
}

function writeGraph(writer: BinaryWriter, graph: Graph): void {
  for (const node of graph.nodes) message(writer, 1, (w) => writeNode(w, node));
  text(writer, 2, graph.name);
  for (const tensor of graph.initializers) message(writer, 5, (w) => writeInitializer(w, tensor));
  for (const input of graph.inputs) message(writer, 11, (w) => writeValueInfo(w, input));
  for (const output of graph.outputs) message(writer, 12, (w) => writeValueInfo(w, output));
}

function writeNode(writer: BinaryWriter, node: Node): void {
  for (const input of node.inputs) text(writer, 1, input);
  for (const output of node.outputs) text(writer, 2, output);
  text(writer, 3, node.outputs[0] ?? node.op);
  text(writer, 4, node.op);
  for (const [name, value] of Object.entries(node.attributes ?? {})) {
    message(writer, 5, (w) => writeAttribute(w, name, value));
  }
  if (node.domain) text(writer, 7, node.domain);
}

function writeAttribute(writer: BinaryWriter, name: string, value: Attribute): void {
  text(writer, 1, name);
  if (typeof value === 'number') {
    int(writer, 3, value);
    int(writer, 20, ATTRIBUTE_TYPE.int);
  } else if (typeof value === 'string') {
    text(writer, 4, value);
    int(writer, 20, ATTRIBUTE_TYPE.string);
  } else if ('float' in value) {
    writer.tag(2, WireType.Bit32).float(value.float);
    int(writer, 20, ATTRIBUTE_TYPE.float);
  } else {
    for (const item of value) int(writer, 8, item);
    int(writer, 20, ATTRIBUTE_TYPE.ints);
  }
}

function writeInitializer(writer: BinaryWriter, tensor: Initializer): void {
  for (const dim of tensor.dims) int(writer, 1, dim);
  int(writer, 2, DATA_TYPE[tensor.type]);
  text(writer, 8, tensor.name);
  const { data } = tensor;
  if (data instanceof Uint8Array) {
    writer.tag(9, WireType.LengthDelimited).bytes(data);
    return;
  }
  const external = { location: data.file, offset: String(data.offset), length: String(data.bytes) };
  for (const [key, value] of Object.entries(external)) {
    message(writer, 13, (w) => {
      text(w, 1, key);
      text(w, 2, value);
    });
  }
  int(writer, 14, EXTERNAL);
}

function writeValueInfo(writer: BinaryWriter, value: ValueInfo): void {
  text(writer, 1, value.name);
  message(writer, 2, (type) => {
    message(type, 1, (tensor) => {
      int(tensor, 1, DATA_TYPE[value.type]);
      message(tensor, 2, (shape) => {
        for (const dim of value.shape) {
          message(shape, 1, (w) => (typeof dim === 'number' ? int(w, 1, dim) : text(w, 2, dim)));
        }
      });
    });
  });
}

function message(writer: BinaryWriter, field: number, write: (writer: BinaryWriter) => void): void {
  writer.tag(field, WireType.LengthDelimited).fork();
  write(writer);
  writer.join();
}

function text(writer: BinaryWriter, field: number, value: string): void {
  writer.tag(field, WireType.LengthDelimited).string(value);
}

function int(writer: BinaryWriter, field: number, value: number): void {
  writer.tag(field, WireType.Varint).int64(value);
}
