/** Carries out a command line of `tidegate`, and prints its largest resident memory, in bytes, and its CPU time, in microseconds, to standard error. */
import { run } from '../../cli/run.ts';

const BYTES_PER_KILOBYTE = 1024;

process.exitCode = await run(process.argv.slice(2), {
  env: process.env,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  interrupted: new AbortController().signal,
});
process.stdin.destroy();
console.error(`memory ${process.resourceUsage().maxRSS * BYTES_PER_KILOBYTE}`);
const { user, system } = process.cpuUsage();
console.error(`cpu ${user + system}`);
