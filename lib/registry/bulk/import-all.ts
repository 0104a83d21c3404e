import { entityOrder, type EntityOrder } from './entity-order.ts';
import { importEntity } from './import-entity.ts';
import {
  type ImportRun,
  importRun,
  type ImportSummary,
  type Item,
  type RunLimits,
} from './import-run.ts';
import type { Importer } from './importer.ts';
import { type Patience, patiently } from './patiently.ts';

export type ImportOptions = Patience &
  RunLimits & {
    /** Items in hand at the same time. */
    readonly concurrency: number;
    readonly settled: (item: Item) => void;
  };

/**
 * Imports items in their order, as far as it matters, several at a time; memory does not grow with their number. What was
 * begun is settled at the end.
 *
 * @throws what is no failure of the catalogue
 */
export async function importAll(
  items: AsyncIterable<Item>,
  importer: Importer,
  options: ImportOptions,
): Promise<ImportSummary> {
  const run = importRun(options);
  const inOrder = entityOrder();
  const running = new Set<Promise<void>>();
  let makeRoom: (() => void) | undefined;
  for await (const item of items) {
    if (run.isOver()) break;
    run.take(item);
    const done = importItem(item, run, inOrder, importer, options);
    const settled = done.finally(() => {
      running.delete(settled);
      makeRoom?.();
    });
    running.add(settled);
    if (running.size >= options.concurrency) await new Promise<void>((go) => (makeRoom = go));
  }
  await Promise.all(running);
  return run.summary();
}

async function importItem(
  item: Item,
  run: ImportRun,
  inOrder: EntityOrder,
  importer: Importer,
  options: ImportOptions,
): Promise<void> {
  try {
    const entity = item.parse();
    const write = () => patiently(() => importEntity(importer, entity), options);
    run.add(entity, await inOrder(entity, write));
  } catch (failure) {
    run.fail(item, failure);
  } finally {
    options.settled(item);
  }
}
