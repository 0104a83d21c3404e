import type { TenantId } from '../../domain/identifiers.ts';
import type { MetricGroup } from './metric-group.ts';

export type EmfOptions = {
  /** CloudWatch's: metrics of the same name in another namespace are others. */
  readonly namespace: string;
  /** `by-tenant`: the tenant is a dimension as well; a property of the line it always is. */
  readonly mode: 'on' | 'by-tenant' | 'off';
  /** Milliseconds for which values may wait for others to share a line; 0: until the end of the invocation. */
  readonly intervalMs: number;
  readonly write: (line: string) => void;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
};

export type EmfMetrics = {
  /** @param tenant for a group that is `ofTenant`, and for no other */
  readonly record: <Tag extends string, Name extends string>(
    group: MetricGroup<Tag, Name>,
    tags: Readonly<Record<Tag, string>>,
    values: Readonly<Record<Name, number>>,
    tenant?: TenantId,
  ) => void;
  /**
   * To be called at the end of each invocation: a function that has answered is frozen. What waits for the interval is written
   * by a timer if no invocation comes before, which needs a process that is not.
   */
  readonly flush: () => void;
};

/** Of one metric in one line. @see Amazon CloudWatch, "Specification: Embedded metric format", "Target members" */
const MAX_VALUES = 100;
/** Lines that wait; with the most values each they are some 100 KiB. */
const MAX_LINES = 100;

/** What is the same for all lines of a group. */
type Known = {
  readonly name: string;
  readonly tags: readonly string[];
  readonly targets: readonly string[];
  readonly directive: string;
};

type Line = {
  readonly group: MetricGroup;
  readonly properties: Readonly<Record<string, string | undefined>>;
  readonly values: Readonly<Record<string, number>>[];
};

/**
 * Metrics as lines of the log, which CloudWatch makes them from: they cost a request neither a call nor a wait.
 *
 * @see Amazon CloudWatch, "Specification: Embedded metric format"
 */
export function emfMetrics(options: EmfOptions): EmfMetrics {
  const { mode, intervalMs, write, now } = options;
  /** A new one each time: one that is cleared keeps alive what comes after. See "Not obvious" in ARCHITECTURE.md. */
  let waiting = new Map<string, Line>();
  const groups = new Map<MetricGroup, Known>();
  let dueAtMs = 0;
  let timer: NodeJS.Timeout | undefined;

  const knownOf = (group: MetricGroup): Known => {
    const known = groups.get(group) ?? toKnown(group, options);
    groups.set(group, known);
    return known;
  };
  const writeAll = (nowMs: number): void => {
    clearTimeout(timer);
    timer = undefined;
    const lines = waiting.values();
    waiting = new Map();
    for (const line of lines) write(toText(line, knownOf(line.group), nowMs));
    dueAtMs = nowMs + intervalMs;
  };
  return {
    record: (group, tags, values, tenant) => {
      if (mode === 'off') return;
      const key = keyOf(knownOf(group), tags, tenant);
      const line = waiting.get(key) ?? { group, properties: { ...tags, tenant }, values: [] };
      line.values.push(values);
      waiting.set(key, line);
      if (line.values.length === MAX_VALUES || waiting.size === MAX_LINES) writeAll(now());
    },
    flush: () => {
      if (waiting.size === 0) return;
      const nowMs = now();
      if (nowMs >= dueAtMs) writeAll(nowMs);
      else timer ??= setTimeout(() => writeAll(now()), dueAtMs - nowMs).unref();
    },
  };
}

/** Tells apart what has a line of its own: groups may have tags of the same names. */
function keyOf(group: Known, tags: Readonly<Record<string, string>>, tenant = ''): string {
  let key = `${group.name} ${tenant}`;
  for (const tag of group.tags) key += ` ${tags[tag]}`;
  return key;
}

function toKnown(group: MetricGroup, options: EmfOptions): Known {
  const targets = Object.keys(group.units);
  const name = targets.join();
  return { name, tags: group.tags, targets, directive: toDirective(group, options) };
}

function toDirective({ tags, ofTenant, units }: MetricGroup, options: EmfOptions): string {
  const byTenant = ofTenant && options.mode === 'by-tenant';
  return JSON.stringify({
    Namespace: options.namespace,
    Dimensions: byTenant ? [tags, [...tags, 'tenant']] : [tags],
    Metrics: Object.entries(units).map(([Name, Unit]) => ({ Name, Unit })),
  });
}

function toText(
  { properties, values }: Line,
  { targets, directive }: Known,
  nowMs: number,
): string {
  const measured = targets.map((name) => [name, values.map((one) => one[name])]);
  const members = JSON.stringify({ ...properties, ...Object.fromEntries(measured) });
  const head = `{"_aws":{"Timestamp":${nowMs},"CloudWatchMetrics":[${directive}]}`;
  return `${head},${members.slice(1)}`;
}
