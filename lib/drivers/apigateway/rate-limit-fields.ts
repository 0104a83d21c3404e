import type { QuotaState } from '../../domain/quota.ts';

/**
 * What applies, and what of it is left. Names are ours and need no escape.
 *
 * @see IETF, draft-ietf-httpapi-ratelimit-headers-10, sections 3 and 4; RFC 9651, lists of strings with parameters
 */
export function rateLimitFields(quotas: readonly QuotaState[]): Record<string, string> {
  if (quotas.length === 0) return {};
  const policies = quotas.map(({ name, limit, windowSeconds }) =>
    item(name, { q: limit, w: windowSeconds }),
  );
  const states = quotas.map(({ name, remaining, resetSeconds }) =>
    item(name, { r: remaining, t: resetSeconds }),
  );
  return { 'ratelimit-policy': policies.join(', '), ratelimit: states.join(', ') };
}

function item(name: string, parameters: Readonly<Record<string, number>>): string {
  const all = Object.entries(parameters).map(([key, value]) => `;${key}=${value}`);
  return `"${name}"${all.join('')}`;
}
