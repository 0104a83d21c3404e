import { toBuffer } from './bytes.ts';
import type { Received } from './received.ts';

/** Records without a key share a lane: nobody knows whether they are of one device. */
export function laneKeyOf({ key }: Pick<Received, 'key'>): string {
  if (!key?.length) return '';
  return toBuffer(key).toString('latin1');
}
