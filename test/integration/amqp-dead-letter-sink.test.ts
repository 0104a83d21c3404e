import { randomUUID } from 'node:crypto';
import type { Message } from 'rhea';
import { parseTenantId } from '../../lib/domain/identifiers.ts';
import { amqpDeadLetterSink } from '../../lib/drivers/amqp/dead-letter-sink.ts';
import { toReceived } from '../../lib/drivers/amqp/to-received.ts';
import { deadLetterSinkContract, type StoredDeadLetter } from '../contract/dead-letter-sink.ts';
import { takeMessages, testAmqp } from '../support/amqp.ts';
import { PATIENT_FORWARDING } from '../support/patience.ts';

deadLetterSinkContract('amqp', async (t) => {
  const sink = amqpDeadLetterSink(testAmqp(), PATIENT_FORWARDING);
  t.after(sink.close);
  return {
    sink,
    makeTenant: async () => parseTenantId(`tenant-${randomUUID()}`),
    readStored: async (tenant, count) => {
      const messages = await takeMessages(t, `dead-letter/${tenant}`, count);
      return messages.map(toStored);
    },
    namesAreUnique: true,
    breakDown: sink.close,
  };
});

/** In the words of the Kafka format; a message's own properties stand beside those of the application. */
function toStored(message: Message): StoredDeadLetter {
  const origin = { tenant: parseTenantId('any'), address: 'dead-letter/any', arrival: 0 };
  const { key, value, headers } = toReceived(message, origin);
  const [own, applications] = [headers.filter(isOwn), headers.filter((each) => !isOwn(each))];
  return {
    key,
    value,
    headers: [...applications, ...own].filter(({ name }) => name !== 'device_id'),
  };
}

function isOwn({ name }: StoredDeadLetter['headers'][number]): boolean {
  return name === 'content-type' || name === 'creation-time';
}
