import type { Departures } from '../../onboarding/departures.ts';
import type { DocumentClient } from './client.ts';
import { keyOf } from './registry-keys.ts';
import { getItems } from './table.ts';

/** The claim on a topic's name outlives its tenant, and remembers when that was deleted. */
export function dynamoDbDepartures(client: DocumentClient, name: string): Departures {
  return {
    departedAt: async (tenants) => {
      const claims = await getItems({ client, name }, tenants.map(keyOf.topic));
      return new Map(
        tenants.flatMap((tenant, index) => {
          const { tenant: owner, departed } = claims[index] ?? {};
          return owner === tenant && typeof departed === 'number' ? [[tenant, departed]] : [];
        }),
      );
    },
  };
}
