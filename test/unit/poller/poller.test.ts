import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pollerConfig } from '../../../poller/config.ts';
import { toExposition } from '../../../poller/exposition.ts';
import { jsonLog, logObservation } from '../../../poller/log.ts';
import { mappingModel } from '../../../poller/mapping-model.ts';

const KAFKA_BROKERS = 'b-1:9092,b-2:9092';

describe("the poller's configuration", () => {
  it('needs brokers alone', () => {
    const config = pollerConfig({ KAFKA_BROKERS, POLLER_PORT: '' });

    assert.deepEqual(config.kafka.brokers, ['b-1:9092', 'b-2:9092']);
    assert.deepEqual([config.port, config.invoke, config.concurrency], [8089, 'process', 4]);
  });

  for (const [name, value, allowed] of [
    ['KAFKA_BROKERS', 'b-1', /host:port/],
    ['POLLER_INVOKE', 'http', /process or lambda/],
    ['POLLER_REDELIVERY', 'all', /items or rewind/],
    ['POLLER_CONCURRENCY', '0', /1 to 1000/],
    ['POLLER_READ_AHEAD', '1.5', /1 to 65536/],
    ['POLLER_CONSUMER_GROUP', 'a b', /1 to 200/],
  ] as const) {
    it(`names ${name} when it is wrong, and what it takes`, () => {
      const refused = { message: allowed };

      assert.throws(() => pollerConfig({ KAFKA_BROKERS, [name]: value }), refused);
      assert.throws(() => pollerConfig({ KAFKA_BROKERS, [name]: value }), {
        message: RegExp(name),
      });
    });
  }
});

describe('what the poller takes of serverless.yml', () => {
  it('refuses a failure destination, which it does not have', () => {
    const properties = { DestinationConfig: { OnFailure: { Destination: 'kafka://t' } } };
    const eventSourceMapping = { function: 'consumer', topic: 'hono.event.{tenant}', properties };

    assert.throws(() => mappingModel({ custom: { eventSourceMapping } }), /DestinationConfig/);
  });

  it('names the key that is missing', () => {
    assert.throws(() => mappingModel({}), /custom\.eventSourceMapping\.function must be a text/);
  });
});

describe("the poller's metrics", () => {
  it('are a mapping’s of each tenant, and gauges of the process', () => {
    const text = toExposition({
      tenants: [
        { tenant: 'acme', metrics: { PolledEventCount: 7, MaxOffsetLag: 2 } },
        { tenant: 'other', metrics: { PolledEventCount: 1 } },
      ],
      gauges: { partitions: 6 },
    });

    assert.equal(
      text,
      [
        '# TYPE tidegate_poller_max_offset_lag gauge',
        'tidegate_poller_max_offset_lag{tenant="acme"} 2',
        'tidegate_poller_max_offset_lag{tenant="other"} 0',
        '# TYPE tidegate_poller_polled_event_count_total counter',
        'tidegate_poller_polled_event_count_total{tenant="acme"} 7',
        'tidegate_poller_polled_event_count_total{tenant="other"} 1',
        '# TYPE tidegate_poller_partitions gauge',
        'tidegate_poller_partitions 6',
        '',
      ].join('\n'),
    );
  });
});

describe("the poller's log", () => {
  it('tells the type of what a function threw, and not what it said', () => {
    const lines: string[] = [];
    const log = jsonLog('info', (line) => lines.push(line));
    const reason = { errorType: 'TypeError', errorMessage: 'secret payload' };
    const invoked = { kind: 'invoked', records: 1, failed: 1, attempts: 1, durationMs: 2 } as const;

    logObservation(log, { ...invoked, outcome: 'function-error', reason }, 'acme');
    logObservation(log, { ...invoked, outcome: 'success' }, 'acme');

    assert.equal(lines.length, 1);
    const { level, message, tenant, reason: told } = JSON.parse(lines[0] ?? '');
    assert.deepEqual([level, message, tenant, told], ['warn', 'invoked', 'acme', 'TypeError']);
    assert.doesNotMatch(lines[0] ?? '', /secret/);
  });
});
