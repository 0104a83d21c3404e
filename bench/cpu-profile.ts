import { type Profiler, Session } from 'node:inspector/promises';

/** One place of a program, with all that called it. */
export type ProfiledStack = {
  /** From where it is up to where it began, as `file function`. */
  readonly frames: readonly string[];
  /** Microseconds that were spent here itself. */
  readonly selfUs: number;
};

const SAMPLE_EVERY_US = 250;

/** Profiles this process; the function returned ends that, and tells where the time went. */
export async function startCpuProfile(): Promise<() => Promise<ProfiledStack[]>> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: SAMPLE_EVERY_US });
  await session.post('Profiler.start');
  return async () => {
    const { profile } = await session.post('Profiler.stop');
    session.disconnect();
    return toStacks(profile);
  };
}

function toStacks({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): ProfiledStack[] {
  const parents = new Map<number, Profiler.ProfileNode>();
  for (const node of nodes) for (const child of node.children ?? []) parents.set(child, node);
  const times = new Map<number, number>();
  for (const [index, id] of samples.entries()) {
    times.set(id, (times.get(id) ?? 0) + (timeDeltas[index] ?? 0));
  }
  return nodes.map((node) => ({
    frames: framesOf(node, parents),
    selfUs: times.get(node.id) ?? 0,
  }));
}

function framesOf(
  node: Profiler.ProfileNode,
  parents: ReadonlyMap<number, Profiler.ProfileNode>,
): string[] {
  const frames: string[] = [];
  for (let at: Profiler.ProfileNode | undefined = node; at; at = parents.get(at.id)) {
    frames.push(`${at.callFrame.url} ${at.callFrame.functionName}`);
  }
  return frames;
}
