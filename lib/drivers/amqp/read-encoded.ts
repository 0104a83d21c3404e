import rhea, { type Message } from 'rhea';
import type { Received } from '../../consumption/received.ts';
import { type Origin, toReceived } from './to-received.ts';

/** @throws {Error} what rhea says of bytes that are no message */
export function readEncoded(encoded: Buffer, origin: Origin): Received {
  // rhea's types have two messages, and this one forgets that there may be no body.
  const message: unknown = rhea.message.decode(encoded);
  return toReceived(message as Message, origin);
}
