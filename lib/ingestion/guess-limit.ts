import { LimitExceeded } from '../domain/limit-exceeded.ts';
import type { Quota } from '../domain/quota.ts';
import { sourceNetwork } from '../domain/source-network.ts';
import { secondsUntil, type TokenBuckets } from './token-buckets.ts';

/** Whose secret is presented, and from where. Nothing of it is believed. */
export type Claim = { readonly tenant: string; readonly authId: string; readonly sourceIp: string };

/** Of one upload. What is presented counts as a wrong secret until it has proven right. */
export type Guess = {
  /** @throws {LimitExceeded} `TOO_MANY_GUESSES`; then nothing was counted */
  readonly count: () => void;
  /** It was right, or nobody looked. Of no effect on what was not counted. */
  readonly takeBack: () => void;
};

/** Wrong secrets; undefined is unlimited. */
export type GuessQuotas = {
  readonly authId: Quota | undefined;
  readonly address: Quota | undefined;
};

/** A process counts by itself. Names and addresses have buckets apart: whoever makes up names makes no address forgotten. */
export function guessLimit(
  quotas: GuessQuotas,
  buckets: { readonly authIds: TokenBuckets; readonly addresses: TokenBuckets },
): (claim: Claim) => Guess {
  return ({ tenant, authId, sourceIp }) => {
    let counted: readonly Counter[] = [];
    return {
      count: () => {
        if (counted.length > 0) return;
        const counters = [
          ...counter(quotas.authId, buckets.authIds, nameOf(tenant, authId)),
          ...counter(quotas.address, buckets.addresses, sourceNetwork(sourceIp)),
        ];
        requireRoom(counters);
        for (const { buckets: all, key, quota } of counters) all.take(key, quota);
        counted = counters;
      },
      takeBack: () => {
        for (const { buckets: all, key, quota } of counted) all.putBack(key, quota);
        counted = [];
      },
    };
  };
}

type Counter = { readonly quota: Quota; readonly buckets: TokenBuckets; readonly key: string };

function counter(quota: Quota | undefined, buckets: TokenBuckets, key: string): Counter[] {
  return quota ? [{ quota, buckets, key }] : [];
}

function requireRoom(counters: readonly Counter[]): void {
  const waits = counters
    .map(({ quota, buckets, key }) => ({ quota, level: buckets.level(key, quota) }))
    .filter(({ level }) => level < 1)
    .map(({ quota, level }) => secondsUntil(level, 1, quota));
  if (waits.length === 0) return;
  throw new LimitExceeded('TOO_MANY_GUESSES', 'too many wrong secrets', Math.max(...waits));
}

/** Names that nobody registered may be long; what they have in common at their beginning, they share. */
function nameOf(tenant: string, authId: string): string {
  return `${tenant.slice(0, MAX_NAME_CHARACTERS)} ${authId.slice(0, MAX_NAME_CHARACTERS)}`;
}

const MAX_NAME_CHARACTERS = 256;
