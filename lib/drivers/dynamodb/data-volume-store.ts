import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import {
  type DataVolume,
  type DataVolumeChange,
  type DataVolumeStore,
  type Delivered,
  toChange,
  withChange,
} from '../../consumption/data-volume-store.ts';
import { ServiceError } from '../../domain/errors.ts';
import type { TenantId } from '../../domain/identifiers.ts';
import type { DocumentClient } from './client.ts';
import { attribute, readDataVolume, writeMark } from './data-volume-item.ts';
import { keyOf } from './registry-keys.ts';
import type { Table } from './table.ts';

/** Somebody else counts the same partitions at the same moment; so often in a row he cannot. */
const MAX_ATTEMPTS = 8;
/** Tenants whose marks are remembered. */
const MAX_TENANTS = 1000;

/** An expression has room for 300 operators. */
const MAX_PARTITIONS = 100;

/** Remembers what it wrote, so that a batch costs one write and no read, as long as nobody else counts its partitions. */
export function dynamoDbDataVolumeStore(client: DocumentClient, name: string): DataVolumeStore {
  const table = { client, name };
  const known = new Map<TenantId, DataVolume>();

  function remember(tenant: TenantId, volume: DataVolume): void {
    known.delete(tenant);
    known.set(tenant, volume);
    const [oldest] = known.keys();
    if (known.size > MAX_TENANTS && oldest !== undefined) known.delete(oldest);
  }

  async function tryToCount(tenant: TenantId, delivered: Delivered): Promise<boolean> {
    const stored = known.get(tenant) ?? (await read(table, tenant));
    const change = toChange(stored, delivered);
    if (!change) return true;
    known.delete(tenant);
    if (!(await write(table, tenant, stored, change, delivered.expiresAtMs))) return false;
    remember(tenant, withChange(stored, change));
    return true;
  }

  async function countPart(tenant: TenantId, delivered: Delivered): Promise<void> {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      if (await tryToCount(tenant, delivered)) return;
    }
    throw new Error('others counted the same partitions each time');
  }

  return {
    count: async (tenant, delivered) => {
      try {
        const { expiresAtMs } = delivered;
        for (const partitions of inParts(delivered.partitions)) {
          await countPart(tenant, { partitions, expiresAtMs });
        }
      } catch (cause) {
        const message = 'the data volume could not be counted';
        throw new ServiceError('VOLUME_NOT_COUNTED', message, { cause });
      }
    },
  };
}

function inParts(partitions: Delivered['partitions']): Delivered['partitions'][] {
  const all = [...partitions];
  const parts = Math.ceil(all.length / MAX_PARTITIONS);
  return Array.from(
    { length: parts },
    (_, part) => new Map(all.slice(part * MAX_PARTITIONS, (part + 1) * MAX_PARTITIONS)),
  );
}

async function read({ client, name }: Table, tenant: TenantId): Promise<DataVolume> {
  const key = keyOf.dataVolume(tenant);
  const { Item: item = {} } = await client.send(
    new GetCommand({ TableName: name, Key: key, ConsistentRead: true }),
  );
  return readDataVolume(item);
}

/** @returns false when a mark is no longer what the change was computed from; then nothing was written. */
async function write(
  { client, name }: Table,
  tenant: TenantId,
  stored: DataVolume,
  change: DataVolumeChange,
  expiresAtMs: number,
): Promise<boolean> {
  const expires = Math.ceil(expiresAtMs / 1000);
  try {
    await client.send(
      new UpdateCommand({
        TableName: name,
        Key: keyOf.dataVolume(tenant),
        ...toExpressions(stored, change, expires),
      }),
    );
    return true;
  } catch (failure) {
    if (failure instanceof ConditionalCheckFailedException) return false;
    throw failure;
  }
}

/** An addition commutes with those of others, so only the marks are compared. */
function toExpressions(stored: DataVolume, change: DataVolumeChange, expires: number) {
  const placeholders = new Placeholders();
  const sets = [`${placeholders.name('expires')} = ${placeholders.value(expires)}`];
  const conditions: string[] = [];
  for (const [partition, mark] of change.marks) {
    const before = stored.marks.get(partition);
    const name = placeholders.name(attribute.mark(partition));
    sets.push(`${name} = ${placeholders.value(writeMark(mark))}`);
    conditions.push(
      before
        ? `${name} = ${placeholders.value(writeMark(before))}`
        : `attribute_not_exists(${name})`,
    );
  }
  const adds = [...change.bytes].map(
    ([period, bytes]) =>
      `${placeholders.name(attribute.bytes(period))} ${placeholders.value(bytes)}`,
  );
  const removes = change.forgotten.map((period) => placeholders.name(attribute.bytes(period)));
  const removal = removes.length === 0 ? '' : ` REMOVE ${removes.join(', ')}`;
  return {
    UpdateExpression: `SET ${sets.join(', ')} ADD ${adds.join(', ')}${removal}`,
    ConditionExpression: conditions.join(' AND '),
    ExpressionAttributeNames: placeholders.names,
    ExpressionAttributeValues: placeholders.values,
  };
}

/** Short names for what an expression mentions: it has room for 4 KB. */
class Placeholders {
  readonly names: Record<string, string> = {};
  readonly values: Record<string, unknown> = {};
  #count = 0;

  name(attributeName: string): string {
    const placeholder = `#${(this.#count += 1)}`;
    this.names[placeholder] = attributeName;
    return placeholder;
  }

  value(value: unknown): string {
    const placeholder = `:${(this.#count += 1)}`;
    this.values[placeholder] = value;
    return placeholder;
  }
}
