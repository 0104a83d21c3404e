import type { Plugin } from 'esbuild';
import { leftOut } from './left-out.ts';

const EVENT_SINK = /\/drivers\/(kafka|platformatic)\/event-sink\.ts$/;
const FOLDERS: Readonly<Record<string, string>> = {
  kafkajs: 'kafka',
  platformatic: 'platformatic',
};

/** Leaves out of a bundle the event sink of every Kafka client but the chosen one. */
export function oneKafkaClient(chosen: string): Plugin {
  return leftOut(
    'one-kafka-client',
    EVENT_SINK,
    ({ path }) => EVENT_SINK.exec(path)?.[1] !== FOLDERS[chosen],
    `this package was made for KAFKA_CLIENT=${chosen}`,
  );
}
