import { ServiceError } from '../../domain/errors.ts';
import type { TenantId } from '../../domain/identifiers.ts';
import { eventTopic } from '../../domain/topics.ts';
import type { MarkStore } from '../redrive/mark-store.ts';
import type { LogRecord, PartitionRange, TopicLog } from '../redrive/topic-log.ts';
import { deliverPatiently, type Patience } from './deliver-patiently.ts';
import { isToReplay, rangesToReplay, type ReplayFilter, toNote } from './replay-range.ts';
import type { ReplayTarget } from './replay-target.ts';

export type ReplayOptions = {
  readonly filter: ReplayFilter;
  /** Where the progress is kept, a consumer group that nobody reads with; undefined keeps none. */
  readonly group: string | undefined;
  readonly dryRun: boolean;
};

export type ReplayPorts = Patience & {
  readonly log: TopicLog;
  readonly marks: MarkStore;
  readonly target: ReplayTarget;
  /** @param read records of the topic, out of `total` */
  readonly progress: (read: number, total: number) => void;
};

export type ReplaySummary = {
  /** Events that are meant, and bytes of their payloads. */
  readonly events: number;
  readonly bytes: number;
  /** Why the replay ended before the last event. */
  readonly stopped: 'interrupted' | 'failed' | undefined;
};

/**
 * Delivers events of a tenant once more, partition by partition in order. No committed offset of any application moves.
 * What a target cannot settle after several attempts ends the replay: what follows of the device would be out of order.
 *
 * @throws {ServiceError} `TOPIC_NOT_READ`, `MARK_NOT_KEPT`
 */
export async function replay(
  tenant: TenantId,
  options: ReplayOptions,
  ports: ReplayPorts,
): Promise<ReplaySummary> {
  const topic = eventTopic(tenant);
  const ranges = await rangesLeft(topic, options, ports);
  const total = ranges.reduce((sum, { from, to }) => sum + to - from, 0);
  const run: Run = {
    topic,
    options,
    ports,
    total,
    read: 0,
    events: 0,
    bytes: 0,
    stopped: undefined,
  };
  for (const range of ranges) {
    await replayPartition(range, run);
    if (run.stopped) break;
  }
  return { events: run.events, bytes: run.bytes, stopped: run.stopped };
}

type Run = { -readonly [Name in keyof ReplaySummary]: ReplaySummary[Name] } & {
  readonly topic: string;
  readonly options: ReplayOptions;
  readonly ports: ReplayPorts;
  readonly total: number;
  read: number;
};

async function rangesLeft(
  topic: string,
  { filter, group }: ReplayOptions,
  { log, marks }: ReplayPorts,
): Promise<readonly PartitionRange[]> {
  const ranges = await rangesToReplay(topic, filter, log);
  if (group === undefined) return ranges;
  const kept = await marks.read(group, topic);
  return ranges.map((range) => {
    const mark = kept.get(range.partition);
    if (mark && mark.note !== toNote(filter)) throw ofAnother(group);
    return { ...range, from: Math.min(Math.max(range.from, mark?.offset ?? 0), range.to) };
  });
}

async function replayPartition(range: PartitionRange, run: Run): Promise<void> {
  const { topic, options, ports } = run;
  let batch: LogRecord[] = [];
  let size = 0;
  for await (const record of ports.log.read(topic, range)) {
    ports.progress((run.read += 1), run.total);
    if (!isToReplay(record, options.filter)) continue;
    const bytes = eventBytesOf(record);
    if (batch.length >= MAX_RECORDS || size + bytes > MAX_BYTES) {
      await deliverBatch(batch, range.partition, record.offset, run);
      if (run.stopped) return;
      [batch, size] = [[], 0];
    }
    batch.push(record);
    size += bytes;
  }
  await deliverBatch(batch, range.partition, range.to, run);
}

/** @param next offset to go on from when all is settled */
async function deliverBatch(
  batch: readonly LogRecord[],
  partition: number,
  next: number,
  run: Run,
): Promise<void> {
  const { options, ports } = run;
  if (ports.signal.aborted) run.stopped = 'interrupted';
  if (run.stopped) return;
  const left = options.dryRun ? [] : await deliverPatiently(batch, ports);
  const settled = batch.filter((record) => !left.includes(record));
  run.events += settled.length;
  run.bytes += settled.reduce((sum, { value }) => sum + (value?.byteLength ?? 0), 0);
  const [first] = left;
  if (first) run.stopped = ports.signal.aborted ? 'interrupted' : 'failed';
  await keepMark(partition, first?.offset ?? next, run);
}

async function keepMark(partition: number, offset: number, run: Run): Promise<void> {
  const { group, filter, dryRun } = run.options;
  if (group === undefined || dryRun) return;
  await run.ports.marks.write(group, run.topic, partition, { offset, note: toNote(filter) });
}

/** An invocation takes 6 MB. @see AWS Lambda, "Lambda quotas" */
const MAX_BYTES = 4_000_000;
const MAX_RECORDS = 100;

/** Bytes of the record in a function's event, or some more: base64 takes 4 for 3, a header's byte up to 5. */
function eventBytesOf({ key, value, headers }: LogRecord): number {
  const MEMBER_BYTES = 512;
  const body = ((key?.byteLength ?? 0) + (value?.byteLength ?? 0)) * 1.34 + MEMBER_BYTES;
  return headers.reduce((sum, one) => sum + one.name.length * 6 + one.value.byteLength * 5, body);
}

function ofAnother(group: string): ServiceError {
  const message = `${group} keeps the progress of a replay with another device or time: choose another name`;
  return new ServiceError('MARK_NOT_KEPT', message);
}
