type Event = { readonly records: Readonly<Record<string, readonly { readonly value: string }[]>> };

/** Says what it is handed, with a word of the provider's environment and a sign of its own; fails on what says so. */
export async function orders(event: Event) {
  const values = Object.values(event.records).flat();
  for (const { value } of values) {
    const text = Buffer.from(value, 'base64').toString();
    console.log(`${process.env['GREETING']} ${text}${process.env['SUFFIX']}`);
    if (text.includes('"fails"')) throw new Error('as it was told');
  }
  return { batchItemFailures: [] };
}

export async function returns() {
  return null;
}

/** Never ends. */
export async function raw() {
  await new Promise(() => setInterval(() => undefined, 1_000));
}

/** Ends its process before it answers. */
export async function exits() {
  process.exit(3);
}

/** Throws where nobody waits for it. */
export async function throwsLater() {
  setImmediate(() => {
    throw new TypeError('too late');
  });
  await new Promise(() => undefined);
}

/** Says what it knows of itself. */
export async function reflects(_event: unknown, context: Readonly<Record<string, unknown>>) {
  const remaining = context['getRemainingTimeInMillis'];
  const isPositive = typeof remaining === 'function' && remaining() > 0;
  return { name: context['functionName'], greeting: process.env['GREETING'], isPositive };
}
