import { run } from './run.ts';
import { interruption } from './interruption.ts';

/** `tidegate`: started by `tidegate.js`, in the project's own Node. */

// Whoever reads the answer may stop reading it: `… | head`.
process.stdout.on('error', (failure: NodeJS.ErrnoException) => {
  if (failure.code !== 'EPIPE') throw failure;
  process.exit();
});

process.exitCode = await run(process.argv.slice(2), {
  env: process.env,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  interrupted: interruption(),
});
// A pipe that is open on our side does not keep the command from ending.
process.stdin.destroy();
