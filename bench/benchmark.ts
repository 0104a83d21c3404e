import type { Servers } from './servers.ts';

/** One line of a result. */
export type Finding = {
  readonly what: string;
  /** With its unit. */
  readonly result: string;
  /** The bound of the design, where there is one. */
  readonly budget?: string;
};

/** A file in `bench/`, named in `bench/run.ts`. */
export type Benchmark = {
  /** One sentence: what is measured, against what. */
  readonly title: string;
  readonly measure: (servers: Servers) => Promise<Finding[]>;
};

export function milliseconds(value: number): string {
  return `${value.toFixed(value < 10 ? 2 : 0)} ms`;
}

export function microseconds(value: number): string {
  return `${value.toFixed()} µs`;
}

export function perSecond(value: number): string {
  return `${Math.round(value).toLocaleString('en')} /s`;
}

export function ratio(value: number): string {
  return `× ${value.toFixed(2)}`;
}
