import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { itemFailure } from './builders.ts';
import { LONG_MS, startDispatcher } from './dispatcher-setup.ts';

describe('a partition that moves on while a batch is outstanding', () => {
  const behaviour = { whileOutstanding: 'moves-on' } as const;

  it('hands out the next batch beside it', () => {
    const mapping = startDispatcher({}, behaviour);
    mapping.assign();
    mapping.receive([0]);

    mapping.receive([1]);

    assert.deepEqual(mapping.handedOut(), ['0:0', '0:1']);
  });

  it('hands out later batches before what comes again', async () => {
    const mapping = startDispatcher({}, behaviour);
    mapping.assign();
    mapping.receive([0, 1]);
    await mapping.answer(0, { batchItemFailures: [itemFailure(0)] });

    mapping.receive([2]);
    await mapping.clock.advance(LONG_MS);

    assert.deepEqual(mapping.handedOut(), ['0:0 0:1', '0:2', '0:0']);
  });

  it('commits nothing past what is outstanding', async () => {
    const mapping = startDispatcher({}, behaviour);
    mapping.assign();
    mapping.receive([0]);
    mapping.receive([1]);

    await mapping.answer(1);
    const held = mapping.committable();
    await mapping.answer(0);

    assert.deepEqual([held, mapping.committable()], [{ 0: 0 }, { 0: 2 }]);
  });

  it('has no more of them outstanding than its poller holds', () => {
    const mapping = startDispatcher({}, behaviour);
    mapping.assign();

    for (let offset = 0; offset < 8; offset += 1) mapping.receive([offset]);

    assert.equal(mapping.handedOut().length, 5);
  });
});

describe('an invocation that does not answer in time', () => {
  it('has failed, and is aborted as Lambda ends the process', async () => {
    const functionTimeout = { afterMs: 3_000, oldInvocation: 'aborted' } as const;
    const mapping = startDispatcher({}, { functionTimeout });
    mapping.assign();
    mapping.receive([0]);

    await mapping.clock.advance(3_000);
    await mapping.clock.advance(LONG_MS);

    assert.equal(mapping.invocations[0]?.signal.aborted, true);
    assert.deepEqual(mapping.handedOut().slice(0, 2), ['0:0', '0:0']);
    const [, invoked] = mapping.observations;
    assert.equal(invoked?.kind === 'invoked' && invoked.outcome, 'function-error');
  });

  it('goes on beside the next one when told so, and its answer changes nothing', async () => {
    const functionTimeout = { afterMs: 3_000, oldInvocation: 'goes-on' } as const;
    const mapping = startDispatcher({ MaximumRetryAttempts: 5 }, { functionTimeout });
    mapping.assign();
    mapping.receive([0]);
    await mapping.clock.advance(4_000);

    await mapping.answer(0);

    assert.equal(mapping.invocations[0]?.signal.aborted, false);
    assert.equal(mapping.invocations.length, 2);
    assert.deepEqual(mapping.committable(), { 0: 0 });
  });

  it('is not waited for once it has answered', async () => {
    const functionTimeout = { afterMs: 3_000, oldInvocation: 'aborted' } as const;
    const mapping = startDispatcher({}, { functionTimeout });
    mapping.assign();
    mapping.receive([0]);

    await mapping.answer(0);
    await mapping.clock.advance(LONG_MS);

    assert.equal(mapping.invocations[0]?.signal.aborted, false);
    assert.equal(mapping.invocations.length, 1);
  });
});
