import type { PriceList, PriceName } from './price-list.ts';

/** One line of a month's bill. */
export type Line = {
  readonly part: Part;
  readonly what: string;
  /** In the unit of the price. */
  readonly quantity: number;
  readonly price: PriceName;
  /** Undefined: the price is not known, and the line is in no sum. */
  readonly usd: number | undefined;
};

export const parts = [
  'API Gateway',
  'Lambda',
  'Managed Instances',
  'event source mappings',
  'Fargate',
  'MSK',
  'DynamoDB',
  'CloudWatch',
  'network',
] as const;

export type Part = (typeof parts)[number];

/** What is used, before it has a price: a part of the deployment says this. */
export type Use = Omit<Line, 'usd'>;

export function toLine({ prices }: PriceList, use: Use): Line {
  const { usd } = prices[use.price];
  return { ...use, usd: usd === undefined ? undefined : usd * use.quantity };
}

/** Lines without a price count nothing. */
export function sumOf(lines: readonly Line[]): number {
  return lines.reduce((sum, { usd = 0 }) => sum + usd, 0);
}
