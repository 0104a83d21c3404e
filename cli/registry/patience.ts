import { setTimeout as pause } from 'node:timers/promises';
import type { Patience } from '../../lib/registry/bulk/patiently.ts';

export const patience: Patience = {
  pause: (ms) => pause(ms),
  random: Math.random,
};
