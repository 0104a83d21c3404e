/** What one line says about one metric. */
export type Measured = {
  readonly name: string;
  /** CloudWatch's name, for instance `Milliseconds`. */
  readonly unit: string;
  /** The dimensions of the directive's longest set. */
  readonly labels: Readonly<Record<string, string>>;
  readonly values: readonly number[];
};

/** A line in CloudWatch's embedded metric format, as far as it is looked into. */
export function isEmf(text: string): boolean {
  return text.startsWith('{"_aws":');
}

/**
 * What CloudWatch would make of a line of the log. A metric that is counted by several sets of dimensions counts here once,
 * by the longest: the others are sums of it.
 *
 * @returns nothing for a line that is no metrics, and for members that are not as the format has them.
 * @see Amazon CloudWatch, "Specification: Embedded metric format"
 */
export function parseEmf(text: string): Measured[] {
  if (!isEmf(text)) return [];
  const line = parseObject(text);
  const directives = memberOf(memberOf(line, '_aws'), 'CloudWatchMetrics');
  return listOf(directives).flatMap((directive) => {
    const labels = labelsOf(line, memberOf(directive, 'Dimensions'));
    return listOf(memberOf(directive, 'Metrics')).flatMap((metric) => {
      const name = memberOf(metric, 'Name');
      const unit = memberOf(metric, 'Unit') ?? 'None';
      if (typeof name !== 'string' || typeof unit !== 'string') return [];
      return { name, unit, labels, values: numbersOf(memberOf(line, name)) };
    });
  });
}

function labelsOf(line: unknown, dimensions: unknown): Record<string, string> {
  const sets = listOf(dimensions).map((set) => listOf(set).map(String));
  const longest = sets.toSorted((one, other) => other.length - one.length)[0] ?? [];
  return Object.fromEntries(longest.map((name) => [name, String(memberOf(line, name))]));
}

function numbersOf(value: unknown): number[] {
  return (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'number');
}

function parseObject(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}
