import { kafkaEventSink } from '../lib/drivers/kafka/event-sink.ts';
import { platformaticEventSink } from '../lib/drivers/platformatic/event-sink.ts';
import { withBareProducer } from './bare-producer.ts';
import {
  type Benchmark,
  type Finding,
  microseconds,
  milliseconds,
  perSecond,
  ratio,
} from './benchmark.ts';
import { runOneByOne, runTogether, type Throughput } from './load.ts';
import { alternate, median, ratioByRounds } from './statistics.ts';
import { registeredDevices, uploader } from './uploader.ts';

const ROUNDS = 7;
const ONE_BY_ONE = 500;
const TOGETHER = 4_000;
const WIDTH = 32;

export const benchmark: Benchmark = {
  title:
    'A warm upload in the ingest function with each Kafka client, and a bare kafkajs producer.send beside them; CPU is of this process, the broker is another.',
  measure: (servers) =>
    withBareProducer(servers, async ({ send }) => {
      const { brokers } = await servers.kafka();
      const devices = await registeredDevices();
      const sinks = [kafkaEventSink({ brokers }), platformaticEventSink({ brokers })] as const;
      const [kafkajs, platformatic] = sinks.map((sink) => uploader(devices, sink));
      if (!kafkajs || !platformatic) throw new Error('a client is missing');
      const one = await alternate(ROUNDS, {
        bare: () => runOneByOne(ONE_BY_ONE, send),
        kafkajs: () => runOneByOne(ONE_BY_ONE, kafkajs),
        platformatic: () => runOneByOne(ONE_BY_ONE, platformatic),
      });
      const together = await alternate(ROUNDS, {
        bare: () => runTogether(WIDTH, TOGETHER / 4, send),
        kafkajs: () => runTogether(WIDTH, TOGETHER, kafkajs),
        platformatic: () => runTogether(WIDTH, TOGETHER, platformatic),
      });
      await Promise.all(sinks.map((sink) => sink.close()));
      return [
        ...compare('one by one, p50', one, p50, milliseconds),
        ...compare('one by one, CPU each', one, cpuEach, microseconds),
        ...compare(`${WIDTH} together`, together, rate, perSecond),
        ...compare(`${WIDTH} together, CPU each`, together, cpuEach, microseconds),
      ];
    }),
};

const p50 = ({ latencies }: Throughput) => median(latencies);
const cpuEach = (round: Throughput) => round.cpuEach;
const rate = (round: Throughput) => round.perSecond;

type Sides = Readonly<Record<'bare' | 'kafkajs' | 'platformatic', readonly Throughput[]>>;

function compare(
  what: string,
  sides: Sides,
  figure: (round: Throughput) => number,
  format: (value: number) => string,
): Finding[] {
  const rounds = (side: keyof Sides) => sides[side].map(figure);
  const line = (side: keyof Sides) => {
    return { what: `${what}: ${side}`, result: format(median(rounds(side))) };
  };
  return [
    line('bare'),
    line('kafkajs'),
    line('platformatic'),
    {
      what: `${what}: platformatic to kafkajs`,
      result: ratio(ratioByRounds(rounds('platformatic'), rounds('kafkajs'))),
    },
  ];
}
