import { ServiceError } from './errors.ts';
import type { JsonObject } from './json.ts';

/** What carries a tenant's messages to its applications. */
export type MessagingNetwork = 'kafka' | 'amqp';

/**
 * Kafka unless the tenant's `ext` says otherwise.
 *
 * @throws {ServiceError} `MESSAGING_NETWORK_MISSING` for a network that we do not know
 * @see Hono, Tenant API, "messaging-type"; `MessagingClientProvider.getClient`
 */
export function messagingNetworkOf({ ext }: { readonly ext: JsonObject }): MessagingNetwork {
  const type = ext['messaging-type'] ?? 'kafka';
  if (type === 'kafka' || type === 'amqp') return type;
  throw missingNetwork(JSON.stringify(type));
}

export function missingNetwork(name: string): ServiceError {
  return new ServiceError('MESSAGING_NETWORK_MISSING', 'temporarily unavailable', {
    cause: new Error(
      `the tenant's messages belong on ${name}, which this deployment does not have`,
    ),
  });
}
