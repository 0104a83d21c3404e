#!/usr/bin/env node
// Runs under the machine's own Node, 20 or newer, and hands the command to the Node that was installed with the project.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const MAIN = pathOf('main.ts');
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
/** As a shell reports a process that a signal has ended: this and the signal's number. */
const ENDED_BY_SIGNAL = 128;
const NUMBERS = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };

const node = pathOf('../node_modules/node/bin/node');
if (!existsSync(node)) {
  process.stderr.write('The bundled Node is missing: run npm ci first.\n');
  process.exit(1);
}

const child = spawn(node, [MAIN, ...process.argv.slice(2)], { stdio: 'inherit' });
for (const signal of SIGNALS) process.on(signal, () => child.kill(signal));
child.on('error', (failure) => {
  process.stderr.write(`The bundled Node does not start: ${failure.message}\n`);
  process.exit(1);
});
child.on('exit', (code, signal) => {
  process.exit(code ?? ENDED_BY_SIGNAL + (NUMBERS[signal] ?? 0));
});

function pathOf(relative) {
  return fileURLToPath(new URL(relative, import.meta.url));
}
