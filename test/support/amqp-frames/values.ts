/** A value of AMQP's own type system, with the name of its type. @see OASIS AMQP 1.0, part 1, section 1.6 */
export type AmqpValue =
  | { readonly type: 'list' | 'array'; readonly value: readonly AmqpValue[] }
  | { readonly type: 'map'; readonly value: ReadonlyMap<unknown, AmqpValue> }
  | { readonly type: 'described'; readonly code: number; readonly value: AmqpValue }
  | { readonly type: Primitive; readonly value: unknown };

type Primitive =
  | 'null'
  | 'boolean'
  | 'ubyte'
  | 'ushort'
  | 'uint'
  | 'ulong'
  | 'byte'
  | 'short'
  | 'int'
  | 'long'
  | 'float'
  | 'double'
  | 'timestamp'
  | 'uuid'
  | 'binary'
  | 'string'
  | 'symbol';

type Cursor = { readonly bytes: Buffer; at: number };

/** Written without the client's own decoder, which the tests are to judge. */
export function readValue(cursor: Cursor): AmqpValue {
  const code = cursor.bytes.readUInt8(cursor.at);
  cursor.at += 1;
  if (code !== DESCRIBED) return readBy(code, cursor);
  const descriptor = readValue(cursor);
  return { type: 'described', code: Number(descriptor.value), value: readValue(cursor) };
}

const DESCRIBED = 0x00;

function readBy(code: number, cursor: Cursor): AmqpValue {
  const constant = CONSTANTS[code];
  if (constant) return constant;
  const fixed = FIXED[code];
  if (fixed) {
    const [type, width, read] = fixed;
    return { type, value: read(take(cursor, width)) };
  }
  const width = code % 0x20 < 0x10 ? 1 : 4;
  const type = VARIABLE[code & ~0x10];
  if (type === undefined) throw new TypeError(`no type has the code 0x${code.toString(16)}`);
  if (type === 'list' || type === 'map' || type === 'array') return readMany(type, width, cursor);
  const content = take(cursor, readLength(cursor, width));
  return { type, value: type === 'binary' ? content : content.toString() };
}

function readMany(type: 'list' | 'map' | 'array', width: number, cursor: Cursor): AmqpValue {
  readLength(cursor, width);
  const count = readLength(cursor, width);
  if (type === 'array') return { type, value: readItems(count, cursor) };
  const items = Array.from({ length: count }, () => readValue(cursor));
  if (type === 'list') return { type, value: items };
  return { type, value: new Map(pairsOf(items)) };
}

/** One constructor for all of them. */
function readItems(count: number, cursor: Cursor): AmqpValue[] {
  const [code = DESCRIBED] = take(cursor, 1);
  return Array.from({ length: count }, () => readBy(code, cursor));
}

function pairsOf(items: readonly AmqpValue[]): [unknown, AmqpValue][] {
  return items.flatMap((key, index): [unknown, AmqpValue][] => {
    const value = items[index + 1];
    return index % 2 === 0 && value ? [[key.value, value]] : [];
  });
}

function readLength(cursor: Cursor, width: number): number {
  return take(cursor, width).readUIntBE(0, width);
}

function take(cursor: Cursor, width: number): Buffer {
  const taken = cursor.bytes.subarray(cursor.at, cursor.at + width);
  cursor.at += width;
  return taken;
}

const CONSTANTS: Readonly<Record<number, AmqpValue>> = {
  0x40: { type: 'null', value: null },
  0x41: { type: 'boolean', value: true },
  0x42: { type: 'boolean', value: false },
  0x43: { type: 'uint', value: 0 },
  0x44: { type: 'ulong', value: 0 },
  0x45: { type: 'list', value: [] },
};

const FIXED: Readonly<Record<number, readonly [Primitive, number, (bytes: Buffer) => unknown]>> = {
  0x50: ['ubyte', 1, (bytes) => bytes.readUInt8()],
  0x51: ['byte', 1, (bytes) => bytes.readInt8()],
  0x52: ['uint', 1, (bytes) => bytes.readUInt8()],
  0x53: ['ulong', 1, (bytes) => bytes.readUInt8()],
  0x54: ['int', 1, (bytes) => bytes.readInt8()],
  0x55: ['long', 1, (bytes) => bytes.readInt8()],
  0x56: ['boolean', 1, (bytes) => bytes.readUInt8() === 1],
  0x60: ['ushort', 2, (bytes) => bytes.readUInt16BE()],
  0x61: ['short', 2, (bytes) => bytes.readInt16BE()],
  0x70: ['uint', 4, (bytes) => bytes.readUInt32BE()],
  0x71: ['int', 4, (bytes) => bytes.readInt32BE()],
  0x72: ['float', 4, (bytes) => bytes.readFloatBE()],
  0x80: ['ulong', 8, (bytes) => Number(bytes.readBigUInt64BE())],
  0x81: ['long', 8, (bytes) => Number(bytes.readBigInt64BE())],
  0x82: ['double', 8, (bytes) => bytes.readDoubleBE()],
  0x83: ['timestamp', 8, (bytes) => Number(bytes.readBigInt64BE())],
  0x98: ['uuid', 16, (bytes) => bytes.toString('hex')],
};

/** By the code of their short form; the long form has a length of four bytes. */
const VARIABLE: Readonly<
  Record<number, 'binary' | 'string' | 'symbol' | 'list' | 'map' | 'array'>
> = {
  0xa0: 'binary',
  0xa1: 'string',
  0xa3: 'symbol',
  0xc0: 'list',
  0xc1: 'map',
  0xe0: 'array',
};
