import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  logBatches,
  logOutcomes,
  type OutcomesToLog,
} from '../../../lib/consumption/log-outcomes.ts';
import { ServiceError } from '../../../lib/domain/errors.ts';
import { consoleLog } from '../../../lib/drivers/console/log.ts';
import { batchesOf, consume, consumptionOf, nameOf } from '../../support/consumption.ts';

const SECRET = 'a payload that nobody may log';
const EXPIRED = [
  ['creation-time', '1'],
  ['ttl', '1'],
] as const;
const BATCH = batchesOf(
  { key: 'a', offset: 1, value: SECRET },
  { key: 'b', offset: 2, value: SECRET, headers: EXPIRED },
  { key: 'c', offset: 3, value: SECRET },
  { key: 'd', offset: 4, value: SECRET },
  { key: 'not readable', offset: 5, value: SECRET },
  { key: 'c', offset: 6, value: SECRET },
);

describe('the log of a batch', () => {
  test('has one line for each outcome', async () => {
    const lines = await logged('each');

    assert.deepEqual(
      lines.map(toSummary),
      [
        'info event processed a/1',
        'info event expired b/2',
        'error event dead-lettered undefined/5 RECORD_UNREADABLE',
        'warn event failed c/3 PROCESSING_FAILED',
        'error event dead-lettered d/4 RECORD_REJECTED',
      ].sort(),
    );
  });

  test('names tenant, device, kind and place of an event', async () => {
    const line = (await logged('each')).find(({ message }) => message === 'event processed');

    assert.deepEqual(
      { ...line, timestamp: undefined },
      {
        timestamp: undefined,
        level: 'info',
        message: 'event processed',
        tenant: 'acme',
        device: 'a',
        kind: 'data',
        contentType: 'application/json',
        topic: 'hono.event.acme',
        partition: 0,
        offset: 1,
      },
    );
  });

  test('says why an event failed, and how often', async () => {
    const line = (await logged('each')).find(({ message }) => message === 'event failed');

    assert.deepEqual(
      [line?.['attempts'], line?.['reason'], line?.['detail']],
      [1, 'PROCESSING_FAILED', 'not now'],
    );
  });

  test('has failures and counts alone when that is enough', async () => {
    const lines = await logged('failures');

    assert.deepEqual(lines.filter(({ message }) => message === 'batch consumed').map(toCounts), [
      { processed: 1, expired: 1, deadLettered: 2, failed: 1, notBegun: 1 },
    ]);
    assert.equal(lines.length, 4);
  });

  test('has no payload in it', async () => {
    assert.ok(!JSON.stringify(await logged('each')).includes(SECRET));
  });
});

type Line = Readonly<Record<string, unknown>>;

async function logged(which: OutcomesToLog): Promise<Line[]> {
  const lines: Line[] = [];
  const log = consoleLog('info', (line) => lines.push(JSON.parse(line) as Line));
  const consumption = {
    ...consumptionOf({
      handle: (event) => {
        if (nameOf(event) === 'c/3') throw new Error('not now');
        if (nameOf(event) === 'd/4') throw new ServiceError('RECORD_REJECTED', 'never');
      },
    }),
    observe: logOutcomes(log, which),
  };
  logBatches(log, which)(await consume(consumption, BATCH));
  return lines.toSorted((one, other) => (toSummary(one) < toSummary(other) ? -1 : 1));
}

function toSummary({ level, message, device, offset, reason }: Line): string {
  return [level, message, `${String(device)}/${String(offset)}`, reason].filter(Boolean).join(' ');
}

function toCounts({ processed, expired, deadLettered, failed, notBegun }: Line) {
  return { processed, expired, deadLettered, failed, notBegun };
}
