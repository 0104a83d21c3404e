import type { SaslClientMechanism } from 'rhea';
import type { AmqpConnection } from './connection.ts';

/** Who we say we are, by the one mechanism that the configuration asks for: whatever else a network offers is not taken. */
export function saslMechanisms({
  user,
  tls,
}: Pick<AmqpConnection, 'user' | 'tls'>): Record<string, () => SaslClientMechanism> {
  if (user) return { PLAIN: () => saying(`\0${user.name}\0${user.password}`) };
  if (tls?.certificate !== undefined) return { EXTERNAL: () => saying('') };
  return { ANONYMOUS: () => saying('tidegate') };
}

/** rhea's own PLAIN counts characters for bytes, and cuts a password that is not ASCII. @see RFC 4616, RFC 4505 */
function saying(text: string): SaslClientMechanism {
  const response = Buffer.from(text);
  const answer: SaslClientMechanism['start'] = (callback) => callback(undefined, response);
  return { start: answer, step: (_challenge, callback) => callback(undefined, Buffer.alloc(0)) };
}
