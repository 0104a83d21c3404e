import type { SourceRecord } from '../../../event-source-mapping/index.ts';

export const TOPIC = 'hono.event.a-tenant';

/** A record of partition 0 with a key and a value; a test names what it is about. */
export function sourceRecord(about: Partial<SourceRecord> = {}): SourceRecord {
  return {
    topic: TOPIC,
    partition: 0,
    offset: 0,
    timestampMs: 1_700_000_000_000,
    timestampType: 'CREATE_TIME',
    key: Buffer.from('device'),
    value: Buffer.from('{}'),
    headers: [],
    ...about,
  };
}

/** Records of one partition at these offsets. */
export function recordsAt(offsets: readonly number[], partition = 0): readonly SourceRecord[] {
  return offsets.map((offset) => sourceRecord({ offset, partition }));
}

export function itemFailure(offset: number, partition = 0) {
  return { itemIdentifier: { partition: `${TOPIC}-${partition}`, offset } };
}
