import type { Plugin } from 'esbuild';

const EVENT_SINK = /\/drivers\/(kafka|platformatic)\/event-sink\.ts$/;
const FOLDERS: Readonly<Record<string, string>> = {
  kafkajs: 'kafka',
  platformatic: 'platformatic',
};

/** Leaves out of a bundle the event sink of every Kafka client but the chosen one; choosing another later says so. */
export function oneKafkaClient(chosen: string): Plugin {
  return {
    name: 'one-kafka-client',
    setup: (build) => {
      build.onResolve({ filter: EVENT_SINK }, ({ path }) => {
        if (EVENT_SINK.exec(path)?.[1] === FOLDERS[chosen]) return undefined;
        return { path, namespace: 'left-out' };
      });
      build.onLoad({ filter: EVENT_SINK, namespace: 'left-out' }, () => {
        const reason = `this package was made for KAFKA_CLIENT=${chosen}`;
        return { contents: `throw new Error(${JSON.stringify(reason)});` };
      });
    },
  };
}
