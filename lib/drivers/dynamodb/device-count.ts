import { setTimeout as pause } from 'node:timers/promises';
import type { TenantId } from '../../domain/identifiers.ts';
import { refusals } from '../../registry/refusals.ts';
import { maxDevicesOf } from '../../registry/registration-limit.ts';
import type { DeviceCreation } from '../../registry/registry-store.ts';
import type { TenantDocument } from '../../registry/tenant-document.ts';
import { isAbsent } from './conditions.ts';
import { Overtaken, untilNotOvertaken } from './overtaken.ts';
import { devicesOf, keyOf } from './registry-keys.ts';
import { type Item, numberMember } from './item.ts';
import { countItems, getItem, type Table } from './table.ts';
import { add, type Condition, put, remove, transact, type Write } from './transaction.ts';

/**
 * Who has not heard of a new limit creates devices without counting them, at most for as long as a function runs. A count
 * that was begun meanwhile is taken once more after that.
 */
const SETTLING_MS = 60_000;

/**
 * Writes a device of a tenant, within its limit if it has one. The devices of such a tenant are counted in one item, which is
 * part of each creation and deletion: so its creators wait for each other, and those of other tenants do not.
 *
 * @param write is to include what it is handed, first.
 * @throws {ServiceError} `REGISTRATION_LIMIT_REACHED`, and what `write` throws
 */
export async function writeWithinLimit<Result>(
  table: Table,
  tenant: TenantId,
  { maxDevices, atMs }: DeviceCreation,
  write: (counting: readonly Write[]) => Promise<Result>,
): Promise<Result> {
  if (maxDevices === undefined) return write([]);
  const counting = [add(keyOf.deviceCount(tenant), ONE_MORE, hasRoom(maxDevices, atMs))];
  return untilNotOvertaken(async () => {
    try {
      return await write(counting);
    } catch (failure) {
      if (failure instanceof Overtaken) await assertRoom(table, tenant, maxDevices, atMs);
      throw failure;
    }
  });
}

/** The write that a deletion includes, if the tenant's devices are counted. */
export function uncounting(tenant: TenantId, count: Item | undefined): readonly Write[] {
  if (count === undefined) return [];
  const refuse = () => new Overtaken(`the devices of ${tenant} are not counted any more`);
  return [add(keyOf.deviceCount(tenant), ONE_LESS, { holds: 'attribute_exists(pk)', refuse })];
}

/** A tenant that has lost its limit, or is deleted, counts no more. */
export function forgetCount(
  tenant: TenantId,
  before: TenantDocument,
  after?: TenantDocument,
): readonly Write[] {
  const isForgotten = maxDevicesOf(before) !== undefined && maxDevicesOf(after) === undefined;
  return isForgotten ? [remove(keyOf.deviceCount(tenant))] : [];
}

/** `changes` only grows: two equal ones mean that nothing was counted in between. */
const ONE_MORE = { devices: 1, changes: 1 };
const ONE_LESS = { devices: -1, changes: 1 };

function hasRoom(maxDevices: number, atMs: number): Condition {
  return {
    holds: 'devices < :max AND (attribute_not_exists(recountAtMs) OR recountAtMs > :now)',
    values: { ':max': maxDevices, ':now': atMs },
    refuse: () => new Overtaken('there is no room, or nobody knows whether there is'),
  };
}

/** Counts when that has to be done, so that the write may be tried again. @throws {ServiceError} `REGISTRATION_LIMIT_REACHED` */
async function assertRoom(
  table: Table,
  tenant: TenantId,
  maxDevices: number,
  atMs: number,
): Promise<void> {
  const count = await getItem(table, keyOf.deviceCount(tenant));
  if (!count || isRecountDue(count, atMs)) return recount(table, tenant, count, atMs);
  if (numberMember(count, 'devices') >= maxDevices) {
    throw refusals.deviceLimitReached(tenant, maxDevices);
  }
  await pause(Math.random() * 20);
}

function isRecountDue(count: Item, atMs: number): boolean {
  return count['recountAtMs'] !== undefined && numberMember(count, 'recountAtMs') <= atMs;
}

/** The first count is for a while only. Whoever comes second leaves it to the first. */
async function recount(
  table: Table,
  tenant: TenantId,
  before: Item | undefined,
  atMs: number,
): Promise<void> {
  const devices = await countItems(table, devicesOf(tenant));
  const changes = before ? numberMember(before, 'changes') : 0;
  const refuse = () => new Overtaken(`the devices of ${tenant} were counted by somebody else`);
  const isStill = { holds: 'changes = :changes', values: { ':changes': changes }, refuse };
  const item = before
    ? { devices, changes: changes + 1 }
    : { devices, changes, recountAtMs: atMs + SETTLING_MS };
  const condition = before ? isStill : isAbsent(refuse);
  await transact(table, [put({ ...keyOf.deviceCount(tenant), ...item }, condition)]);
}
