import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { digestOf, toPayload } from '../../support/device-event.ts';
import { readFacts } from '../../support/history/recorder.ts';
import { readAttempts, recordAttempt, recordDeadLetter } from '../../support/probe.ts';

const payload = toPayload({ id: 'e1', device: 'buoy', sequence: 1, poison: false }, 200);
const found = {
  tenant: 'tide',
  device: 'buoy',
  topic: 'hono.event.tide',
  partition: 2,
  offset: 7,
  payload,
};

function probeFile(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'probe-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return join(folder, 'facts.ndjson');
}

describe('the probe', () => {
  it('keeps attempts in the order in which they ended', (t) => {
    const file = probeFile(t);

    recordAttempt(file, found, 'failed');
    recordAttempt(file, found, 'processed');

    const [failed, processed] = readAttempts(file);
    assert.equal(failed?.outcome, 'failed');
    assert.deepEqual(
      { ...processed, at: 0 },
      {
        kind: 'attempted',
        id: 'e1',
        tenant: 'tide',
        device: 'buoy',
        digest: digestOf(payload),
        topic: 'hono.event.tide',
        partition: 2,
        offset: 7,
        outcome: 'processed',
        at: 0,
      },
    );
  });

  it('keeps dead letters beside them', (t) => {
    const file = probeFile(t);

    recordDeadLetter(file, { ...found, topic: 'hono.dead-letter.tide' });

    assert.deepEqual(
      readFacts(file).map(({ kind }) => kind),
      ['dead-lettered'],
    );
    assert.deepEqual(readAttempts(file), []);
  });

  it('has read nothing before the first attempt', (t) => {
    assert.deepEqual(readAttempts(probeFile(t)), []);
  });

  it('records what no virtual device can have sent under an id that nobody sent', (t) => {
    const file = probeFile(t);

    recordAttempt(file, { ...found, payload: Buffer.from('not JSON') }, 'processed');

    assert.equal(readAttempts(file)[0]?.id, 'unreadable: bm90IEpTT04=');
  });
});
