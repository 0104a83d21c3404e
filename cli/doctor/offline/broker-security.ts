import type { KafkaConfig } from '../../../lib/config/kafka.ts';
import { error, type Finding, warning, when } from '../finding.ts';

type Kind = KafkaConfig['security']['kind'];

/** What MSK's brokers serve at a port, private and public. @see https://docs.aws.amazon.com/msk/latest/developerguide/port-info.html */
const SERVED: ReadonlyMap<string, readonly Kind[]> = new Map([
  ['9092', ['plaintext']],
  ['9094', ['tls', 'mtls']],
  ['9096', ['scram']],
  ['9098', ['iam']],
  ['9194', ['mtls']],
  ['9196', ['scram']],
  ['9198', ['iam']],
]);

/** Each way of showing who one is has a port of its own on MSK. */
export function brokerSecurity({ brokers, security }: KafkaConfig): Finding[] {
  const wrong = brokers.filter((broker) => !isServed(broker, security.kind));
  return [
    ...when(
      wrong.length > 0 && brokers.every(isOfMsk),
      error(
        'cluster',
        `KAFKA_SECURITY is ${security.kind}, and MSK does not serve it at ${wrong.join(', ')}: no connection comes about`,
        'take the bootstrap brokers for it: docs/kafka-security.md has the ports',
      ),
    ),
    ...when(
      security.kind === 'plaintext',
      warning(
        'cluster',
        'KAFKA_SECURITY is plaintext: events travel unencrypted, and whoever reaches the brokers may write any',
        'use iam, scram or mtls',
      ),
    ),
  ];
}

function isServed(broker: string, kind: Kind): boolean {
  const served = SERVED.get(broker.split(':').at(-1) ?? '');
  return served === undefined || served.includes(kind);
}

function isOfMsk(broker: string): boolean {
  return /\.kafka(?:-serverless)?\.[\w-]+\.amazonaws\.com(?:\.cn)?:\d+$/.test(broker);
}
