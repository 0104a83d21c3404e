import { lookup as systemLookup, type LookupAddress, type LookupOptions } from 'node:dns';
import type { LookupFunction } from 'node:net';

export type ResolveAll = (
  hostname: string,
  options: LookupOptions & { all: true },
  answer: (failure: Error | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * Resolves names to addresses that a request may go to. The socket connects to what is answered here and asks nobody
 * again, so a name that changes its address in between gains nothing. One address that is not allowed refuses the name.
 */
export function guardedLookup(
  isAllowed: (address: string) => boolean,
  resolveAll: ResolveAll = systemLookup,
): LookupFunction {
  return (hostname, options, answer) => {
    resolveAll(hostname, { ...options, all: true }, (failure, addresses) => {
      const [first] = addresses ?? [];
      const refusal =
        failure ?? refusalOf(hostname, addresses, isAllowed) ?? (first ? null : nothing(hostname));
      if (refusal || !first) answer(refusal, '', 0);
      else if (options.all) answer(null, addresses);
      else answer(null, first.address, first.family);
    });
  };
}

function refusalOf(
  hostname: string,
  addresses: readonly LookupAddress[],
  isAllowed: (address: string) => boolean,
): Error | undefined {
  const isRefused = addresses.some(({ address }) => !isAllowed(address));
  return isRefused ? new Error(`${hostname} is not at a public address`) : undefined;
}

function nothing(hostname: string): Error {
  return new Error(`${hostname} has no address`);
}
