import { parseTenantId } from '../../lib/domain/identifiers.ts';
import { deadLetterTopic } from '../../lib/domain/topics.ts';
import type { DeadLettered } from './history/facts.ts';
import { readAll, type StoredRecord } from './kafka.ts';
import { toDeadLettered } from './probe.ts';

/** What the dead-letter topics of these tenants hold. */
export async function deadLetters(
  brokers: readonly string[],
  tenants: Iterable<string>,
): Promise<DeadLettered[]> {
  const found: DeadLettered[] = [];
  for (const tenant of tenants) {
    const records = await readAll(deadLetterTopic(parseTenantId(tenant)), brokers);
    found.push(...records.map((record) => toFact(tenant, record)));
  }
  return found;
}

function toFact(tenant: string, record: StoredRecord): DeadLettered {
  const { topic, partition, offset, key, value } = record;
  const device = key?.toString('utf8') ?? '';
  const payload = value ?? new Uint8Array();
  return toDeadLettered({ tenant, device, topic, partition, offset, payload });
}
