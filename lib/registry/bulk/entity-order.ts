import type { Entity } from './entity.ts';

export type EntityOrder = <Result>(entity: Entity, work: () => Promise<Result>) => Promise<Result>;

/**
 * Starts what is to be done with entities side by side, but for this: a tenant comes before its devices, and what is said of
 * one device comes in the order given, whatever becomes of the one before.
 */
export function entityOrder(): EntityOrder {
  const pending = new Map<string, Promise<unknown>>();
  return async (entity, work) => {
    const own = ownKey(entity);
    const before = [entity.tenant, own].map(async (key) => pending.get(key));
    const done = Promise.allSettled(before).then(work);
    pending.set(own, done);
    try {
      return await done;
    } finally {
      if (pending.get(own) === done) pending.delete(own);
    }
  };
}

/** A tenant's identifier holds no slash. */
function ownKey(entity: Entity): string {
  return entity.kind === 'tenant' ? entity.tenant : `${entity.tenant}/${entity.device}`;
}
