// A process that closes its event sink while an event is on its way; nothing else keeps it from ending.
import { once } from 'node:events';
import { kafkaEventSinks } from './event-sinks.ts';
import { eventRecord } from './event-records.ts';
import { until } from './until.ts';

const [driver = '', ...brokers] = process.argv.slice(2);
const openSink = kafkaEventSinks[driver];
if (!openSink) throw new Error(`no event sink is called ${driver}`);

const sink = openSink({ brokers });
await until(isStored);
process.send?.('stored');
await once(process, 'message');
const appending = sink.append(eventRecord());
await Promise.race([appending, new Promise((resolve) => setImmediate(resolve))]);
await sink.close();
await appending.then(
  () => process.send?.('forwarded'),
  () => process.send?.('undeliverable'),
);
process.disconnect();

/** The first connection of a process may take longer than an event has. */
async function isStored(): Promise<boolean> {
  return sink.append(eventRecord()).then(
    () => true,
    () => false,
  );
}
