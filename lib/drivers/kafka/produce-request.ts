import Encoder from 'kafkajs/src/protocol/encoder.js';
import produce, {
  type PartitionData,
  type ProduceArguments,
} from 'kafkajs/src/protocol/requests/produce/index.js';
import { encodeRecordBatch } from './record-batch.ts';

/**
 * Importing this module makes kafkajs write its produce requests with our record batches. What is sent, to whom, and what
 * the answer means stays with kafkajs.
 *
 * @see docs/decisions/0013
 */

/** Since this version a request carries record batches; up to the latest that kafkajs knows nothing else changed. */
const FIRST_VERSION = 3;

const NO_TRANSACTION = null;

const { protocol } = produce;

produce.protocol = ({ version }) => {
  const make = protocol({ version });
  if (version < FIRST_VERSION) return make;
  return (wanted) => {
    const { request, response } = make(wanted);
    if (!isPlain(wanted)) return { request, response };
    return { request: { ...request, encode: async () => encode(wanted) }, response };
  };
};

/** As our sinks have it. What other users of kafkajs in the process want beside, kafkajs writes. */
function isPlain({ transactionalId, compression = 0, topicData }: ProduceArguments): boolean {
  if (transactionalId !== undefined || compression !== 0) return false;
  return topicData.every(({ partitions }) =>
    partitions.every(({ messages }) => messages.every(({ timestamp }) => timestamp === undefined)),
  );
}

/** @see Apache Kafka, protocol, "Produce Request (Version: 7)" */
function encode(wanted: ProduceArguments): Encoder {
  const { acks, timeout, topicData } = wanted;
  const encoder = new Encoder().writeString(NO_TRANSACTION).writeInt16(acks).writeInt32(timeout);
  encoder.writeInt32(topicData.length);
  for (const { topic, partitions } of topicData) {
    encoder.writeString(topic).writeInt32(partitions.length);
    for (const data of partitions) {
      encoder.writeInt32(data.partition).writeBytes(toBatch(data, wanted));
    }
  }
  return encoder;
}

function toBatch(
  { messages, firstSequence }: PartitionData,
  { producerId, producerEpoch }: ProduceArguments,
): Buffer {
  return encodeRecordBatch({
    records: messages,
    producerId: BigInt(producerId.toString()),
    producerEpoch,
    firstSequence,
    createdAtMs: Date.now(),
  });
}
