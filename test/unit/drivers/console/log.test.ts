import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, test } from 'node:test';
import type { LogLevel } from '../../../../lib/domain/log.ts';
import { correlate, correlated } from '../../../../lib/drivers/console/correlation.ts';
import { consoleLog } from '../../../../lib/drivers/console/log.ts';

function logOf(lowest: LogLevel = 'info') {
  const lines: Record<string, unknown>[] = [];
  const log = consoleLog(lowest, (line) => {
    const { timestamp, ...fields } = JSON.parse(line) as Record<string, unknown>;
    assert.match(String(timestamp), /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    lines.push(fields);
  });
  return { log, lines };
}

const invocation = (awsRequestId: string) => ({ functionName: 'ingest', awsRequestId });

describe('a line of the log', () => {
  test('is one JSON object with its level, message and fields', () => {
    const { log, lines } = logOf();

    log.warn('two\nlines', { count: 2, absent: undefined });

    assert.deepEqual(lines, [{ level: 'warn', message: 'two\nlines', count: 2 }]);
  });

  for (const [lowest, written] of [
    ['debug', ['debug', 'info', 'warn', 'error']],
    ['info', ['info', 'warn', 'error']],
    ['warn', ['warn', 'error']],
    ['error', ['error']],
  ] as const) {
    test(`is written from ${lowest} upwards when told so`, () => {
      const { log, lines } = logOf(lowest);

      for (const level of ['debug', 'info', 'warn', 'error'] as const) log[level]('told');

      assert.deepEqual(
        lines.map(({ level }) => level),
        written,
      );
    });
  }
});

describe('a line of an invocation', () => {
  test('names function and request, and what has become known by then', async () => {
    const { log, lines } = logOf();
    const handler = correlated(async () => {
      log.info('begun');
      correlate({ trace_id: 'trace' });
      await turn();
      correlate({ tenant: 'acme', device: '4711' });
      log.info('known');
    });

    await handler({}, invocation('1'));

    const names = { function: 'ingest', requestId: '1' };
    assert.deepEqual(lines, [
      { level: 'info', message: 'begun', ...names },
      {
        level: 'info',
        message: 'known',
        ...names,
        trace_id: 'trace',
        tenant: 'acme',
        device: '4711',
      },
    ]);
  });

  test('knows nothing of others that run at the same time, nor of those before', async () => {
    const { log, lines } = logOf();
    const handler = correlated(async (tenant: string) => {
      correlate({ tenant });
      for (let times = 0; times < 3; times += 1) await turn();
      log.info(tenant);
    });

    const tenants = Array.from({ length: 20 }, (_, number) => `tenant-${number}`);
    await Promise.all(tenants.map((tenant) => handler(tenant, invocation(tenant))));
    log.info('none');

    assert.deepEqual(
      lines.map(({ message, tenant, requestId }) => [message, tenant, requestId]),
      [...tenants.map((tenant) => [tenant, tenant, tenant]), ['none', undefined, undefined]],
    );
  });

  test('says of the record what the line itself says, not what the invocation does', async () => {
    const { log, lines } = logOf();
    const handler = correlated(async () => {
      correlate({ device: 'one' });
      log.info('told', { device: 'other' });
    });

    await handler({}, invocation('1'));

    assert.equal(lines[0]?.['device'], 'other');
  });
});
