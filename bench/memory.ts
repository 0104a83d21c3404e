import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Benchmark, Finding } from './benchmark.ts';
import { withBundle } from './bundle.ts';
import { type Environment, withRegisteredDevice } from './first-upload.ts';

const PROGRAM = join(import.meta.dirname, 'programs/many-uploads.ts');
const UPLOADS = Number(process.env['BENCH_UPLOADS'] ?? 1_000_000);
const WIDTHS = (process.env['BENCH_WIDTHS'] ?? '1,32').split(',').map(Number);
const STEPS = 10;
/** As `serverless.yml` has it. */
const HEAP = ['--max-semi-space-size=8', '--max-old-space-size=460'];
/** Said by every kafkajs client, which computes time-outs that lie in the past. */
const QUIET = '--disable-warning=TimeoutNegativeWarning';

export const benchmark: Benchmark = {
  title: `Memory of the bundled ingest function, its heap bounded as in serverless.yml, over ${UPLOADS.toLocaleString('en')} uploads; collected once in each tenth of them.`,
  measure: (servers) =>
    withRegisteredDevice(servers, (environment) =>
      withBundle(PROGRAM, async (file) => {
        const findings: Finding[] = [];
        for (const width of WIDTHS) {
          findings.push(...toFindings(width, await memoryOf(file, environment, width)));
        }
        return findings;
      }),
    ),
};

type Reading = { readonly resident: number; readonly live: number };

function toFindings(width: number, readings: readonly Reading[]): Finding[] {
  const how = `${width} at a time`;
  const resident = readings.map((reading) => megabytes(reading.resident)).join(', ');
  const live = readings.map((reading) => megabytes(reading.live)).join(', ');
  return [
    { what: `resident in MB, ${how}`, result: resident, budget: '≤ 150' },
    { what: `live heap in MB, ${how}`, result: live, budget: 'flat' },
  ];
}

/** @returns bytes after each tenth of the uploads. */
async function memoryOf(file: string, environment: Environment, width: number): Promise<Reading[]> {
  const child = spawn(process.execPath, [...HEAP, '--expose-gc', QUIET, file], {
    env: { ...process.env, ...environment, BENCH_WIDTH: String(width) },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close');
  const readings: Reading[] = [];
  try {
    child.stdin.write(`${UPLOADS / STEPS}\n`);
    for await (const line of createInterface({ input: child.stdout })) {
      const [resident, live] = line.split(' ').map(Number);
      if (resident === undefined || live === undefined) throw new Error(`not a reading: ${line}`);
      readings.push({ resident, live });
      if (readings.length === STEPS) return readings;
      child.stdin.write(`${UPLOADS / STEPS}\n`);
    }
  } finally {
    child.kill('SIGKILL');
    await ended;
  }
  throw new Error(`the function ended after ${readings.length} of ${STEPS} steps`);
}

function megabytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed();
}
