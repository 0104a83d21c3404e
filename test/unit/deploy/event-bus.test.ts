import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { forwarding } from '../../../deploy/event-bus.ts';

const resolve = (environment: Readonly<Record<string, string>>) => ({
  resolveVariable: async (variable: string) => {
    const [, name = ''] = /^env:(\w+)/.exec(variable) ?? [];
    return environment[name] ?? '';
  },
});

const allowed = async (bus: string) =>
  JSON.stringify(await forwarding(resolve({ CONSUMER_SINK: 'eventbridge', EVENT_BUS: bus })));

describe('what the consumer may do to an event bus', () => {
  for (const sink of ['', 'state', 'webhook']) {
    it(`is nothing with CONSUMER_SINK=${sink}`, async () => {
      const template = await forwarding(resolve({ CONSUMER_SINK: sink, EVENT_BUS: 'devices' }));

      assert.deepEqual(template, { Resources: {} });
    });
  }

  it('is to put events on the bus that is named, and on no other', async () => {
    const own = await allowed('devices');
    const other = await allowed('arn:aws:events:eu-west-1:123456789012:event-bus/devices');

    assert.match(own, /"Action":"events:PutEvents","Resource":{"Fn::Sub":"arn:[^"*]+\/devices"}/);
    assert.match(other, /"Resource":"arn:aws:events:eu-west-1:123456789012:event-bus\/devices"/);
  });

  for (const bus of ['', '*', 'a bus', 'arn:aws:sns:eu-west-1:123456789012:devices']) {
    it(`is refused for ${JSON.stringify(bus)}, which is no bus`, async () => {
      await assert.rejects(allowed(bus), /EVENT_BUS takes/);
    });
  }
});
