import { createHmac } from 'node:crypto';

export type Signed = {
  readonly id: string;
  /** Seconds since the Unix epoch. */
  readonly timestamp: number;
  readonly body: string;
};

/**
 * Headers by which a receiver knows who has sent a request, and when. Each key signs, so that keys can be exchanged one
 * after the other: the receiver takes any signature that fits the key it has.
 *
 * @param keys at least one
 * @see Standard Webhooks, specification 1.0.0, "Signature scheme"
 */
export function toSignedHeaders(signed: Signed, keys: readonly Buffer[]): Record<string, string> {
  return {
    'webhook-id': signed.id,
    'webhook-timestamp': String(signed.timestamp),
    'webhook-signature': keys.map((key) => `v1,${signatureOf(signed, key)}`).join(' '),
  };
}

function signatureOf({ id, timestamp, body }: Signed, key: Buffer): string {
  return createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
}
