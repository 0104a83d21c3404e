import { readdir, readFile } from 'node:fs/promises';

const NANOSECONDS_PER_MILLISECOND = 1e6;

type Process = { readonly pid: number; readonly parent: number };

/** Milliseconds of CPU that a process and those it has started, and that still run, have used; Linux only. */
export async function cpuTimeMs(pid: number): Promise<number> {
  const pids = [pid, ...(await startedBy(pid))];
  const times = await Promise.all(pids.map(timeOf));
  return times.reduce((sum, ms) => sum + ms, 0);
}

/** The processes that a process has started, and those that they have, and that still run; Linux only. */
export async function startedBy(pid: number): Promise<number[]> {
  const folders = await readdir('/proc');
  const found = await Promise.all(folders.filter((name) => /^\d+$/.test(name)).map(readProcess));
  return descendants(
    pid,
    found.filter((one) => one !== undefined),
  );
}

function descendants(pid: number, processes: readonly Process[]): number[] {
  const children = processes.filter(({ parent }) => parent === pid);
  return children.flatMap((child) => [child.pid, ...descendants(child.pid, processes)]);
}

/** @returns undefined for one that has ended meanwhile. @see proc_pid_stat(5) */
async function readProcess(pid: string): Promise<Process | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  // The name in the second field may hold anything.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { pid: Number(pid), parent: Number(fields[1]) };
}

/** Of all threads. @returns 0 for a process that has ended meanwhile. */
async function timeOf(pid: number): Promise<number> {
  const threads = await readdir(`/proc/${pid}/task`).catch(() => []);
  const times = await Promise.all(threads.map((thread) => timeOfThread(pid, thread)));
  return times.reduce((sum, ms) => sum + ms, 0);
}

/** To the nanosecond; what `stat` says is in hundredths of a second. @see Linux, "Scheduler Statistics" */
async function timeOfThread(pid: number, thread: string): Promise<number> {
  const text = await readFile(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').catch(() => '0');
  return Number(text.split(' ', 1)[0]) / NANOSECONDS_PER_MILLISECOND;
}
