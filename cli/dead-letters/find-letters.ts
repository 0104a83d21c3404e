import type { DeadLetter } from '../../lib/consumption/redrive/dead-letter.ts';
import {
  type Examined,
  examineLetters,
  letterPartitions,
  type LetterPorts,
  noLetters,
} from '../../lib/consumption/redrive/examine-letters.ts';
import { isMeant, type LetterFilter } from '../../lib/consumption/redrive/letter-filter.ts';
import type { TenantId } from '../../lib/domain/identifiers.ts';

export type Found = {
  readonly letter: DeadLetter;
  readonly state: Exclude<Examined['kind'], 'foreign'>;
};

/** The letters that are meant, partition by partition in order. */
export async function* findLetters(
  tenant: TenantId,
  filter: LetterFilter,
  ports: LetterPorts,
): AsyncGenerator<Found> {
  const known = noLetters();
  for (const partition of await letterPartitions(tenant, ports)) {
    for await (const examined of examineLetters(tenant, partition, ports.log, known)) {
      if (examined.kind === 'foreign' || !isMeant(examined.letter, filter)) continue;
      yield { letter: examined.letter, state: examined.kind };
    }
  }
}
