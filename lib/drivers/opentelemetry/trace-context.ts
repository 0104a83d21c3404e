import { randomBytes } from 'node:crypto';
import type { TraceContext } from '../../domain/event-record.ts';

/**
 * A span of our own in the caller's trace, or in a new one that is not sampled when the caller names none or one that is not
 * valid. What reads a caller's is loaded with the first that has one: most devices have none.
 *
 * @param headers of the request, with lower-case names
 * @see W3C Trace Context, section 4.3 "A vendor receives a traceparent"
 */
export async function continueTrace(
  headers: Readonly<Record<string, string>>,
): Promise<TraceContext> {
  const random = randomHex(24);
  const spanId = random.slice(0, 16);
  if ('traceparent' in headers) {
    const { continueCaller } = await import('./continue-caller.ts');
    const continued = continueCaller(headers, spanId);
    if (continued) return continued;
  }
  return { traceparent: `00-${random.slice(16)}-${spanId}-00` };
}

/** Asked of the system for many requests at once, because each asking takes 2 to 4 µs. */
let stock = { bytes: Buffer.alloc(0), used: 0 };
const STOCK_BYTES = 3072;

function randomHex(count: number): string {
  if (stock.used + count > stock.bytes.length) stock = { bytes: randomBytes(STOCK_BYTES), used: 0 };
  stock.used += count;
  return stock.bytes.toString('hex', stock.used - count, stock.used);
}
