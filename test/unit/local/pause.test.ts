import { describe, test } from 'node:test';
import { pause } from '../../../local/pause.ts';

const FOREVER_MS = 2 ** 31 - 1;

describe('a pause', () => {
  test('ends when it is of no use any more', async () => {
    const ended = new AbortController();

    const pausing = pause(FOREVER_MS, ended.signal);
    ended.abort();

    await pausing;
  });

  test('does not begin when it is of no use already', async () => {
    await pause(FOREVER_MS, AbortSignal.abort());
  });
});
