import { type HeldRecord, createAssignments, toPartitionState } from './assignments.ts';
import { backoffMs } from './backoff.ts';
import { batchDueAtMs, takeBatch } from './batch.ts';
import { createBatchLine } from './batch-line.ts';
import type { DispatchPorts, DispatchRules, Dispatcher } from './dispatch-rules.ts';
import {
  type SourceRecord,
  type TopicPartition,
  eventBytesOf,
  sizeOf,
  toKafkaEvent,
  topicPartition,
} from './event.ts';
import { createDiscards } from './failure/discards.ts';
import { NEVER_RUN } from './failure/given-up.ts';
import { createInvocations } from './invocations.ts';
import { toInvoked } from './invoked.ts';
import {
  type LiveBatch,
  historyAfter,
  isAssigned,
  keepOnly,
  newBatch,
  toLiveBatch,
} from './live-batch.ts';
import type { Queued } from './record-queue.ts';
import {
  type InvocationFailure,
  type InvocationResult,
  type Verdict,
  judge,
} from './redelivery.ts';

export function createDispatcher(rules: DispatchRules, ports: DispatchPorts): Dispatcher {
  const { clock, report } = ports;
  const assignments = createAssignments(rules.limits);
  const line = createBatchLine<LiveBatch>(rules.whileOutstanding === 'moves-on');
  const invocations = createInvocations(ports.invoke, clock, rules.functionTimeout);
  const { discard, finish: discardsFinished } = createDiscards(ports, rules.expiredUntried);
  let cancelTimer: (() => void) | undefined;
  let isStopped = false;

  /** Hands out everything that is due, then sleeps until something else will be. */
  function pump(): void {
    if (isStopped) return;
    for (const batch of line.ready()) {
      if (mayInvoke() && batch.dueAtMs <= clock.now()) handOut(batch);
    }
    for (let queues = freeQueues(); mayInvoke() && isDue(queues); queues = freeQueues()) {
      const batch = newBatch(takeBatch(queues, rules.limits));
      line.append(batch);
      handOut(batch);
    }
    // The invocation that ends next pumps again.
    if (!mayInvoke()) return cancelTimer?.();
    const retryDueAtMs = Math.min(...line.ready().map(({ dueAtMs }) => dueAtMs));
    sleepUntil(Math.min(batchDueAtMs(freeQueues(), rules.limits), retryDueAtMs));
  }

  function mayInvoke(): boolean {
    return invocations.count() < rules.pollers.maximumInvocations(assignments.all().length);
  }

  function freeQueues() {
    const free = assignments.all().filter((one) => !line.isClaimed(topicPartition(one)));
    return free.map(({ queue }) => queue);
  }

  function isDue(queues: ReturnType<typeof freeQueues>): boolean {
    return batchDueAtMs(queues, rules.limits) <= clock.now();
  }

  function sleepUntil(dueAtMs: number): void {
    cancelTimer?.();
    if (dueAtMs < Infinity) cancelTimer = clock.after(dueAtMs - clock.now(), pump);
  }

  function handOut(due: LiveBatch): void {
    const running = keepOnly(due, (record) => !isExpired(record)).map(asRunning);
    line.replace(due, running);
    for (const batch of running) void run(batch);
    // Last, because what is settled makes room, and what then comes in must find the line in order.
    discard('RecordAgeExceeded', due.records.filter(isExpired), due.history);
  }

  function isExpired({ timestampMs }: SourceRecord): boolean {
    const seconds = rules.MaximumRecordAgeInSeconds ?? -1;
    return seconds !== -1 && clock.now() - timestampMs > seconds * 1000;
  }

  async function run(batch: LiveBatch): Promise<void> {
    const startedAtMs = clock.now();
    const result = await invocations.run(eventOf(batch));
    if (result === undefined) return;
    conclude(batch, result, clock.now() - startedAtMs);
    pump();
    ports.onSettled();
  }

  function eventOf({ records, isRedelivered }: LiveBatch) {
    const recordsOnly = isRedelivered && rules.redeliveredMembers === 'records-only';
    return toKafkaEvent(records, recordsOnly ? {} : rules.origin, rules.absentMembers);
  }

  function conclude(
    batch: LiveBatch,
    result: InvocationResult | InvocationFailure,
    durationMs: number,
  ): void {
    const verdict = judge(batch, result, rules, rules.redelivery);
    report(toInvoked(batch, result, verdict, durationMs));
    for (const record of verdict.settled) record.assignment.progress.settle(record.offset);
    const history = historyAfter(batch.history, result) ?? batch.history;
    discard('RetryAttemptsExhausted', verdict.exhausted, history);
    line.replace(batch, successorsOf({ ...batch, history }, verdict));
  }

  function successorsOf(
    { failuresInARow: before, history }: LiveBatch,
    { again, settled }: Verdict<HeldRecord>,
  ) {
    const failuresInARow = settled.length > 0 ? 1 : before + 1;
    const dueAtMs = clock.now() + backoffMs(rules.backoff, failuresInARow, ports.random);
    return again
      .map((part) => ({ ...part, failuresInARow, dueAtMs, history, isRedelivered: true }))
      .map(toLiveBatch)
      .flatMap((part) => keepOnly(part, isAssigned));
  }

  /** What is filtered out needs no settling: to the progress of its partition it is a gap. */
  function reportPolled(
    { topic, partition }: TopicPartition,
    records: readonly SourceRecord[],
    wanted: readonly SourceRecord[],
  ): void {
    if (records.length === 0) return;
    const filteredOut = records.length - wanted.length;
    const bytes = records.reduce((sum, record) => sum + sizeOf(record), 0);
    report({ kind: 'polled', topic, partition, records: records.length, bytes, filteredOut });
  }

  function toQueued(record: SourceRecord): Queued {
    const eventBytes = eventBytesOf(record, rules.absentMembers) + ','.length;
    return { ...record, eventBytes, receivedAtMs: clock.now() };
  }

  return {
    assign: assignments.assign,
    hasRoom: assignments.hasRoom,
    invocations: invocations.count,
    partitions: () => assignments.all().map(toPartitionState),
    revoke(partition) {
      assignments.revoke(partition);
      const waiting = line.batches.filter(({ isRunning }) => !isRunning);
      for (const batch of waiting) line.replace(batch, keepOnly(batch, isAssigned));
      pump();
    },
    receive(partition, records, next) {
      const wanted = records.filter(rules.filter);
      reportPolled(partition, records, wanted);
      const tooLarge = assignments.receive(partition, wanted.map(toQueued), next);
      discard('MaximumPayloadSizeExceeded', tooLarge, NEVER_RUN);
      pump();
      if (wanted.length < records.length) ports.onSettled();
    },
    async stop(graceMs) {
      isStopped = true;
      cancelTimer?.();
      await invocations.finish(graceMs);
      await discardsFinished();
    },
  };
}

function asRunning(batch: LiveBatch): LiveBatch {
  return { ...batch, isRunning: true };
}
