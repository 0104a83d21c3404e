/** What a business application outside Lambda imports. */
export * from '../lib/consumption/index.ts';
export { type Application, startApplication } from './application.ts';
export type {
  AmqpApplicationOptions,
  ApplicationOptions,
  KafkaApplicationOptions,
} from './options.ts';
