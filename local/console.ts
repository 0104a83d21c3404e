import type { Observation } from '../event-source-mapping/index.ts';
import { isEmf } from './metrics/parse-emf.ts';
import type { LogLine } from './lambda/environment.ts';

/** Where the operator reads along. */
export type Console = {
  /** A step of starting or stopping. */
  readonly progress: (line: string) => void;
  /** From here on every line of a function shows; before, only what goes wrong. */
  readonly announce: (lines: readonly string[]) => void;
  /** Metrics are not shown: they are served. */
  readonly functionLine: (line: LogLine) => void;
  readonly observed: (topic: string, observation: Observation) => void;
};

/** What a person has no use for: time and function are there already, and nothing else names the request. */
const UNTOLD = new Set(['timestamp', 'requestId', 'function', 'trace_id']);

export function createConsole(write: (line: string) => void): Console {
  let isLive = false;
  return {
    progress: (line) => write(`… ${line}`),
    announce: (lines) => {
      for (const line of lines) write(line);
      isLive = true;
    },
    functionLine: ({ functionName, text }) => {
      if (isEmf(text)) return;
      const entry = parseEntry(text);
      if (isLive || entry?.['level'] !== 'info') write(toLine(functionName, entry ?? text));
    },
    observed: (topic, observation) => {
      const told = describe(topic, observation);
      if (told !== undefined) write(toLine('mapping', told));
    },
  };
}

type Entry = Readonly<Record<string, unknown>>;

function toLine(source: string, told: Entry | string): string {
  const time = new Date().toTimeString().slice(0, 8);
  return `${time} ${source.padEnd(9)} ${typeof told === 'string' ? told : tell(told)}`;
}

/** A line of JSON, as people read it; a stack trace goes below. */
function tell({ level, message, trace, ...fields }: Entry): string {
  const urgency = level === 'warn' || level === 'error' ? `${level.toUpperCase()} ` : '';
  const rest = Object.entries(fields)
    .filter(([name]) => !UNTOLD.has(name))
    .map(([name, value]) => ` ${name}=${toText(value)}`);
  const below = Array.isArray(trace) ? trace.slice(1).map((line) => `\n  ${String(line)}`) : [];
  return [`${urgency}${toText(message)}`, ...rest, ...below].join('');
}

function toText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

function parseEntry(text: string): Entry | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text) as Entry;
  } catch {
    return undefined;
  }
}

/** What goes well the function tells itself. */
function describe(topic: string, observation: Observation): string | undefined {
  if (observation.kind === 'kafka-trouble')
    return `${topic}: ${observation.doing} failed, trying again`;
  if (observation.kind === 'kafka-recovered') return `${topic}: the broker answers again`;
  if (observation.kind === 'discarded') {
    return `${topic}: ${observation.records.length} records given up, ${observation.condition}`;
  }
  if (observation.kind !== 'invoked' || observation.outcome === 'success') return undefined;
  const { outcome, records, failed, attempts } = observation;
  return `${topic}: ${outcome}, ${failed} of ${records} records come again (attempt ${attempts})`;
}
