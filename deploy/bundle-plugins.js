// serverless-esbuild takes its plugins from `.js` only; what they do is in the files beside it.
import { oneKafkaClient } from './one-kafka-client.ts';

/** @param {{ service: { functions: Record<string, { environment: Record<string, string> }> } }} serverless */
export default ({ service }) => [
  oneKafkaClient(service.functions.ingest.environment.KAFKA_CLIENT || 'kafkajs'),
];
