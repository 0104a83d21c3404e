import type { Comparison } from './comparisons.ts';
import { parts, sumOf } from './bill.ts';
import type { Estimate } from './estimate.ts';
import type { PriceList } from './price-list.ts';

/** The estimates side by side, a line for each part. */
export function showTable(estimates: readonly Estimate[]): string[] {
  const rows = [
    ['USD a month', ...estimates.map(({ platform }) => platform)],
    ...parts
      .map((part) =>
        estimates.map(({ lines }) => sumOf(lines.filter((line) => line.part === part))),
      )
      .map((sums, index) => [parts[index] ?? '', ...sums.map(money)]),
    ['total', ...estimates.map(({ total }) => money(total))],
  ];
  return align(rows);
}

/** Every line of one estimate. */
export function showLines({ platform, lines }: Estimate, { prices }: PriceList): string[] {
  const rows = lines.map(({ part, what, quantity, price, usd }) => [
    `  ${part}: ${what}`,
    usd === undefined ? 'no price' : money(usd),
    `  ${amount(quantity)} × ${prices[price].usd ?? '?'} USD per ${prices[price].per}`,
  ]);
  return [platform, ...align(rows)];
}

export function showComparison(comparison: Comparison): string {
  const { counted, between, cheaperAtFirst, breakEven } = comparison;
  const [one, other] = between;
  const later = cheaperAtFirst === one ? other : one;
  return breakEven === undefined
    ? `${one} or ${other}, by ${counted}: ${cheaperAtFirst}, at any number`
    : `${one} or ${other}, by ${counted}: ${cheaperAtFirst}, and from ${breakEven.toLocaleString('en')} on ${later}`;
}

export function money(usd: number): string {
  return usd.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}

function amount(quantity: number): string {
  return quantity.toLocaleString('en', { maximumSignificantDigits: 6 });
}

/** The first column to the left, numbers to the right, what follows them as it is. */
function align(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column === 0 || cell.startsWith(' ') ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ')
      .trimEnd(),
  );
}
