/** Does what the body, or the invocation itself, commands. */

type Command = {
  readonly do?: 'echo' | 'throw' | 'reject-later' | 'exit' | 'hang' | 'wait' | 'count' | 'answer';
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

async function obey(command: Command, event: unknown, context: Context): Promise<unknown> {
  switch (command.do) {
    case 'throw':
      throw new RangeError('as told');
    case 'reject-later':
      void Promise.reject(new Error('behind the back'));
      return new Promise(() => {});
    case 'exit':
      return process.exit(7);
    case 'hang':
      return new Promise(() => {});
    case 'wait':
      await new Promise((resolve) => {
        setTimeout(resolve, command.waitMs);
      });
      return { pid: process.pid, mostRunning };
    case 'count':
      return { pid: process.pid, invocations, mostRunning };
    case 'answer':
      return command.answer;
    case 'echo':
    case undefined:
      console.log(
        JSON.stringify({ level: 'info', message: 'echo', greeting: process.env['GREETING'] }),
      );
      return {
        event,
        context: { ...context, remainingMs: context.getRemainingTimeInMillis() },
        environment: process.env,
      };
  }
}
