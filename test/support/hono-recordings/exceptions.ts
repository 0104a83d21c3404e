import type { ComparedRecord, Recording } from './recordings.ts';

/** Why a case is not as recorded. */
export type Exception = { readonly reason: string; readonly ids: readonly string[] };

/** What API Gateway decides before a function hears of the request. */
export const ofTheTransport: readonly Exception[] = [
  {
    reason:
      'a Content-Length that is not the length of the body is answered by the gateway, or not at all',
    ids: ['bad-154', 'bad-156'],
  },
  {
    reason:
      'a Content-Length beside a Transfer-Encoding may smuggle a second request; Node’s parser refuses it',
    ids: ['bad-157'],
  },
  {
    reason: 'limits of the header section and of the request line are the gateway’s own',
    ids: ['bad-159', 'bad-160'],
  },
];

/** Needs surroundings that this run does not have. */
export const inOtherSurroundings: readonly Exception[] = [
  {
    reason: 'recorded with Hono’s OpenTelemetry SDK switched off; our records always carry a trace',
    ids: ['otel-off-001'],
  },
  {
    reason: 'a command is sent to the device, which is not possible yet',
    ids: ['ttd-046', 'ttd-047', 'commands-001', 'commands-002', 'commands-004', 'commands-005'],
  },
];

/** Fails so far; as soon as one passes, the test of it fails until it is taken off the list. */
export const expectedLater: readonly Exception[] = [];

/** Defects of Hono that we do not share. @returns the records as they should be. */
export function correctedRecords({ id, request, records }: Recording): readonly ComparedRecord[] {
  return records.map((record) => corrections[id]?.(record, request) ?? record);
}

type Correction = (record: ComparedRecord, request: Buffer) => ComparedRecord;

const corrections: Readonly<Record<string, Correction>> = {
  // The payload of a multipart upload is lost.
  'publish-011': (record, request) => ({ ...record, value: bodyOf(request) }),
  // A time to live of 2^63 - 1 seconds overflows to -1000 ms instead of being ignored like other values out of range.
  'ttl-057': (record) => ({
    ...record,
    headers: record.headers.filter(([name]) => name !== 'ttl'),
  }),
};

function bodyOf(request: Buffer): Buffer {
  return request.subarray(request.indexOf('\r\n\r\n') + 4);
}

export function reasonFor(id: string, exceptions: readonly Exception[]): string | undefined {
  return exceptions.find(({ ids }) => ids.includes(id))?.reason;
}
