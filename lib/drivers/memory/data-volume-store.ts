import {
  type DataVolume,
  type DataVolumeStore,
  toChange,
  withChange,
} from '../../consumption/data-volume-store.ts';
import type { TenantId } from '../../domain/identifiers.ts';

const NOTHING: DataVolume = { bytes: new Map(), marks: new Map() };

/** @param volumes where it keeps what it counts */
export function memoryDataVolumeStore(volumes: Map<TenantId, DataVolume>): DataVolumeStore {
  return {
    count: async (tenant, delivered) => {
      const stored = volumes.get(tenant) ?? NOTHING;
      const change = toChange(stored, delivered);
      if (change) volumes.set(tenant, withChange(stored, change));
    },
  };
}
