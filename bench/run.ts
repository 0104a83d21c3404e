// `npm run bench` lists the benchmarks; `npm run bench -- NAME…` runs some, `all` runs every one.
// With `--record` the results are appended to bench/RESULTS.md as well.
import type { Benchmark } from './benchmark.ts';
import { describeCircumstances } from './machine.ts';
import { appendToResults, toSection } from './report.ts';
import { withServers } from './servers.ts';

const benchmarks: { readonly [name: string]: () => Promise<{ readonly benchmark: Benchmark }> } = {
  'bare-producer': () => import('./bare-producer.ts'),
  burst: () => import('./burst.ts'),
  'cold-start': () => import('./cold-start.ts'),
  'consumer-overhead': () => import('./consumer-overhead.ts'),
  'first-send': () => import('./first-send.ts'),
  'first-upload': () => import('./first-upload.ts'),
  gateway: () => import('./gateway.ts'),
  'kafka-clients': () => import('./kafka-clients.ts'),
  lanes: () => import('./lanes.ts'),
  'malformed-requests': () => import('./malformed-requests.ts'),
  memory: () => import('./memory.ts'),
  'registry-bulk': () => import('./registry-bulk.ts'),
  'registry-look-ups': () => import('./registry-look-ups.ts'),
  tenants: () => import('./tenants.ts'),
  upload: () => import('./upload.ts'),
};

async function list(): Promise<void> {
  for (const [name, load] of Object.entries(benchmarks)) {
    console.log(`${name.padEnd(20)} ${(await load()).benchmark.title}`);
  }
}

async function run(name: string, isRecorded: boolean): Promise<void> {
  const { benchmark } = await loadBenchmark(name);
  const command = `npm run bench -- ${name}`;
  const circumstances = describeCircumstances(command);
  const findings = await withServers(benchmark.measure);
  const section = toSection(name, benchmark, circumstances, findings);
  console.log(section);
  if (isRecorded) await appendToResults(section);
}

function loadBenchmark(name: string): Promise<{ readonly benchmark: Benchmark }> {
  const load = benchmarks[name];
  if (load === undefined) throw new Error(`no benchmark is called ${name}`);
  return load();
}

const named = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const isRecorded = process.argv.includes('--record');
if (named.length === 0) await list();
for (const name of named.includes('all') ? Object.keys(benchmarks) : named) {
  await run(name, isRecorded);
}
