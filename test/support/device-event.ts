import { createHash } from 'node:crypto';
import * as v from 'valibot';

const deviceEvent = v.object({
  id: v.string(),
  device: v.string(),
  sequence: v.number(),
  /** Tells the consumer under test never to succeed. */
  poison: v.boolean(),
});

/** What a virtual device reports, and what the probing consumer recognises. */
export type DeviceEvent = Readonly<v.InferOutput<typeof deviceEvent>>;

/** JSON, filled up to `size` bytes; longer when the event itself is. */
export function toPayload(event: DeviceEvent, size: number): Buffer {
  const bare = Buffer.byteLength(JSON.stringify({ ...event, padding: '' }));
  return Buffer.from(JSON.stringify({ ...event, padding: '~'.repeat(Math.max(0, size - bare)) }));
}

/** @throws {Error} when the bytes are no event of a virtual device */
export function parseDeviceEvent(bytes: Uint8Array): DeviceEvent {
  return v.parse(deviceEvent, JSON.parse(Buffer.from(bytes).toString('utf8')));
}

/** The digest of a payload that facts carry: SHA-256 in hexadecimal digits. */
export function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
