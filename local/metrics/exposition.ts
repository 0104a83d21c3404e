/** A metric with all combinations of its labels. */
export type Family = {
  readonly name: string;
  /** CloudWatch's name of the unit. */
  readonly unit: string;
  readonly series: Map<string, Series>;
};

export type Series = {
  readonly labels: Readonly<Record<string, string>>;
  count: number;
  sum: number;
  max: number;
};

type Scale = { readonly suffix: string; readonly divisor: number };

/** Prometheus has base units, and so has Hono there. */
const SCALES: Readonly<Record<string, Scale>> = {
  Milliseconds: { suffix: '_seconds', divisor: 1000 },
  Bytes: { suffix: '_bytes', divisor: 1 },
};

/**
 * Named as Micrometer names the metrics of Hono: `hono.telemetry.payload` becomes `hono_telemetry_payload_bytes` with
 * `_count`, `_sum` and `_max`; what is counted becomes one number, `_total`.
 *
 * @see Prometheus, "Text-based format"
 */
export function toExposition(families: readonly Family[]): string {
  const sorted = families.toSorted((one, other) => (one.name < other.name ? -1 : 1));
  return sorted.flatMap((family) => `${toLines(family).join('\n')}\n`).join('');
}

function toLines({ name, unit, series }: Family): string[] {
  const { suffix, divisor } = SCALES[unit] ?? { suffix: '', divisor: 1 };
  const full = `${toName(name)}${suffix}`;
  const all = [...series.values()];
  if (unit === 'Count') {
    return [
      `# TYPE ${full}_total counter`,
      ...all.map(({ labels, sum }) => `${full}_total${toLabels(labels)} ${sum}`),
    ];
  }
  return [
    `# TYPE ${full} summary`,
    ...all.flatMap(({ labels, count, sum }) => [
      `${full}_count${toLabels(labels)} ${count}`,
      `${full}_sum${toLabels(labels)} ${sum / divisor}`,
    ]),
    `# TYPE ${full}_max gauge`,
    ...all.map(({ labels, max }) => `${full}_max${toLabels(labels)} ${max / divisor}`),
  ];
}

function toLabels(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${toName(name)}="${escape(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function toName(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9_]/g, '_');
}

function escape(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
