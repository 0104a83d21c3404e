import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { StartFailure } from '../start-failure.ts';
import { type BoundedLog, openBoundedLog } from './bounded-log.ts';
import type { Jdk } from './jdk.ts';

/** A hundred times what a start takes, because the machine may have much else to do. */
const START_LIMIT_MS = 180_000;
const STOP_LIMIT_MS = 30_000;

/** Printed by `Leash`. */
const DATA_IN_USE = /^in use by another process/m;

/** Small and quick to start, at the price of peak speed: C1 only, one collector thread, nothing written to shared folders. */
const LEAN = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-XX:-UsePerfData', '-Xshare:auto'];

export type JvmCommand = {
  /** What the operator reads: "Apache Kafka 4.3.1". */
  readonly title: string;
  readonly jdk: Jdk;
  readonly options: readonly string[];
  readonly classPath: string;
  /** The class whose `main` runs, on a leash: it ends when this process does, however this process ends. */
  readonly main: string;
  readonly arguments: readonly string[];
  /** Belongs to this server alone for as long as it runs; another one on the same folder would spoil the data. */
  readonly dataDir: string;
  readonly logFile: string;
  /** Matches the line of output that says the server answers. */
  readonly ready: RegExp;
};

export type Exit = { readonly code: number | null; readonly signal: NodeJS.Signals | null };

export type Jvm = {
  readonly pid: number;
  /** Settles once the process is gone; never rejects. */
  readonly exited: Promise<Exit>;
  /** Ends the process in order, by force after 30 s. Safe to call again. */
  readonly stop: () => Promise<void>;
  /** Ends the process as a crash would (SIGKILL). */
  readonly kill: () => void;
};

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/** The server ended, or said nothing for three minutes, before it was ready. */
export class JvmStartError extends Error {
  override readonly name = 'JvmStartError';
  /** The newest lines of its output. */
  readonly tail: string;

  constructor(message: string, tail: string) {
    super(`${message}\n${tail}`);
    this.tail = tail;
  }
}

/**
 * Starts a server in a process group of its own, so that Ctrl-C reaches this process first and the server ends in order.
 *
 * @returns the server and what `ready` matched.
 * @throws {StartFailure} another process uses the data.
 * @throws {JvmStartError}
 */
export async function startJvm(command: JvmCommand): Promise<Jvm & { ready: RegExpExecArray }> {
  const log = openBoundedLog(command.logFile);
  const child = launch(command);
  const jvm = toJvm(child, log);
  try {
    return { ...jvm, ready: await untilReady(child, log, command) };
  } catch (failure) {
    jvm.kill();
    await jvm.exited;
    throw failure;
  }
}

function launch({ jdk, options, classPath, dataDir, ...command }: JvmCommand): Child {
  const leash = ['Leash', join(dataDir, 'lock'), command.main, ...command.arguments];
  const javaArguments = [...LEAN, ...options, '-cp', classPath, ...leash];
  return spawn(join(jdk.home, 'bin', 'java'), javaArguments, {
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

function toJvm(child: Child, log: BoundedLog): Jvm {
  const exited = new Promise<Exit>((resolve) => {
    const end = (code: number | null, signal: NodeJS.Signals | null) => {
      log.close();
      resolve({ code, signal });
    };
    child.once('close', end);
    child.once('error', () => child.pid === undefined && end(null, null));
  });
  child.stdin.on('error', () => {
    // The process is gone already: `exited` tells.
  });
  const kill = () => void child.kill('SIGKILL');
  return {
    pid: child.pid ?? Number.NaN,
    exited,
    kill,
    stop: async () => {
      child.stdin.end();
      const limit = setTimeout(kill, STOP_LIMIT_MS);
      await exited;
      clearTimeout(limit);
    },
  };
}

function startFailure({ title, logFile, dataDir }: JvmCommand, what: string, tail: string): Error {
  if (!DATA_IN_USE.test(tail))
    return new JvmStartError(`${title} ${what}; ${logFile} ends with:`, tail);
  return new StartFailure(
    `Another process uses the data in ${dataDir}: stop it, or set TIDEGATE_DATA to another folder.`,
  );
}

/** Logs what the server says, and resolves with the line that says it is ready. */
function untilReady(child: Child, log: BoundedLog, command: JvmCommand) {
  return new Promise<RegExpExecArray>((resolve, reject) => {
    const fail = (what: string) => reject(startFailure(command, what, log.tail()));
    const limit = setTimeout(fail, START_LIMIT_MS, `is not ready after ${START_LIMIT_MS / 1000} s`);
    const read = (line: string) => {
      log.write(line);
      const match = command.ready.exec(line);
      if (match === null) return;
      clearTimeout(limit);
      resolve(match);
    };
    createInterface(child.stdout).on('line', read);
    createInterface(child.stderr).on('line', read);
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(limit);
      fail(`ended with exit code ${code} before it was ready`);
    });
  });
}
