import type { Plugin } from 'esbuild';

const KAFKAJS = /\/kafkajs\/src\/(?:admin\/)?index\.js$/;

/** Leaves kafkajs's consumer out of a bundle, 50 KiB that never run: functions get their records from event source mappings. */
export const noKafkaConsumer: Plugin = {
  name: 'no-kafka-consumer',
  setup: (build) => {
    build.onResolve({ filter: /^\.\.?\/consumer$/ }, ({ path, importer }) =>
      KAFKAJS.test(importer) ? { path, namespace: 'no-kafka-consumer' } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'no-kafka-consumer' }, () => ({
      contents: `module.exports = () => { throw new Error('the package has no Kafka consumer'); };`,
    }));
  },
};
