// Says how many bytes of what has ended outlive collections of the young generation alone. A process of its own,
// because what runs tests keeps some as well. The argument names what is looked at; Node has to have --expose-gc.
import { setImmediate as turn } from 'node:timers/promises';
import { emfMetrics } from '../../lib/drivers/emf/emf-metrics.ts';
import { DEFAULT_LIMITS } from '../../lib/drivers/record-sink/delivery-limits.ts';
import { recordSink } from '../../lib/drivers/record-sink/record-sink.ts';
import { sameDeadline } from '../../local/same-deadline.ts';

const PIECE = { tags: ['name'], ofTenant: false, units: { size: 'None' } } as const;
const AT_A_TIME = 32;
const PIECES = 12_000;

/** Each piece of work gets 1 KB that it may hold while it is under way. */
const subjects: { readonly [name: string]: () => (held: object) => Promise<unknown> } = {
  'same-deadline': () => {
    const within = sameDeadline(60_000);
    return (held) => within(turn(held), () => held);
  },
  'record-sink': () => {
    const session = {
      connect: () => undefined,
      produce: () => turn({ kind: 'stored' } as const),
      discard: () => undefined,
    };
    const { store } = recordSink(() => session, DEFAULT_LIMITS);
    const record = { topic: 'one', key: 'device', value: null, headers: {} };
    return (held) => store(Object.assign({ held }, record), 100);
  },
  metrics: () => {
    const options = { mode: 'on', namespace: 'n', intervalMs: 0, now: Date.now } as const;
    const { record, flush } = emfMetrics({ ...options, write: () => undefined });
    let pieces = 0;
    return async () => {
      record(PIECE, { name: `${(pieces += 1)}`.padEnd(1000) }, { size: 1 });
      flush();
      await turn();
    };
  },
};

const begin = subjects[process.argv[2] ?? ''];
const { gc } = globalThis;
if (!begin || !gc) throw new Error('usage: node --expose-gc outliving-program.ts SUBJECT');
const work = begin();
await comeAndGo(1_000);
gc();
const before = process.memoryUsage().heapUsed;
await comeAndGo(PIECES);
for (let times = 0; times < 3; times += 1) gc({ type: 'minor' });
process.stdout.write(`${process.memoryUsage().heapUsed - before}`);
process.exit();

async function comeAndGo(count: number): Promise<void> {
  let begun = 0;
  const goOn = async (): Promise<void> => {
    while (begun++ < count) await work(Array.from({ length: 125 }, () => 1.5));
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, goOn));
}
