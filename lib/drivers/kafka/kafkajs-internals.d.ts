// kafkajs 2.2.4 publishes no types for the modules that kafkajs-repairs.ts mends.

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
