import { eventSinkContract } from '../contract/event-sink.ts';
import { kafkaEventSinks } from '../support/event-sinks.ts';
import { testBrokers } from '../support/kafka.ts';
import { kafkaSinkUnderTest } from '../support/kafka-sink-under-test.ts';
import { PATIENT_DELIVERY } from '../support/patience.ts';

for (const [driver, openSink] of Object.entries(kafkaEventSinks)) {
  eventSinkContract(driver, async (t) => {
    const sink = openSink({ brokers: testBrokers() }, PATIENT_DELIVERY);
    t.after(sink.close);
    return kafkaSinkUnderTest(t, sink);
  });
}
