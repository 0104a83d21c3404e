import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alsoScheduled } from '../../../../lib/drivers/event-source/scheduled.ts';

test('a schedule is told from everything else that invokes a function', async () => {
  let schedules = 0;
  const handler = alsoScheduled(
    async (event) => ({ event }),
    async () => {
      schedules += 1;
    },
  );

  const answer = await handler({ 'detail-type': 'Scheduled Event', source: 'aws.events' });

  assert.deepEqual([answer, schedules], [undefined, 1]);
  for (const event of [{ Records: [] }, undefined, null, 'Scheduled Event', { 'detail-type': 1 }]) {
    assert.deepEqual(await handler(event), { event });
  }
  assert.equal(schedules, 1);
});
