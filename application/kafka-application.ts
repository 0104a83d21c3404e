import {
  type EventSourceMapping,
  type Observation,
  startEventSourceMapping,
  type TopicStatus,
} from '../event-source-mapping/index.ts';
import type { DeadLetterSink } from '../lib/consumption/dead-letter-sink.ts';
import { parseTenantId } from '../lib/domain/identifiers.ts';
import type { BrokerLogins } from '../lib/drivers/broker-login/broker-login.ts';
import { brokerLogins } from '../lib/drivers/broker-login/broker-logins.ts';
import { standingLogin } from '../lib/drivers/broker-login/standing-login.ts';
import { platformaticDeadLetterSink } from '../lib/drivers/platformatic/dead-letter-sink.ts';
import { consumeInTurn } from './consume.ts';
import type { Application } from './application.ts';
import type { KafkaApplicationOptions } from './options.ts';
import { DEFAULTS, toMappingSettings } from './settings.ts';

export type KafkaApplication = Application & {
  /** Of each tenant, once it is started, as it is now: partitions, how far behind, and counts since the start under the names that CloudWatch has for a mapping. */
  readonly status: () => readonly TenantStatus[];
};

export type TenantStatus = Pick<TopicStatus, 'state' | 'metrics'> & { readonly tenant: string };

/**
 * Only what is settled is committed. What runs while its partition is taken away is not: whoever gets the partition handles it
 * again.
 */
export function startKafkaApplication(options: KafkaApplicationOptions): KafkaApplication {
  const tenants = options.tenants.map(parseTenantId);
  const settings = tenants.map((tenant) => toMappingSettings(tenant, options));
  const logins = brokerLogins(options.security ?? { kind: 'plaintext' });
  const deadLetters = openDeadLetters(options, logins);
  const stopping = new AbortController();
  const invoke = consumeInTurn(options, deadLetters, stopping.signal);
  const stopGraceMs = options.stopTimeoutMs ?? DEFAULTS.stopTimeoutMs;
  const starting = standingLogin(logins).then((login) =>
    settings.map((each, index) => {
      const report = (observation: Observation) =>
        options.report?.(observation, tenants[index] ?? '');
      return startEventSourceMapping(
        each,
        { ...options, ...login },
        { invoke, report },
        { stopGraceMs },
      );
    }),
  );
  let started: readonly EventSourceMapping[] = [];
  let stopped: Promise<void> | undefined;

  return {
    ready: starting
      .then((mappings) => {
        started = mappings;
        return Promise.all(mappings.map(({ ready }) => ready));
      })
      .then(() => undefined),
    status: () =>
      started.map(({ state, metrics }, index) => ({
        tenant: tenants[index] ?? '',
        state: state(),
        metrics: metrics(),
      })),
    stop: () => {
      stopping.abort();
      // What has not started has told so by not being ready.
      return (stopped ??= starting
        .catch(() => [])
        .then((mappings) => stopAll(mappings, deadLetters)));
    },
  };
}

type OwnedDeadLetters = DeadLetterSink & { readonly close: () => Promise<void> };

/** What the application brought along is its own to close. */
function openDeadLetters(
  { brokers, group, deadLetters }: KafkaApplicationOptions,
  logins: BrokerLogins,
): OwnedDeadLetters {
  if (deadLetters) return { ...deadLetters, close: async () => undefined };
  return platformaticDeadLetterSink({ brokers, clientId: group, logins });
}

/** Dead letters may be written until the last record has ended. */
async function stopAll(
  mappings: readonly EventSourceMapping[],
  deadLetters: OwnedDeadLetters,
): Promise<void> {
  await Promise.all(mappings.map(({ stop }) => stop()));
  await deadLetters.close();
}
