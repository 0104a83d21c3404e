// The functions of a service under test. What they see goes to the file FACTS, a line each, in the order in which it ended.
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { KafkaEvent, KafkaEventRecord } from '../../../event-source-mapping/index.ts';
import { type Fact, toLine } from '../history/facts.ts';
import { requiredEnvironment } from './required-environment.ts';

const { FACTS: factsFile, TENANTS: tenantsFile } = requiredEnvironment(['FACTS', 'TENANTS']);

/** What a test puts into a record's value. */
export type Order = {
  readonly id: string;
  readonly device: string;
  /** How this record's first attempt goes wrong: the whole process of the function ends, or the record fails; `poison` always. */
  readonly trouble?: 'crash' | 'fail' | 'poison';
  readonly takesMs?: number;
};

export function tenants(): { readonly tenants: unknown } {
  return { tenants: JSON.parse(readFileSync(tenantsFile, 'utf8')) };
}

/** Works through each partition in order; what fails is reported with everything behind it. */
export async function consume({ records }: KafkaEvent): Promise<object> {
  const failures = await Promise.all(Object.values(records).map(consumePartition));
  return { batchItemFailures: failures.flat() };
}

async function consumePartition(records: readonly KafkaEventRecord[]): Promise<object[]> {
  for (const [index, record] of records.entries()) {
    const outcome = await attempt(record);
    keep(record, outcome);
    if (outcome === 'failed') {
      return records.slice(index).map(({ topic, partition, offset }) => ({
        itemIdentifier: { partition: `${topic}-${partition}`, offset },
      }));
    }
  }
  return [];
}

async function attempt(record: KafkaEventRecord): Promise<'processed' | 'failed'> {
  const { id, trouble, takesMs = 0 } = orderOf(record);
  await pause(takesMs);
  if (trouble === 'poison') return 'failed';
  if (trouble === undefined || !isFirst(id)) return 'processed';
  if (trouble === 'crash') process.exit(1);
  return 'failed';
}

function isFirst(id: string): boolean {
  const mark = `${factsFile}.${createHash('sha1').update(id).digest('hex')}`;
  if (existsSync(mark)) return false;
  writeFileSync(mark, '');
  return true;
}

function keep(record: KafkaEventRecord, outcome: 'processed' | 'failed'): void {
  const { topic, partition, offset, value } = record;
  const { id, device } = orderOf(record);
  const digest = createHash('sha256')
    .update(Buffer.from(value ?? '', 'base64'))
    .digest('hex');
  const tenant = topic.slice(topic.lastIndexOf('.') + 1);
  const fact: Fact = {
    kind: 'attempted',
    id,
    tenant,
    device,
    digest,
    topic,
    partition,
    offset,
    outcome,
    at: Date.now(),
  };
  appendFileSync(factsFile, toLine(fact));
}

function orderOf({ value }: KafkaEventRecord): Order {
  return JSON.parse(Buffer.from(value ?? '', 'base64').toString());
}
