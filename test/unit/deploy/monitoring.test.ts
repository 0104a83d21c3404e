import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { monitoring } from '../../../deploy/monitoring/monitoring.ts';
import { contextOf } from '../../support/deployed/variable-context.ts';

const PROD = {
  'self:service': 'tidegate',
  'self:provider.stage': 'prod',
  'self:provider.environment.METRICS_NAMESPACE': 'tidegate-prod',
  'param:clusterArn': 'arn:aws:kafka:eu-west-1:000000000000:cluster/tidegate/0-1',
};
const TOPIC = 'arn:aws:sns:eu-west-1:000000000000:operators';

type Alarm = {
  readonly Properties: { readonly AlarmName: string; readonly AlarmActions: string[] };
};

describe('what watches over a deployment', () => {
  it('is there in prod, with names that tell the stage', async () => {
    const { Resources } = await monitoring(contextOf(PROD));

    const { Properties } = Resources['DeadLettersAlarm'] as Alarm;
    assert.equal(Properties.AlarmName, 'tidegate-prod-DeadLetters');
    assert.deepEqual(Properties.AlarmActions, []);
    assert.ok('Dashboard' in Resources);
  });

  it('is not paid for elsewhere, unless somebody asks for it', async () => {
    const dev = { ...PROD, 'self:provider.stage': 'dev' };

    assert.deepEqual((await monitoring(contextOf(dev))).Resources, {});
    const asked = await monitoring(contextOf({ ...dev, 'env:ALARMS': 'on' }));
    assert.ok('DeadLettersAlarm' in asked.Resources);
  });

  it('tells the topic', async () => {
    const { Resources } = await monitoring(contextOf({ ...PROD, 'env:ALARM_TOPIC': TOPIC }));

    assert.deepEqual((Resources['DeadLettersAlarm'] as Alarm).Properties.AlarmActions, [TOPIC]);
  });

  it('looks at the group of the poller where one reads the events', async () => {
    const polled = { ...PROD, 'env:EVENTS_READ_BY': 'poller' };

    const { Resources } = await monitoring(contextOf(polled));
    const named = await monitoring(contextOf({ ...polled, 'env:POLLER_CONSUMER_GROUP': 'mine' }));

    assert.match(JSON.stringify(Resources['PollerLagAlarm']), /tidegate-poller/);
    assert.match(JSON.stringify(named.Resources['PollerLagAlarm']), /'mine'/);
    assert.ok(!('PollerLagAlarm' in (await monitoring(contextOf(PROD))).Resources));
  });

  it('takes no group whose name would end a query', async () => {
    const group = { 'env:EVENTS_READ_BY': 'poller', 'env:POLLER_CONSUMER_GROUP': "x' OR" };

    await assert.rejects(
      monitoring(contextOf({ ...PROD, ...group })),
      /POLLER_CONSUMER_GROUP takes/,
    );
  });

  for (const [variable, value, message] of [
    ['ALARMS', 'yes', 'ALARMS takes on or off, not yes'],
    [
      'ALARM_TOPIC',
      'me@example.com',
      'ALARM_TOPIC takes the ARN of an SNS topic, not "me@example.com"',
    ],
  ] as const) {
    it(`refuses ${variable}=${value}, and says what it takes`, async () => {
      const context = contextOf({ ...PROD, [`env:${variable}`]: value });

      await assert.rejects(monitoring(context), { message });
    });
  }
});
