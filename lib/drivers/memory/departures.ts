import type { Departures } from '../../onboarding/departures.ts';
import type { RegistryState } from './registry-state.ts';

export function memoryDepartures({ departures }: RegistryState): Departures {
  return {
    departedAt: async (tenants) =>
      new Map([...departures].filter(([tenant]) => tenants.includes(tenant))),
  };
}
