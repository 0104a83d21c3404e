// kafkajs 2.2.4 publishes no types for the modules that kafkajs-repairs.ts and produce-request.ts mend.

declare module 'kafkajs/src/network/requestQueue/index.js' {
  const RequestQueue: {
    prototype: {
      pending: unknown[];
      throttledUntil: number;
      throttleCheckTimeoutId: NodeJS.Timeout | null;
      checkPendingRequests(): void;
      scheduleCheckPendingRequests(): void;
    };
  };
  export default RequestQueue;
}

declare module 'kafkajs/src/protocol/requests/produce/*/response.js' {
  type PartitionAnswer = { readonly partition: number; readonly errorCode: number };
  type TopicAnswer = {
    readonly topicName: string;
    readonly partitions: readonly PartitionAnswer[];
  };
  export type ProduceResponse = { readonly topics: readonly TopicAnswer[] };

  const response: { parse: (data: ProduceResponse) => Promise<ProduceResponse> };
  export default response;
}

declare module 'kafkajs/src/protocol/encoder.js' {
  export default class Encoder {
    writeInt16(value: number): this;
    writeInt32(value: number): this;
    writeString(value: string | null): this;
    writeBytes(value: Buffer): this;
  }
}

declare module 'kafkajs/src/protocol/requests/produce/index.js' {
  import type Encoder from 'kafkajs/src/protocol/encoder.js';
  import type { Message } from 'kafkajs';

  export type PartitionData = {
    readonly partition: number;
    readonly firstSequence: number;
    readonly messages: readonly Message[];
  };
  export type TopicData = { readonly topic: string; readonly partitions: readonly PartitionData[] };
  export type ProduceArguments = {
    readonly acks: number;
    readonly timeout: number;
    readonly transactionalId?: string | undefined;
    readonly compression?: number;
    readonly producerId: { toString(): string };
    readonly producerEpoch: number;
    readonly topicData: readonly TopicData[];
  };
  type Exchange = {
    readonly request: { readonly encode: () => Promise<Encoder> };
    readonly response: unknown;
  };
  const produce: {
    protocol: (wanted: { readonly version: number }) => (wanted: ProduceArguments) => Exchange;
  };
  export default produce;
}
