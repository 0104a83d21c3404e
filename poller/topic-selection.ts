import { setTimeout as pause } from 'node:timers/promises';
import { type Log, messageOf } from './log.ts';
import type { TenantTopics } from './mapping-model.ts';

/** How often Kafka is asked which topics there are, in milliseconds. */
const LOOK_EVERY_MS = 2_000;

export type SelectionPorts = {
  readonly topics: TenantTopics;
  /** All of the cluster's. */
  readonly listTopics: () => Promise<readonly string[]>;
  /** All of the registry's. A list that is cut short must reject. */
  readonly listTenants: () => Promise<readonly string[]>;
  /** How old the registry's list may be, unless a topic appears. */
  readonly registryEveryMs: number;
  readonly read: (topics: readonly string[]) => Promise<void>;
  readonly log: Log;
  /** Milliseconds. */
  readonly now: () => number;
};

/** Decides which topics are read: those of the pattern whose tenant is in the registry. */
export type TopicSelection = {
  /** Compares once; never rejects. */
  readonly look: () => Promise<void>;
  /** Does so again and again; resolves when the signal is aborted. */
  readonly watch: (signal: AbortSignal) => Promise<void>;
  /** Whether both lists have been had. */
  readonly isKnown: () => boolean;
};

export function createTopicSelection(ports: SelectionPorts): TopicSelection {
  const { topics, log } = ports;
  let tenants: ReadonlySet<string> | undefined;
  let askedAtMs = -Infinity;
  let seen: ReadonlySet<string> = new Set();
  let reading: ReadonlySet<string> = new Set();
  let isTroubled = false;

  async function look(): Promise<void> {
    try {
      await select();
      isTroubled = false;
    } catch (cause) {
      if (!isTroubled) log('warn', 'topics not selected', { cause: messageOf(cause) });
      isTroubled = true;
    }
  }

  async function select(): Promise<void> {
    const all = await ports.listTopics();
    const existing = all.filter((topic) => topics.tenantOf(topic) !== undefined);
    const isNew = existing.some((topic) => !seen.has(topic));
    if (isNew || ports.now() - askedAtMs >= ports.registryEveryMs) await askRegistry();
    seen = new Set(existing);
    const chosen = existing.filter((topic) => tenants?.has(topics.tenantOf(topic) ?? ''));
    await readIfChanged(chosen);
  }

  /** A registry that was not empty and is now names another table, or has lost its own: nothing is given up for it. */
  async function askRegistry(): Promise<void> {
    const listed = await ports.listTenants();
    askedAtMs = ports.now();
    if (listed.length > 0 || tenants === undefined) tenants = new Set(listed);
    else log('warn', 'registry-empty', { kept: tenants.size });
  }

  async function readIfChanged(chosen: readonly string[]): Promise<void> {
    const wanted = new Set(chosen);
    const [added, removed] = [countMissing(wanted, reading), countMissing(reading, wanted)];
    if (added + removed === 0) return;
    const counts = { topics: wanted.size, added, removed };
    log('info', 'topics selected', counts);
    reading = wanted;
    await ports.read(chosen);
  }

  return {
    look,
    isKnown: () => tenants !== undefined,
    async watch(signal) {
      while (!signal.aborted) {
        await look();
        await pause(LOOK_EVERY_MS, undefined, { signal }).catch((cause: unknown) => {
          if (!signal.aborted) throw cause;
        });
      }
    },
  };
}

function countMissing(of: ReadonlySet<string>, from: ReadonlySet<string>): number {
  return [...of].filter((each) => !from.has(each)).length;
}
