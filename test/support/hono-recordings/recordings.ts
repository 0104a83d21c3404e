import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import type { StoredRecord } from '../kafka.ts';
import { type HttpAnswer, parseAnswer } from './http-answer.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures/hono');

/** A record as far as two of them are compared. */
export type ComparedRecord = Pick<StoredRecord, 'topic' | 'key' | 'value' | 'headers'>;

export type Recording = {
  readonly id: string;
  readonly group: string;
  readonly name: string;
  /** Which adapter was asked: the one that authenticates devices, or the one that does not. */
  readonly adapter: 'authenticating' | 'open';
  readonly request: Buffer;
  readonly sentAtMs: number;
  /** Undefined where Hono did not answer. */
  readonly answer: HttpAnswer | undefined;
  /** Those on the topics of events and telemetry. */
  readonly records: readonly ComparedRecord[];
};

const bytes = v.union([
  v.pipe(
    v.object({ hex: v.string() }),
    v.transform(({ hex }) => Buffer.from(hex, 'hex')),
  ),
  v.pipe(
    v.object({ null: v.literal(true) }),
    v.transform(() => null),
  ),
]);

const line = v.object({
  id: v.string(),
  group: v.string(),
  name: v.string(),
  port: v.picklist([18080, 18090]),
  request_b64: v.nullish(v.string()),
  response_b64: v.string(),
  sent_at: v.number(),
  records: v.array(
    v.object({
      topic: v.string(),
      key: bytes,
      value: bytes,
      headers: v.array(v.object({ name: v.string(), value: bytes })),
    }),
  ),
});

export function loadRecordings(): Recording[] {
  const lines = readFileSync(join(FIXTURES, 'recordings.jsonl'), 'utf8').trimEnd().split('\n');
  return lines.map((text) => toRecording(v.parse(line, JSON.parse(text))));
}

function toRecording(recorded: v.InferOutput<typeof line>): Recording {
  const { id, group, name, request_b64: request, response_b64: answer } = recorded;
  return {
    id,
    group,
    name,
    adapter: recorded.port === 18080 ? 'authenticating' : 'open',
    request: request == null ? requestOfOneMebibyte() : Buffer.from(request, 'base64'),
    sentAtMs: recorded.sent_at,
    answer: parseAnswer(Buffer.from(answer, 'base64'), true),
    records: recorded.records.filter(({ topic }) => isOfDevices(topic)).map(toComparedRecord),
  };
}

function isOfDevices(topic: string): boolean {
  return /^hono\.(?:event|telemetry)\./.test(topic);
}

function toComparedRecord(record: v.InferOutput<typeof line>['records'][number]): ComparedRecord {
  return {
    ...record,
    headers: record.headers.map(({ name, value }) => [name, value ?? Buffer.alloc(0)] as const),
  };
}

/** Of `bad-133`, which was too large to be kept. */
function requestOfOneMebibyte(): Buffer {
  const size = 1024 * 1024;
  const head = [
    'POST /event HTTP/1.1',
    'Host: 127.0.0.1:18080',
    `Authorization: Basic ${Buffer.from('sensor1@lab:hono-secret').toString('base64')}`,
    'Content-Type: text/plain',
    `Content-Length: ${size}`,
  ];
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), Buffer.alloc(size, 'x')]);
}

const device = v.object({
  device: v.string(),
  doc: v.unknown(),
  credentials: v.exactOptional(v.array(v.unknown())),
});
const tenant = v.object({ tenant: v.string(), doc: v.unknown(), devices: v.array(device) });

/** A tenant that the recordings presuppose; `doc` and `credentials` are bodies of the management API. */
export type FixtureTenant = Readonly<v.InferOutput<typeof tenant>>;

export function loadFixture(): FixtureTenant[] {
  const text = readFileSync(join(FIXTURES, 'fixture.json'), 'utf8');
  return v.parse(v.array(tenant), JSON.parse(text));
}
