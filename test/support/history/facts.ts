import * as v from 'valibot';

const text = v.string();
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
/** Milliseconds since the Unix epoch, by the clock of the process that wrote the fact: evidence for people, never compared. */
const at = v.number();

const rules = v.strictObject({
  kind: v.literal('rules'),
  /** Failed attempts after which an event that is no poison may be dead-lettered as well. */
  maxAttempts: count,
});

const sent = v.strictObject({
  kind: v.literal('sent'),
  id: text,
  tenant: text,
  device: text,
  sequence: count,
  /** SHA-256 of the payload, in hexadecimal digits. */
  digest: text,
  /** The consumer under test never succeeds with a poison, so its place is the dead-letter topic. */
  poison: v.boolean(),
  at,
});

const answered = v.strictObject({
  kind: v.literal('answered'),
  id: text,
  status: v.pipe(count, v.minValue(200), v.maxValue(599)),
  /** When the device was told to try again; absent when it was not. */
  retryAfterSeconds: v.exactOptional(count),
  latencyMs: v.number(),
  at,
});

const unanswered = v.strictObject({ kind: v.literal('unanswered'), id: text, reason: text, at });

const attempted = v.strictObject({
  kind: v.literal('attempted'),
  id: text,
  tenant: text,
  device: text,
  digest: text,
  /** Kafka topic, or AMQP address. */
  topic: text,
  /** Absent, as the offset is, where the messaging network has none. */
  partition: v.exactOptional(count),
  offset: v.exactOptional(count),
  /** `unprocessable`: the consumer saw that no retry would help. */
  outcome: v.picklist(['processed', 'failed', 'unprocessable']),
  at,
});

const deadLettered = v.strictObject({
  kind: v.literal('dead-lettered'),
  id: text,
  tenant: text,
  device: text,
  digest: text,
  topic: text,
  at,
});

const fact = v.variant('kind', [rules, sent, answered, unanswered, attempted, deadLettered]);

export type Sent = Readonly<v.InferOutput<typeof sent>>;
export type Answered = Readonly<v.InferOutput<typeof answered>>;
export type Attempted = Readonly<v.InferOutput<typeof attempted>>;
export type DeadLettered = Readonly<v.InferOutput<typeof deadLettered>>;

/**
 * What an observer saw. Facts of uploads stand in the order in which one load driver saw them; facts of consumption in
 * the order in which the attempts ended. The two need not be interleaved: files can be joined end to end.
 */
export type Fact = Readonly<v.InferOutput<typeof fact>>;

/** @throws {Error} naming the first line that is no fact */
export function parseFacts(ndjson: string): Fact[] {
  const lines = ndjson.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((line, index) => parseFact(line, index + 1));
}

export function toLine(observed: Fact): string {
  return `${JSON.stringify(observed)}\n`;
}

function parseFact(line: string, number: number): Fact {
  try {
    return v.parse(fact, JSON.parse(line));
  } catch (cause) {
    throw new Error(`line ${number} is not a fact: ${line.slice(0, 200)}`, { cause });
  }
}
