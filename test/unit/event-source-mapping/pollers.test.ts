import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toPollers } from '../../../event-source-mapping/pollers.ts';
import { startDispatcher } from './dispatcher-setup.ts';

describe('the pollers of a mapping', () => {
  it('hold five invocations each, and have a partition each', () => {
    const pollers = toPollers({ MinimumPollers: 1, MaximumPollers: 2 });

    assert.deepEqual([1, 2, 3].map(pollers.maximumInvocations), [5, 10, 10]);
  });

  it('are as many as the invocations need, within their bounds', () => {
    const pollers = toPollers({ MinimumPollers: 2, MaximumPollers: 4 });

    assert.deepEqual(
      [0, 11, 20, 50].map((invocations) => pollers.active(invocations, 10)),
      [2, 3, 4, 4],
    );
    assert.equal(pollers.active(50, 1), 1);
  });

  it('are one for each partition, and nobody is told, in on-demand mode', () => {
    const pollers = toPollers(undefined);

    assert.deepEqual([pollers.maximumInvocations(300), pollers.active(3, 3)], [1_500, undefined]);
  });

  it('leave partitions waiting when there are more than they can serve at a time', async () => {
    const mapping = startDispatcher({ ProvisionedPollerConfig: { MaximumPollers: 1 } });
    for (let partition = 0; partition < 7; partition += 1) {
      mapping.assign(partition);
      mapping.receive([0], partition);
    }
    const before = mapping.handedOut().length;

    await mapping.answer(0);

    assert.deepEqual([before, mapping.handedOut().slice(5)], [5, ['5:0 6:0']]);
  });

  it('bring back what failed only when there is one free', async () => {
    const mapping = startDispatcher({ ProvisionedPollerConfig: { MaximumPollers: 1 } });
    for (let partition = 0; partition < 6; partition += 1) {
      mapping.assign(partition);
      mapping.receive([0], partition);
    }
    await mapping.fail(0);
    await mapping.clock.advance(60_000);
    const whileAllAreBusy = mapping.handedOut();

    await mapping.answer(1);

    assert.deepEqual(whileAllAreBusy, ['0:0', '1:0', '2:0', '3:0', '4:0', '5:0']);
    assert.equal(mapping.handedOut().at(-1), '0:0');
  });
});
