import type { Answered, Attempted, DeadLettered, Fact, Sent } from '../../support/history/facts.ts';

const event = { id: 'e1', tenant: 'tide', device: 'buoy', digest: 'd1', at: 0 };

export function sent(overrides: Partial<Sent> = {}): Sent {
  return { kind: 'sent', ...event, sequence: 1, poison: false, ...overrides };
}

export function answered(id: string, status: number): Answered {
  return { kind: 'answered', id, status, latencyMs: 1, at: 0 };
}

export function attempted(overrides: Partial<Attempted> = {}): Attempted {
  const topic = 'hono.event.tide';
  return {
    kind: 'attempted',
    ...event,
    topic,
    partition: 0,
    offset: 0,
    outcome: 'processed',
    ...overrides,
  };
}

export function deadLettered(overrides: Partial<DeadLettered> = {}): DeadLettered {
  return { kind: 'dead-lettered', ...event, topic: 'hono.dead-letter.tide', ...overrides };
}

/** Uploads of one device, one after the other, each answered before the next is sent. */
export function uploads(...statuses: readonly (readonly [id: string, status: number])[]): Fact[] {
  return statuses.flatMap(([id, status], index) => [
    sent({ id, sequence: index + 1 }),
    answered(id, status),
  ]);
}
