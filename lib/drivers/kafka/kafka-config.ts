import type { KafkaConfig, SASLOptions } from 'kafkajs';
import type { BrokerConnection, BrokerLogin } from '../broker-login/broker-login.ts';

/** In kafkajs's names. It keeps what it finds out about `sasl` there, so each client gets its own. */
export function toKafkaConfig(
  { brokers, clientId }: BrokerConnection,
  { tls, sasl }: BrokerLogin,
): KafkaConfig {
  return {
    brokers: [...brokers],
    ...(clientId !== undefined && { clientId }),
    ...(tls && { ssl: { ...tls } }),
    ...(sasl && { sasl: toSasl(sasl) }),
  };
}

function toSasl(sasl: NonNullable<BrokerLogin['sasl']>): SASLOptions {
  if (sasl.mechanism === 'OAUTHBEARER') {
    const value = sasl.token;
    return { mechanism: 'oauthbearer', oauthBearerProvider: async () => ({ value }) };
  }
  const { username, password } = sasl;
  return { mechanism: 'scram-sha-512', username, password };
}
