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
  /** To be called at the end of each invocation: a function that has answered is frozen. */
  readonly flush: () => void;
};

/** Of one metric in one line. @see Amazon CloudWatch, "Specification: Embedded metric format", "Target members" */
const MAX_VALUES = 100;
/** Lines that wait; with the most values each they are some 100 KiB. */
const MAX_LINES = 100;

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
  const waiting = new Map<string, Line>();
  const directives = new Map<MetricGroup, string>();
  let dueAtMs = 0;

  const directiveOf = (group: MetricGroup): string => {
    const directive = directives.get(group) ?? toDirective(group, options);
    directives.set(group, directive);
    return directive;
  };
  const writeAll = (nowMs: number): void => {
    for (const line of waiting.values()) write(toText(line, directiveOf(line.group), nowMs));
    waiting.clear();
    dueAtMs = nowMs + intervalMs;
  };
  return {
    record: (group, tags, values, tenant) => {
      if (mode === 'off') return;
      const key = `${Object.keys(group.units)[0]} ${Object.values(tags).join()} ${tenant}`;
      const line = waiting.get(key) ?? { group, properties: { ...tags, tenant }, values: [] };
      line.values.push(values);
      waiting.set(key, line);
      if (line.values.length === MAX_VALUES || waiting.size === MAX_LINES) writeAll(now());
    },
    flush: () => {
      if (waiting.size === 0) return;
      const nowMs = now();
      if (nowMs >= dueAtMs) writeAll(nowMs);
    },
  };
}

function toDirective({ tags, ofTenant, units }: MetricGroup, options: EmfOptions): string {
  const byTenant = ofTenant && options.mode === 'by-tenant';
  return JSON.stringify({
    Namespace: options.namespace,
    Dimensions: byTenant ? [tags, [...tags, 'tenant']] : [tags],
    Metrics: Object.entries(units).map(([Name, Unit]) => ({ Name, Unit })),
  });
}

function toText({ group, properties, values }: Line, directive: string, nowMs: number): string {
  const targets = Object.keys(group.units).map((name) => [name, values.map((one) => one[name])]);
  const members = JSON.stringify({ ...properties, ...Object.fromEntries(targets) });
  const head = `{"_aws":{"Timestamp":${nowMs},"CloudWatchMetrics":[${directive}]}`;
  return `${head},${members.slice(1)}`;
}
