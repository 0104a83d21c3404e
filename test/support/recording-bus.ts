import { createHash } from 'node:crypto';
import type { TestContext } from 'node:test';
import * as v from 'valibot';
import { parseDeviceEvent } from './device-event.ts';
import { eventBusServer } from './event-bus-server.ts';
import type { Attempted } from './history/facts.ts';
import { type Found, toAttempted } from './probe.ts';

export type RecordingBus = {
  readonly url: string;
  /** What came, in the order in which it was answered. */
  readonly attempts: readonly Attempted[];
};

const detail = v.object({
  tenant: v.string(),
  device: v.string(),
  position: v.object({ topic: v.string(), partition: v.number(), offset: v.number() }),
  payload: v.union([v.object({ base64: v.string() }), v.object({ json: v.unknown() })]),
});

/** An event bus that refuses poisons for ever, and others at random for now. @param failureRate share of attempts */
export async function recordingBus(t: TestContext, failureRate: number): Promise<RecordingBus> {
  const attempts: Attempted[] = [];
  const url = await eventBusServer(t, (text) => {
    const found = toFound(text);
    const { id, poison } = parseDeviceEvent(found.payload);
    if (poison) {
      attempts.push(toAttempted(found, 'unprocessable'));
      return 'MalformedDetail';
    }
    const earlier = attempts.filter((attempt) => attempt.id === id).length;
    const isFailing = fallsInto(`${id}/${earlier}`, failureRate);
    attempts.push(toAttempted(found, isFailing ? 'failed' : 'processed'));
    return isFailing ? 'ThrottlingException' : undefined;
  });
  return { url, attempts };
}

function toFound(text: string): Found {
  const { tenant, device, position, payload } = v.parse(detail, JSON.parse(text));
  const { topic, partition, offset } = position;
  const bytes = 'base64' in payload ? Buffer.from(payload.base64, 'base64') : toBytes(payload.json);
  return { tenant, device, topic, partition, offset, payload: bytes };
}

/** As the virtual device wrote it. */
function toBytes(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}

/** The same for the same text. */
function fallsInto(text: string, share: number): boolean {
  return createHash('sha256').update(text).digest().readUInt32BE() < share * 2 ** 32;
}
