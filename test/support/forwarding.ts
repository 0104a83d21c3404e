import { randomUUID } from 'node:crypto';
import type { TestContext } from 'node:test';
import { amqpEventSink } from '../../lib/drivers/amqp/event-sink.ts';
import { testAmqp } from './amqp.ts';
import type { Frame } from './amqp-frames/frames.ts';
import { membersOf, type Section, type SectionName } from './amqp-frames/sections.ts';
import { type Tap, tapAmqp } from './amqp-frames/tap.ts';
import type { AmqpValue } from './amqp-frames/values.ts';
import { southbound, type SouthboundGiven } from './southbound.ts';
import { PATIENT_FORWARDING } from './patience.ts';

/** The whole way of an upload to a messaging network, with every frame of it. The tenant is one of the test's own. */
export async function forwarding(
  t: TestContext,
  given: SouthboundGiven & { readonly port?: number; readonly deliveryTimeoutMs?: number } = {},
) {
  const { deliveryTimeoutMs = PATIENT_FORWARDING.deliveryTimeoutMs } = given;
  const tenant = given.tenant ?? `tenant-${randomUUID()}`;
  const tap = await tapAmqp(t, given.port ?? testAmqp().port);
  const connection = { ...testAmqp(), port: tap.port };
  const sink = amqpEventSink(connection, { ...PATIENT_FORWARDING, deliveryTimeoutMs });
  t.after(sink.close);
  const { upload } = await southbound({
    ...given,
    tenant,
    tenantDocument: { ext: { 'messaging-type': 'amqp' }, ...given.tenantDocument },
    append: sink.append,
  });
  return { tenant, address: `event/${tenant}`, upload, ...tap, sent: () => sentOver(tap) };
}

/** A message in the words of the wire: values with their types, `undefined` for a section that is not there. */
export type Sent = {
  readonly sections: readonly SectionName[];
  readonly member: (section: SectionName, name: string) => AmqpValue | undefined;
  readonly data: string | undefined;
};

function sentOver({ messages }: Pick<Tap, 'messages'>): readonly Sent[] {
  return messages().map(toSent);
}

function toSent(sections: readonly Section[]): Sent {
  const find = (wanted: SectionName) => sections.find(({ name }) => name === wanted);
  const data = find('data');
  return {
    sections: sections.map(({ name }) => name),
    member: (section, name) => {
      const found = find(section);
      return found && membersOf(found)[name];
    },
    data: data && String(data.content.value),
  };
}

/** Fields of an `attach`. @see OASIS AMQP 1.0, part 2, section 2.7.3 */
export function attachOf({ fields }: Frame) {
  const [, , role, sndSettleMode, rcvSettleMode, , target] = fields;
  const address = target?.type === 'described' && listOf(target.value)[0];
  return {
    role: role?.value === false ? 'sender' : 'receiver',
    'snd-settle-mode': sndSettleMode?.value === 0 ? 'unsettled' : sndSettleMode?.value,
    'rcv-settle-mode': rcvSettleMode?.value === 0 ? 'first' : rcvSettleMode?.value,
    target: address ? address.value : undefined,
  };
}

function listOf(value: AmqpValue): readonly AmqpValue[] {
  return value.type === 'list' ? value.value : [];
}
