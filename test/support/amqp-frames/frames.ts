import { type AmqpValue, readValue } from './values.ts';

/** One performative as it went over the wire. @see OASIS AMQP 1.0, part 2, section 2.7 */
export type Frame = {
  readonly from: 'client' | 'network';
  readonly performative: Performative;
  /** In the order of the specification; what is left out at the end is missing. */
  readonly fields: readonly AmqpValue[];
  /** What follows the performative: of a transfer the message, or a part of it. */
  readonly payload: Buffer;
};

export type Performative = (typeof PERFORMATIVES)[keyof typeof PERFORMATIVES];

const PERFORMATIVES = {
  0x10: 'open',
  0x11: 'begin',
  0x12: 'attach',
  0x13: 'flow',
  0x14: 'transfer',
  0x15: 'disposition',
  0x16: 'detach',
  0x17: 'end',
  0x18: 'close',
  0x40: 'sasl-mechanisms',
  0x41: 'sasl-init',
  0x42: 'sasl-challenge',
  0x43: 'sasl-response',
  0x44: 'sasl-outcome',
} as const;

/** @returns what reads the bytes of one direction as they come, and gives its frames. */
export function frameReader(from: Frame['from']): (bytes: Buffer) => Frame[] {
  let rest = Buffer.alloc(0);
  return (bytes) => {
    rest = Buffer.concat([rest, bytes]);
    const frames: Frame[] = [];
    for (let size = sizeOf(rest); size <= rest.length; size = sizeOf(rest)) {
      const frame = toFrame(from, rest.subarray(0, size));
      if (frame) frames.push(frame);
      rest = rest.subarray(size);
    }
    return frames;
  };
}

/** A protocol header has eight bytes, a frame begins with its size. */
function sizeOf(bytes: Buffer): number {
  if (bytes.length < 8) return Infinity;
  return isProtocolHeader(bytes) ? 8 : bytes.readUInt32BE();
}

function isProtocolHeader(bytes: Buffer): boolean {
  return bytes.subarray(0, 4).toString('latin1') === 'AMQP';
}

/** @returns undefined for what is no performative: protocol headers, and empty frames, which keep a connection alive. */
function toFrame(from: Frame['from'], bytes: Buffer): Frame | undefined {
  const start = 4 * bytes.readUInt8(4);
  if (isProtocolHeader(bytes) || bytes.length <= start) return undefined;
  const cursor = { bytes, at: start };
  const body = readValue(cursor);
  if (body.type !== 'described' || body.value.type !== 'list')
    throw new TypeError('no performative');
  const performative = PERFORMATIVES[body.code as keyof typeof PERFORMATIVES];
  return { from, performative, fields: body.value.value, payload: bytes.subarray(cursor.at) };
}
