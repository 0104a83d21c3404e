import { setTimeout as pause } from 'node:timers/promises';

const EVERY_MS = 20;

/** Waits for a condition, for as long as that takes; the test's own time limit bounds it. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await pause(EVERY_MS);
}
