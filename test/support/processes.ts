import { readdirSync, readFileSync } from 'node:fs';

/** Every process below one, on Linux. */
export function descendantsOf(pid: number): number[] {
  const byParent = Map.groupBy(running(), ({ parent }) => parent);
  const below = (one: number): number[] =>
    (byParent.get(one) ?? []).flatMap((child) => [child.pid, ...below(child.pid)]);
  return below(pid);
}

/** `T` is stopped; `undefined` is gone, or dead and not yet buried. */
export function stateOf(pid: number): string | undefined {
  const state = statusOf(pid)?.[0];
  return state === 'Z' ? undefined : state;
}

function running() {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), parent: Number(statusOf(Number(name))?.[1]) }));
}

/** What follows the name of the program, which may hold anything. @see proc(5), stat */
function statusOf(pid: number): string[] | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return status.slice(status.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}
