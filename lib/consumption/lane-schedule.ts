import { laneKeyOf } from './lane-key.ts';
import type { PartitionBatch, Received, Unsettled } from './received.ts';

/** The records of one device in one partition. Its records run one at a time, in order of offset. */
export type Lane = {
  readonly partition: Partition;
  /** Where its records are in the partition, ascending. */
  readonly indexes: number[];
  /** The one of `indexes` whose turn it is. */
  turn: number;
  state: 'idle' | 'busy' | 'stopped';
};

type Partition = {
  readonly name: string;
  /** In order of offset, each offset once. */
  readonly records: readonly Received[];
  /** The lane of each record. */
  readonly lanes: readonly Lane[];
  laneCount: number;
  readonly settled: Uint8Array;
  /** Records before it have been handed out, or wait for the lane they are in. */
  cursor: number;
};

/** Hands out records so that no lane has two at a time, partitions take turns, and low offsets go first. */
export type LaneSchedule = {
  /** @returns a lane with its next record, to be settled or stopped; undefined when no idle lane has one left. */
  readonly take: () => Lane | undefined;
  /** Marks the lane's record as settled. @returns whether the lane goes on with a record that has waited for it. */
  readonly settle: (lane: Lane) => boolean;
  /** Ends the lane: its record and all that follow stay unsettled. */
  readonly stop: (lane: Lane) => void;
  readonly unsettled: () => Unsettled[];
  /** How many there are in all partitions. */
  readonly lanes: number;
};

export function laneSchedule(batches: readonly PartitionBatch[]): LaneSchedule {
  const partitions = batches.map(toPartition);
  let waiting = partitions;
  let turn = -1;

  return {
    take: () => {
      while (waiting.length > 0) {
        turn = (turn + 1) % waiting.length;
        const partition = waiting[turn];
        const lane = partition && takeLane(partition);
        if (lane) return lane;
        waiting = waiting.filter((other) => other !== partition);
      }
      return undefined;
    },
    settle: (lane) => {
      lane.partition.settled[indexOf(lane)] = 1;
      lane.turn += 1;
      const goesOn = indexOf(lane) < lane.partition.cursor;
      lane.state = goesOn ? 'busy' : 'idle';
      return goesOn;
    },
    stop: (lane) => {
      lane.state = 'stopped';
    },
    unsettled: () => partitions.flatMap(unsettledOf),
    lanes: partitions.reduce((sum, { laneCount }) => sum + laneCount, 0),
  };
}

export function recordOf(lane: Lane): Received {
  const record = lane.partition.records[indexOf(lane)];
  if (record === undefined) throw new RangeError('the lane has no record left');
  return record;
}

function takeLane(partition: Partition): Lane | undefined {
  while (partition.cursor < partition.lanes.length) {
    const lane = partition.lanes[partition.cursor];
    partition.cursor += 1;
    if (lane?.state === 'idle') {
      lane.state = 'busy';
      return lane;
    }
  }
  return undefined;
}

/** @returns Infinity for a lane that has no record left. */
function indexOf(lane: Lane): number {
  return lane.indexes[lane.turn] ?? Infinity;
}

function toPartition(batch: PartitionBatch): Partition {
  const records = inOrderOfOffset(batch.records);
  const lanes: Lane[] = [];
  const partition: Partition = {
    name: batch.name,
    records,
    lanes,
    laneCount: 0,
    settled: new Uint8Array(records.length),
    cursor: 0,
  };
  const byKey = new Map<string, Lane>();
  for (const [index, record] of records.entries()) {
    const key = laneKeyOf(record);
    const lane = byKey.get(key) ?? openLane(partition);
    byKey.set(key, lane);
    lane.indexes.push(index);
    lanes.push(lane);
  }
  return partition;
}

function openLane(partition: Partition): Lane {
  partition.laneCount += 1;
  return { partition, indexes: [], turn: 0, state: 'idle' };
}

/** As Kafka delivers them; of a repeated offset the first record counts. */
function inOrderOfOffset(records: readonly Received[]): readonly Received[] {
  if (records.every((record, index) => index === 0 || precedes(records[index - 1], record))) {
    return records;
  }
  return records
    .toSorted((one, other) => one.offset - other.offset)
    .filter((record, index, sorted) => index === 0 || precedes(sorted[index - 1], record));
}

function precedes(one: Received | undefined, other: Received): boolean {
  return one !== undefined && one.offset < other.offset;
}

function unsettledOf({ name, records, settled }: Partition): Unsettled[] {
  const unsettled: Unsettled[] = [];
  for (const [index, { offset }] of records.entries()) {
    if (settled[index] === 0) unsettled.push({ partition: name, offset });
  }
  return unsettled;
}
