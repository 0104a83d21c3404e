import { kafkaEventSink } from '../lib/drivers/kafka/event-sink.ts';
import { withBareProducer } from './bare-producer.ts';
import { type Benchmark, milliseconds, perSecond, ratio } from './benchmark.ts';
import { runOneByOne, runTogether } from './load.ts';
import { alternate, median, percentile, ratioByRounds } from './statistics.ts';
import { registeredDevices, uploader } from './uploader.ts';

const ROUNDS = 7;
const ONE_BY_ONE = 500;
const TOGETHER = 4_000;
const WIDTH = 32;

export const benchmark: Benchmark = {
  title:
    'A warm upload in the ingest function, against a bare kafkajs producer.send of the same record; all sha-256 secrets.',
  measure: (servers) =>
    withBareProducer(servers, async ({ send }) => {
      const { brokers } = await servers.kafka();
      const sink = kafkaEventSink({ brokers });
      const devices = await registeredDevices();
      const upload = uploader(devices, sink);
      const withoutBroker = uploader(devices, {
        append: async () => undefined,
        close: async () => undefined,
      });
      const rounds = await alternate(ROUNDS, {
        function: () => runOneByOne(TOGETHER, withoutBroker),
        bareOne: () => runOneByOne(ONE_BY_ONE, send),
        ourOne: () => runOneByOne(ONE_BY_ONE, upload),
        bareTogether: () => runTogether(WIDTH, TOGETHER / 4, send),
        ourTogether: () => runTogether(WIDTH, TOGETHER, upload),
      });
      await sink.close();
      const p50 = (side: keyof typeof rounds) => rounds[side].map((r) => median(r.latencies));
      const rate = (side: keyof typeof rounds) => rounds[side].map((r) => r.perSecond);
      const inFunction = rounds.function.flatMap((round) => round.latencies);
      return [
        {
          what: 'in the function, without the broker, p50',
          result: milliseconds(median(inFunction)),
          budget: '≤ 0.3 ms',
        },
        {
          what: 'in the function, without the broker, p99',
          result: milliseconds(percentile(inFunction, 0.99)),
          budget: '≤ 2 ms',
        },
        { what: 'bare, one by one, p50', result: milliseconds(median(p50('bareOne'))) },
        { what: 'ours, one by one, p50', result: milliseconds(median(p50('ourOne'))) },
        {
          what: 'one by one, p50, ours to bare',
          result: ratio(ratioByRounds(p50('ourOne'), p50('bareOne'))),
          budget: '≤ 1.15',
        },
        { what: `bare, one by one`, result: perSecond(median(rate('bareOne'))) },
        { what: `bare, ${WIDTH} together`, result: perSecond(median(rate('bareTogether'))) },
        { what: `ours, ${WIDTH} together`, result: perSecond(median(rate('ourTogether'))) },
        {
          what: `${WIDTH} together, ours to bare`,
          result: ratio(ratioByRounds(rate('ourTogether'), rate('bareTogether'))),
          budget: '≥ 20',
        },
      ];
    }),
};
