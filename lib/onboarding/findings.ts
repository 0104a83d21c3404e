import type { Log } from '../domain/log.ts';

/** What the reconciler leaves alone and somebody should look at; `docs/tenants.md` says what to do. */
export type Finding =
  /** There are mappings, and not one tenant. */
  | { readonly kind: 'registry-empty'; readonly mappings: number }
  | { readonly kind: 'too-many-removals'; readonly leaving: number; readonly most: number }
  | { readonly kind: 'never-registered'; readonly tenant: string }
  | { readonly kind: 'moved-to-amqp'; readonly tenant: string }
  | { readonly kind: 'not-caught-up'; readonly tenant: string; readonly lag: number }
  /** It does not carry our tag. */
  | { readonly kind: 'not-ours'; readonly tenant: string; readonly mapping: string }
  /** It was corrected a short while ago, and differs all the same. */
  | { readonly kind: 'drift-stays'; readonly tenant: string; readonly mapping: string }
  | { readonly kind: 'settings-refused'; readonly tenant: string; readonly reason: string }
  /** A truststore takes certificates, and of this trust anchor only name and key are known. */
  | { readonly kind: 'no-certificate'; readonly tenant: string; readonly subject: string }
  | { readonly kind: 'no-authorities' }
  | { readonly kind: 'truststore-empty'; readonly authorities: number }
  | { readonly kind: 'truststore-too-large'; readonly authorities: number; readonly bytes: number }
  | { readonly kind: 'too-many-authorities-leave'; readonly leaving: number; readonly most: number }
  | { readonly kind: 'truststore-warnings'; readonly warnings: string };

export function logFinding(log: Log): (finding: Finding) => void {
  return ({ kind, ...fields }) => log.warn('finding', { finding: kind, ...fields });
}
