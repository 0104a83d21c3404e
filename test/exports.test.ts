import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { exampleOf, userProject } from './support/user-project.ts';

const MANIFEST = readFileSync(join(import.meta.dirname, '../package.json'), 'utf8');
const { exports: entries } = JSON.parse(MANIFEST) as { readonly exports: object };
const ENTRIES = Object.keys(entries).map((path) => path.replace('.', 'tidegate'));

const BILL = `
import type { KafkaEvent } from 'tidegate/event-source-mapping';
const REQUEST = {
  Topics: ['orders'],
  StartingPosition: 'TRIM_HORIZON',
  FunctionResponseTypes: ['ReportBatchItemFailures'],
  MaximumRetryAttempts: 2,
};
function bill({ records }: KafkaEvent) {
  const batchItemFailures = Object.entries(records).flatMap(([partition, group]) =>
    group.flatMap(({ offset, value }) =>
      Buffer.from(value ?? '', 'base64').includes('nobody')
        ? [{ itemIdentifier: { partition, offset } }]
        : [],
    ),
  );
  return { batchItemFailures };
}
`;

describe('a project that has installed this one', () => {
  it('can import every entry', async () => {
    const project = userProject();
    const lines = ENTRIES.map(
      (entry) => `console.log(Object.keys(await import('${entry}')).length);`,
    );
    project.write('all.ts', lines.join('\n'));

    const counts = (await project.run('all.ts')).trim().split('\n');

    assert.equal(counts.length, ENTRIES.length);
    assert.ok(counts.every((count) => Number(count) > 0));
  });

  it('can import nothing else', async () => {
    const project = userProject();
    project.write('inner.ts', `import 'tidegate/lib/domain/errors.ts';`);

    await assert.rejects(project.run('inner.ts'), /ERR_PACKAGE_PATH_NOT_EXPORTED/);
  });

  it('runs the example of a test without a broker', async () => {
    const project = userProject();
    const example = exampleOf('event-source-mapping/README.md', 'startTestMapping');
    const result = 'console.log(mapping.invocations.length, mapping.committed(0));';
    project.write('bill.test.ts', [BILL, example, result].join('\n'));

    assert.equal(await project.run('bill.test.ts'), '3 3\n');
  });

  it('has the types of all examples, and is told of what is wrong', async () => {
    const project = userProject();
    const start = exampleOf('event-source-mapping/README.md', 'startEventSourceMapping');
    const application = exampleOf('docs/business-applications.md', 'startApplication');
    const readings = exampleOf('docs/consumer.md', 'recordReadings');
    project.write(
      'mapping.ts',
      `declare const handler: (event: unknown) => Promise<unknown>;\n${start}`,
    );
    project.write(
      'application.ts',
      `declare const bill: (tenant: string, device: string, body: unknown) => Promise<void>;\n${application}`,
    );
    project.write(
      'readings.ts',
      READING_STORE + readings.replace('../lib/consumption/index.ts', 'tidegate/consumption'),
    );
    project.write('effects.ts', EFFECTS);
    project.write('wrong.ts', WRONG);

    const errors = (await project.typeErrors()).split('\n').filter((line) => /^\S/.test(line));

    assert.equal(errors.length, 1, errors.join('\n'));
    assert.match(errors[0] ?? '', /^.*wrong\.ts\(3,\d+\).*onCommand/);
  });
});

const READING_STORE = `
type ReadingStore = {
  put: (name: string, temp: number, signal: AbortSignal) => Promise<'done' | 'busy'>;
  touch: (name: string, reachability: unknown) => void;
};
declare const isReading: (value: unknown) => value is { temp: number };
`;

const EFFECTS = `
import { consumer, effectOnce } from 'tidegate/consumption';
import { dynamoDbDocumentClient, dynamoDbEffectLedger } from 'tidegate/dynamodb';
import { withSpanLinks } from 'tidegate/opentelemetry';
const table = { client: dynamoDbDocumentClient(), name: 'marks', retentionSeconds: 60, now: Date.now };
const once = effectOnce({
  ledger: dynamoDbEffectLedger(table),
  leaseMs: 60_000,
  now: Date.now,
  newHolder: () => crypto.randomUUID(),
});
export const handle = withSpanLinks(
  consumer({ onData: async (event) => void (await once(event, 'mail', async () => {})) }),
);
`;

const WRONG = `
import { consumer } from 'tidegate/consumption';
consumer({ onCommand: () => undefined });
`;
