import type { Plugin } from 'esbuild';
import { amqpIfWanted } from './amqp-if-wanted.ts';
import { httpAsRequired } from './http-as-required.ts';
import { noBrowser } from './no-browser.ts';
import { noKafkaConsumer } from './no-kafka-consumer.ts';
import { oneKafkaClient } from './one-kafka-client.ts';

/** What esbuild does to a function beside bundling it. */
export function functionPlugins(kafkaClient: string, amqpUrl?: string): Plugin[] {
  return [
    oneKafkaClient(kafkaClient),
    amqpIfWanted(amqpUrl),
    noKafkaConsumer,
    noBrowser,
    httpAsRequired,
  ];
}
