import { unavailable } from './call-within.ts';

/** Another writer came between a read and the write that rests on it. */
export class Overtaken extends Error {
  override readonly name = 'Overtaken';
}

const MAX_ATTEMPTS = 10;

/**
 * Starts again, with a new read, as long as others come first.
 *
 * @throws {ServiceError} `REGISTRY_UNAVAILABLE`
 */
export async function untilNotOvertaken<Result>(write: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await write();
    } catch (failure) {
      if (!(failure instanceof Overtaken)) throw failure;
      if (attempt === MAX_ATTEMPTS) throw unavailable(failure);
    }
  }
}
