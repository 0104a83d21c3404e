import { readdir, readFile } from 'node:fs/promises';

/** Milliseconds; Linux counts in hundredths of a second. */
const TICK_MS = 10;

type Process = { readonly pid: number; readonly parent: number; readonly cpuMs: number };

/** Milliseconds of CPU that a process and those it has started, and that still run, have used; Linux only. */
export async function cpuTimeMs(pid: number): Promise<number> {
  const folders = await readdir('/proc');
  const found = await Promise.all(folders.filter((name) => /^\d+$/.test(name)).map(readProcess));
  const processes = found.filter((one) => one !== undefined);
  return sumOf(pid, processes);
}

function sumOf(pid: number, processes: readonly Process[]): number {
  const own = processes.find((one) => one.pid === pid)?.cpuMs ?? 0;
  const started = processes.filter(({ parent }) => parent === pid);
  return started.reduce((sum, one) => sum + sumOf(one.pid, processes), own);
}

/** @returns undefined for one that has ended meanwhile. @see proc_pid_stat(5) */
async function readProcess(pid: string): Promise<Process | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  // The name in the second field may hold anything.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [parent, user, system] = [fields[1], fields[11], fields[12]].map(Number);
  return { pid: Number(pid), parent: parent ?? 0, cpuMs: ((user ?? 0) + (system ?? 0)) * TICK_MS };
}
