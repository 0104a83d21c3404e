import { breakEven, type Curve, type Range } from './break-even.ts';
import { estimate, type Platform } from './estimate.ts';
import type { PriceList } from './price-list.ts';
import type { KafkaKind, Workload } from './workload.ts';

export type Comparison = {
  readonly counted: 'events a month' | 'tenants';
  /** Up to the break-even point the first costs no more, from there on the second costs less; or the other way round. */
  readonly between: readonly [string, string];
  /** Which of the two is cheaper below the point, or everywhere when there is none. */
  readonly cheaperAtFirst: string;
  readonly breakEven: number | undefined;
};

const EVENTS: Range = { from: 1, to: 1e12 };
const TENANTS: Range = { from: 1, to: 100_000 };

/** Where another choice becomes the cheaper one, everything else as in the workload. */
export function comparisons(workload: Workload, prices: PriceList): Comparison[] {
  const events = (platform: Platform) => byEvents(platform, workload, prices);
  const tenants = (platform: Platform) => byTenants(platform, workload, prices);
  return [
    compare('events a month', 'functions', 'managed instances', events, EVENTS),
    compare('events a month', 'functions', 'poller', events, EVENTS),
    compare('tenants', 'functions', 'poller', tenants, TENANTS),
    ...clusters(workload, prices),
  ];
}

/** Which kind of new cluster, on functions. */
function clusters(workload: Workload, prices: PriceList): Comparison[] {
  const events = (kafka: KafkaKind) => byEvents('functions', { ...workload, kafka }, prices);
  const tenants = (kafka: KafkaKind) => byTenants('functions', { ...workload, kafka }, prices);
  return [
    compare('events a month', 'serverless', 'standard', events, EVENTS),
    compare('tenants', 'serverless', 'standard', tenants, TENANTS),
  ];
}

function compare<Choice extends string>(
  counted: Comparison['counted'],
  one: Choice,
  other: Choice,
  curveOf: (choice: Choice) => Curve,
  range: Range,
): Comparison {
  const [first, second] = [curveOf(one), curveOf(other)];
  const cheaperAtFirst = first(range.from) <= second(range.from) ? one : other;
  return {
    counted,
    between: [one, other],
    cheaperAtFirst,
    breakEven: breakEven(first, second, range),
  };
}

function byEvents(platform: Platform, workload: Workload, prices: PriceList): Curve {
  return (eventsPerMonth) => estimate(platform, { ...workload, eventsPerMonth }, prices).total;
}

function byTenants(platform: Platform, workload: Workload, prices: PriceList): Curve {
  return (tenants) => estimate(platform, { ...workload, tenants }, prices).total;
}
