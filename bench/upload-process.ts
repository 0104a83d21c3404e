import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Throughput } from './load.ts';

const PROGRAM = join(import.meta.dirname, 'programs/uploads.ts');

export type UploadOrder = {
  readonly port: number;
  readonly width: number;
  readonly count: number;
  /** Milliseconds after which no more are sent. */
  readonly limitMs: number;
  /** Of the devices, which take turns. */
  readonly authorizations: readonly string[];
};

export type UploadReport = Pick<Throughput, 'perSecond' | 'latencies'> & {
  /** Answers by status. */
  readonly statuses: Readonly<Record<string, number>>;
};

export type UploadProcess = (order: UploadOrder) => Promise<UploadReport>;

/** What loads has a process of its own, so that its CPU is not counted. */
export async function withUploadProcess<T>(
  work: (upload: UploadProcess) => Promise<T>,
): Promise<T> {
  const child = fork(PROGRAM, [], { serialization: 'advanced' });
  const ended = once(child, 'exit');
  try {
    return await work((order) => carryOut(child, order));
  } finally {
    child.disconnect();
    await ended;
  }
}

async function carryOut(child: ChildProcess, order: UploadOrder): Promise<UploadReport> {
  const reported = once(child, 'message');
  child.send(order);
  const [report] = (await reported) as [UploadReport];
  return report;
}
