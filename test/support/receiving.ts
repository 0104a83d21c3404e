import type { TestContext } from 'node:test';
import type { AmqpApplicationOptions } from '../../application/index.ts';
import { testAmqp } from './amqp.ts';
import { type AmqpApplicationUnderTest, amqpApplicationUnderTest } from './amqp-application.ts';
import type { Frame } from './amqp-frames/frames.ts';
import { type Tap, tapAmqp } from './amqp-frames/tap.ts';
import type { AmqpValue } from './amqp-frames/values.ts';

export type Receiving = AmqpApplicationUnderTest & {
  readonly tap: Tap;
  /** What the application has told the network of deliveries so far, in order. */
  readonly outcomes: () => readonly string[];
};

/** A business application with every frame between it and a real messaging network. */
export async function receiving(t: TestContext): Promise<Receiving> {
  const under = await amqpApplicationUnderTest(t);
  const tap = await tapAmqp(t, testAmqp().port);
  const amqp = { ...testAmqp(), port: tap.port };
  return {
    ...under,
    tap,
    join: (parts: Partial<AmqpApplicationOptions> = {}) => under.join({ amqp, ...parts }),
    outcomes: () => tap.frames('client', 'disposition').flatMap(outcomesOf),
  };
}

/** Fields of a receiver's `attach`. @see OASIS AMQP 1.0, part 2, section 2.7.3 */
export function receiverAttachOf({ fields }: Frame) {
  const [, , role, sndSettleMode, rcvSettleMode, source] = fields;
  return {
    role: role?.value === true ? 'receiver' : 'sender',
    'snd-settle-mode': sndSettleMode?.value === 0 ? 'unsettled' : sndSettleMode?.value,
    'rcv-settle-mode': rcvSettleMode?.value === 0 ? 'first' : rcvSettleMode?.value,
    source: source?.type === 'described' ? firstOf(source.value) : undefined,
  };
}

/** One for each delivery of the range. @see OASIS AMQP 1.0, part 2, section 2.7.6 */
function outcomesOf({ fields }: Frame): string[] {
  const [, first, last, settled, state] = fields;
  const name = state?.type === 'described' ? OUTCOMES[state.code] : undefined;
  const count = Number(last?.value ?? first?.value) - Number(first?.value) + 1;
  const isSettled = settled?.value === true;
  return Array.from({ length: count }, () => `${name}${isSettled ? '' : ', unsettled'}`);
}

const OUTCOMES: Readonly<Record<number, string>> = {
  0x24: 'accepted',
  0x25: 'rejected',
  0x26: 'released',
  0x27: 'modified',
};

function firstOf(value: AmqpValue): unknown {
  return value.type === 'list' ? value.value[0]?.value : undefined;
}
