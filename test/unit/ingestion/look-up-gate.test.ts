import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { lookUpGate } from '../../../lib/ingestion/look-up-gate.ts';

const REFUSED = { code: 'TOO_MANY_LOOK_UPS' };

const fail = () => Promise.reject(new Error('out of reach'));

/** A gate, and look-ups that last until they are let go, in the order of their start. */
function open({ atOnce = 1, waiting = 10, ofOneTenant = 10, patienceMs = 10_000 } = {}) {
  const gate = lookUpGate({ atOnce, waiting, ofOneTenant, patienceMs });
  const underWay: (() => void)[] = [];
  return {
    underWay,
    lookUp: (tenant = 'acme') =>
      gate(tenant, () => new Promise<void>((resolve) => underWay.push(resolve))),
    finishNext: async () => {
      underWay.shift()?.();
      await turn();
    },
  };
}

describe('the gate before the registry', () => {
  test('lets so many look-ups through at once, and the next when one is done', async () => {
    const { lookUp, underWay, finishNext } = open({ atOnce: 2 });

    const all = Promise.all([lookUp(), lookUp(), lookUp()]);
    await turn();
    assert.equal(underWay.length, 2);

    await finishNext();
    assert.equal(underWay.length, 2);

    await finishNext();
    await finishNext();
    await all;
  });

  test('refuses when too many wait, and takes again when they do no more', async () => {
    const { lookUp, finishNext } = open({ waiting: 1 });
    const held = Promise.all([lookUp(), lookUp()]);

    await assert.rejects(lookUp(), REFUSED);

    await finishNext();
    await finishNext();
    await held;
    const later = lookUp();
    await turn();
    await finishNext();
    await later;
  });

  test('refuses who has waited for too long, and lets the others through', async () => {
    const { lookUp, underWay, finishNext } = open({ patienceMs: 5 });
    const first = lookUp();

    await assert.rejects(lookUp(), REFUSED);
    await finishNext();
    await first;

    const later = lookUp();
    await turn();
    assert.equal(underWay.length, 1);
    await finishNext();
    await later;
  });

  test('keeps a way open for other tenants', async () => {
    const { lookUp, finishNext } = open({ ofOneTenant: 1 });
    const first = lookUp('acme');

    await assert.rejects(lookUp('acme'), REFUSED);
    const other = lookUp('other');

    await finishNext();
    await finishNext();
    await Promise.all([first, other]);
  });

  test('is left by a look-up that fails', async () => {
    const gate = lookUpGate({ atOnce: 1, waiting: 0, ofOneTenant: 1, patienceMs: 10_000 });

    await assert.rejects(gate('acme', fail), /out of reach/);
    assert.equal(await gate('acme', () => Promise.resolve('found')), 'found');
  });
});
