import { getHeapStatistics } from 'node:v8';

/** Does what the body, or the invocation itself, commands. */

type Command = {
  readonly do?: keyof typeof actions;
  readonly waitMs?: number;
  readonly answer?: unknown;
};

type Context = { readonly awsRequestId: string; readonly getRemainingTimeInMillis: () => number };

let invocations = 0;
let running = 0;
let mostRunning = 0;

export async function handler(event: Record<string, unknown>, context: Context): Promise<unknown> {
  invocations += 1;
  running += 1;
  mostRunning = Math.max(mostRunning, running);
  try {
    return await obey(commandOf(event), event, context);
  } finally {
    running -= 1;
  }
}

function commandOf({ body, ...event }: Record<string, unknown>): Command {
  if (typeof body !== 'string' || !body.startsWith('{')) return event;
  return JSON.parse(body) as Command;
}

function obey(command: Command, event: unknown, context: Context): unknown {
  const { do: action = 'echo' } = command;
  return actions[action](command, event, context);
}

const actions = {
  echo: (_command: Command, event: unknown, context: Context) => {
    const greeting = process.env['GREETING'];
    console.log(JSON.stringify({ level: 'info', message: 'echo', greeting }));
    const remainingMs = context.getRemainingTimeInMillis();
    return { event, context: { ...context, remainingMs }, environment: process.env };
  },
  throw: () => {
    throw new RangeError('as told');
  },
  'reject-later': () => {
    void Promise.reject(new Error('behind the back'));
    return forever();
  },
  exit: () => process.exit(7),
  hang: () => forever(),
  wait: async ({ waitMs }: Command) => {
    await new Promise((resolve) => {
      setTimeout(resolve, waitMs);
    });
    return count();
  },
  count: () => count(),
  'heap-limit': () => getHeapStatistics().heap_size_limit,
  answer: ({ answer }: Command) => answer,
};

function count() {
  return { pid: process.pid, invocations, mostRunning };
}

function forever(): Promise<never> {
  return new Promise(() => {});
}
