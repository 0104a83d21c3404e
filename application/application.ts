import { startAmqpApplication } from './amqp-application.ts';
import { type KafkaApplication, startKafkaApplication } from './kafka-application.ts';
import type { ApplicationOptions, KafkaApplicationOptions } from './options.ts';

export type Application = {
  /** Resolves when every group is joined, or every link attached: what is sent from now on is handled. */
  readonly ready: Promise<void>;
  /** Begins no record any more, waits for those that run, and settles them. */
  readonly stop: () => Promise<void>;
};

/**
 * Handles the events of tenants in this process as the consumer function does in Lambda: at least once, in order for each
 * device.
 *
 * @throws {ServiceError} `INVALID_TENANT_ID`
 * @throws {InvalidSetting} for a group, a batch size or a window that cannot be
 */
export function startApplication(options: KafkaApplicationOptions): KafkaApplication;
export function startApplication(options: ApplicationOptions): Application;
export function startApplication(options: ApplicationOptions): Application {
  return 'amqp' in options ? startAmqpApplication(options) : startKafkaApplication(options);
}
