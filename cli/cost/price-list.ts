import { isJsonObject } from '../../lib/domain/json.ts';

/** What a price file has to say; a price that nobody could find is `null` there. */
export const priceNames = [
  'http-api-requests',
  'lambda-requests',
  'lambda-gb-seconds',
  'event-poller-unit-hours',
  'managed-instance-hours',
  'managed-instance-fee',
  'fargate-vcpu-hours',
  'fargate-gb-hours',
  'standard-broker-hours',
  'small-broker-hours',
  'standard-storage',
  'express-broker-hours',
  'express-storage',
  'express-written',
  'serverless-cluster-hours',
  'serverless-partition-hours',
  'serverless-written',
  'serverless-read',
  'serverless-storage',
  'table-write-units',
  'table-read-units',
  'table-storage',
  'table-backups',
  'log-ingestion',
  'log-storage',
  'custom-metrics',
  'alarms',
  'dashboards',
  'endpoint-hours',
  'nat-gateway-hours',
  'transfer-between-zones',
  'transfer-out',
] as const;

export type PriceName = (typeof priceNames)[number];

export type Price = {
  /** Undefined: it could not be found. */
  readonly usd: number | undefined;
  /** The unit, as AWS bills it. */
  readonly per: string;
  /** Year and month of the source. */
  readonly asOf: string;
  readonly source: string;
};

export type PriceList = {
  readonly region: string;
  /** The day on which the prices were put together. */
  readonly collected: string;
  readonly prices: Readonly<Record<PriceName, Price>>;
};

/** A price file is not one. The message says what is missing. */
export class PriceListError extends Error {
  override readonly name = 'PriceListError';
}

/** @throws {PriceListError} */
export function parsePriceList(json: string): PriceList {
  const file = parseJson(json);
  if (!isJsonObject(file) || !isJsonObject(file['prices'])) {
    throw new PriceListError('it takes an object with region, currency, collected and prices');
  }
  if (file['currency'] !== 'USD') throw new PriceListError('its currency takes USD');
  const entries = file['prices'];
  const unknown = Object.keys(entries).find((name) => !isPriceName(name));
  if (unknown !== undefined) throw new PriceListError(`nothing has the price ${unknown}`);
  const prices = priceNames.map((name) => [name, toPrice(name, entries[name])] as const);
  return {
    region: textOf(file['region'], 'region'),
    collected: textOf(file['collected'], 'collected'),
    prices: Object.fromEntries(prices) as Record<PriceName, Price>,
  };
}

function isPriceName(name: string): name is PriceName {
  return priceNames.some((known) => known === name);
}

function toPrice(name: PriceName, entry: unknown): Price {
  if (!isJsonObject(entry)) throw new PriceListError(`the price ${name} is missing`);
  const { usd } = entry;
  if (usd !== null && (typeof usd !== 'number' || usd < 0)) {
    throw new PriceListError(`${name} takes a number as usd, or null when it could not be found`);
  }
  return {
    usd: usd ?? undefined,
    per: textOf(entry['per'], `${name}: per`),
    asOf: textOf(entry['asOf'], `${name}: asOf`),
    source: textOf(entry['source'], `${name}: source`),
  };
}

function textOf(value: unknown, what: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new PriceListError(`${what} takes text`);
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new PriceListError('it is not JSON', { cause });
  }
}
