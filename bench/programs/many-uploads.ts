/** Reads numbers of uploads, does them, and prints after each its resident memory and then its live heap, in bytes. */
import { createInterface } from 'node:readline';
import { handler } from '../../functions/ingest.ts';

const WIDTH = Number(process.env['BENCH_WIDTH']);

const event: unknown = JSON.parse(process.env['BENCH_EVENT'] ?? '');
const invocation = { getRemainingTimeInMillis: () => 10_000 };

for await (const line of createInterface({ input: process.stdin })) {
  let left = Number(line);
  const work = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const { statusCode } = await handler(event, invocation);
      if (statusCode !== 202) throw new Error(`refused: ${statusCode}`);
    }
  };
  await Promise.all(Array.from({ length: WIDTH }, work));
  const resident = process.memoryUsage.rss();
  await globalThis.gc?.({ type: 'major', execution: 'async' });
  console.log(`${resident} ${process.memoryUsage().heapUsed}`);
}
