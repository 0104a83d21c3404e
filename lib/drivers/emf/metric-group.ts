/** Metrics that are measured together, and told apart by the same tags. */
export type MetricGroup<Tag extends string = string, Name extends string = string> = {
  /**
   * CloudWatch's dimensions. Each combination of values is a metric of its own that costs money, so the values are few and
   * known beforehand: never a device, an address, or what a request says.
   */
  readonly tags: readonly Tag[];
  /** Whether each value is one tenant's: then the tenant may be a dimension as well. */
  readonly ofTenant: boolean;
  /** By the metric's name, CloudWatch's unit: `Count` for what adds up, `None` for numbers of which the distribution matters. */
  readonly units: Readonly<Record<Name, 'Bytes' | 'Count' | 'Milliseconds' | 'None'>>;
};
