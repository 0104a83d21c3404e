/** What a business application outside Lambda imports. */
export * from '../lib/consumption/index.ts';
export { type Application, startApplication } from './application.ts';
export { kafkaSecurity } from '../lib/config/kafka.ts';
export type { KafkaSecurity } from '../lib/drivers/broker-login/broker-login.ts';
export type { KafkaApplication, TenantStatus } from './kafka-application.ts';
export type {
  AmqpApplicationOptions,
  ApplicationOptions,
  KafkaApplicationOptions,
} from './options.ts';
