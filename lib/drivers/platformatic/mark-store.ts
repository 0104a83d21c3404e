import { Admin, FindCoordinatorKeyTypes, offsetCommitV8 } from '@platformatic/kafka';
import type { MarkStore, PartitionMark } from '../../consumption/redrive/mark-store.ts';
import { ServiceError } from '../../domain/errors.ts';
import type { PlatformaticConnection } from './producer-session.ts';

const REQUEST_TIMEOUT_MS = 10_000;
/** Says of a commit that no member of the group makes it; the broker then wants the group to have none. */
const NO_GENERATION = -1;
const NO_MEMBER = '';
const NO_EPOCH = -1;

/** Marks are committed offsets, and their notes the metadata of these. */
export function kafkaMarkStore(
  connection: PlatformaticConnection,
): MarkStore & { readonly close: () => Promise<void> } {
  const { brokers, clientId = 'tidegate', ...security } = connection;
  const admin = new Admin({
    ...security,
    clientId,
    bootstrapBrokers: [...brokers],
    requestTimeout: REQUEST_TIMEOUT_MS,
  });

  async function coordinatorOf(group: string) {
    const keyType = FindCoordinatorKeyTypes.GROUP;
    const [coordinator] = await admin.findCoordinator({ keyType, keys: [group] });
    const nodeId = coordinator?.nodeId ?? NO_EPOCH;
    const connected = (await admin.connectToBrokers([nodeId])).get(nodeId);
    if (connected) return connected;
    throw new Error(`the coordinator of ${group} is not known`);
  }

  return {
    read: async (group, topic) => {
      try {
        const [found] = await admin.listConsumerGroupOffsets({ groups: [group] });
        const kept = found?.topics.find(({ name }) => name === topic)?.partitions ?? [];
        return new Map(kept.filter(({ committedOffset }) => committedOffset >= 0n).map(toEntry));
      } catch (cause) {
        throw notKept(group, 'cannot be read', cause);
      }
    },
    write: async (group, topic, partition, { offset, note }) => {
      const committed = {
        partitionIndex: partition,
        committedOffset: BigInt(offset),
        committedLeaderEpoch: NO_EPOCH,
        committedMetadata: note,
      };
      try {
        await offsetCommitV8.api.async(
          await coordinatorOf(group),
          group,
          NO_GENERATION,
          NO_MEMBER,
          null,
          [{ name: topic, partitions: [committed] }],
        );
      } catch (cause) {
        throw notKept(group, 'cannot be written', cause);
      }
    },
    close: () => admin.close(),
  };
}

function toEntry(kept: {
  readonly partitionIndex: number;
  readonly committedOffset: bigint;
  readonly metadata?: string | null | undefined;
}): [number, PartitionMark] {
  return [kept.partitionIndex, { offset: Number(kept.committedOffset), note: kept.metadata ?? '' }];
}

function notKept(group: string, what: string, cause: unknown): ServiceError {
  return new ServiceError('MARK_NOT_KEPT', `the mark in the group ${group} ${what}`, { cause });
}
