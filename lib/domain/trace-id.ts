/** @returns undefined for what is no `traceparent`. @see W3C Trace Context, section 3.2.2.3 */
export function traceIdOf(traceparent: string | undefined): string | undefined {
  return traceparent && /^[0-9a-f]{2}-([0-9a-f]{32})-/.exec(traceparent)?.[1];
}
