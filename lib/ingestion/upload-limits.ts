import { type Claim, type Guess, guessLimit, type GuessQuotas } from './guess-limit.ts';
import { type MessageRate, messageRate, type MessageRates } from './message-rate.ts';
import type { PayloadLimits } from './require-payload-size.ts';
import { tokenBuckets } from './token-buckets.ts';

/** What a deployment allows; tenants may have limits of their own. */
export type UploadLimits = {
  readonly payload: PayloadLimits;
  readonly rates: MessageRates;
  readonly guesses: GuessQuotas;
  /** Devices, tenants, auth-ids and addresses that are remembered, of each so many. */
  readonly maxEntries: number;
};

type KeptLimits = {
  readonly payloadLimits: PayloadLimits;
  readonly messageRate: MessageRate;
  readonly guessLimit: (claim: Claim) => Guess;
};

/** The limits that a process keeps by itself. @param now milliseconds, never backwards for long */
export function keepLimits(limits: UploadLimits, now: () => number): KeptLimits {
  const buckets = () => tokenBuckets(now, limits.maxEntries);
  return {
    payloadLimits: limits.payload,
    messageRate: messageRate(limits.rates, { devices: buckets(), tenants: buckets() }),
    guessLimit: guessLimit(limits.guesses, { authIds: buckets(), addresses: buckets() }),
  };
}
