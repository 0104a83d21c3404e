import type { KafkaSecurity } from '../drivers/broker-login/broker-login.ts';
import { brokerList, ConfigurationError, type Environment, oneOf, text } from './environment.ts';
import { secretAddress } from './secret-address.ts';

/** The cluster, and how clients get in. */
export type KafkaConfig = {
  readonly brokers: readonly string[];
  readonly security: KafkaSecurity;
};

/** @throws {ConfigurationError} naming the variable and what it takes */
export function kafkaConfig(env: Environment): KafkaConfig {
  return Object.freeze({ brokers: brokerList(env), security: kafkaSecurity(env) });
}

/** From `KAFKA_SECURITY` and its companions. @throws {ConfigurationError} */
export function kafkaSecurity(env: Environment): KafkaSecurity {
  const kind = oneOf(env, 'KAFKA_SECURITY', ['plaintext', 'tls', 'iam', 'scram', 'mtls']);
  if (kind !== 'scram' && kind !== 'mtls') refuse(env, 'KAFKA_SECRET', kind, 'scram or mtls');
  if (kind === 'plaintext') refuse(env, 'KAFKA_CA', kind, 'tls, iam, scram or mtls');
  if (kind === 'plaintext') return { kind };
  const ca = authorities(env);
  if (kind === 'tls') return { kind, ca };
  if (kind === 'iam') return { kind, ca, region: text(env, 'AWS_REGION') };
  return { kind, ca, secret: secretOf(env) };
}

function refuse(env: Environment, name: string, kind: string, allowed: string): void {
  if (!env[name]) return;
  throw new ConfigurationError(
    `${name} goes with KAFKA_SECURITY=${allowed}, and KAFKA_SECURITY is ${kind}`,
  );
}

function authorities(env: Environment): string | undefined {
  const pem = env['KAFKA_CA'];
  if (!pem) return undefined;
  if (/^-----BEGIN CERTIFICATE-----\s[^]+-----END CERTIFICATE-----\s*$/.test(pem)) return pem;
  throw new ConfigurationError('KAFKA_CA takes certificates in PEM, as they stand in their file');
}

function secretOf(env: Environment): string {
  return secretAddress(env, 'KAFKA_SECRET') ?? text(env, 'KAFKA_SECRET');
}
