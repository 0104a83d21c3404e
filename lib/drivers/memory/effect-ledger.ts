import { effectKey, type EffectLedger, type Lease } from '../../consumption/effect-ledger.ts';

export function memoryEffectLedger(): EffectLedger {
  const entries = new Map<string, Lease | 'done'>();
  const isHeldBy = (key: string, holder: string): boolean => {
    const entry = entries.get(key);
    return entry !== undefined && entry !== 'done' && entry.holder === holder;
  };

  return {
    claim: async (effect, lease) => {
      const key = effectKey(effect);
      const entry = entries.get(key);
      if (entry === 'done') return 'done';
      if (entry !== undefined && entry.untilMs > lease.nowMs) return 'held-by-another';
      entries.set(key, lease);
      return 'claimed';
    },
    complete: async (effect, holder) => {
      const key = effectKey(effect);
      if (isHeldBy(key, holder)) entries.set(key, 'done');
    },
    release: async (effect, holder) => {
      const key = effectKey(effect);
      if (isHeldBy(key, holder)) entries.delete(key);
    },
  };
}
