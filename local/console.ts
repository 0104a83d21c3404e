import type { Observation } from '../event-source-mapping/index.ts';
import type { LogLine } from './lambda/environment.ts';

/** Where the operator reads along. */
export type Console = {
  /** A step of starting or stopping. */
  readonly progress: (line: string) => void;
  readonly say: (line: string) => void;
  readonly functionLine: (line: LogLine) => void;
  readonly observed: (topic: string, observation: Observation) => void;
};

export function createConsole(write: (line: string) => void): Console {
  return {
    progress: (line) => write(`… ${line}`),
    say: write,
    functionLine: ({ functionName, text }) => write(toLine(functionName, text)),
    observed: (topic, observation) => {
      const told = describe(topic, observation);
      if (told !== undefined) write(`${timeOfDay()} mapping   ${told}`);
    },
  };
}

/** A line of JSON becomes one that people read; any other stays as it is. */
function toLine(functionName: string, text: string): string {
  const entry = parseEntry(text);
  const told = entry === undefined ? text : tell(entry);
  return `${timeOfDay()} ${functionName.padEnd(9)} ${told}`;
}

function tell({ level, message, ...fields }: Record<string, unknown>): string {
  const urgency = level === 'warn' || level === 'error' ? `${level.toUpperCase()} ` : '';
  const rest = Object.entries(fields).map(([name, value]) => ` ${name}=${toText(value)}`);
  return `${urgency}${toText(message)}${rest.join('')}`;
}

function toText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function parseEntry(text: string): Record<string, unknown> | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text) as Record<string, unknown>;
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

function timeOfDay(): string {
  return new Date().toTimeString().slice(0, 8);
}
