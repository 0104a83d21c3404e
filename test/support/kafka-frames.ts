/** Which frames of a stream begin in its next piece: the bytes of each up to and with what has to be known of it. */
export type FrameHeads = (bytes: Buffer) => readonly Buffer[];

const LENGTH_BYTES = 4;

/** Length, API key, version and correlation id. */
const REQUEST_HEAD_BYTES = 12;
/** Length and correlation id. */
const ANSWER_HEAD_BYTES = 8;

/** @see https://kafka.apache.org/protocol#protocol_common */
export const requestHeads = (): FrameHeads => frameHeads(REQUEST_HEAD_BYTES);
export const answerHeads = (): FrameHeads => frameHeads(ANSWER_HEAD_BYTES);

function frameHeads(headBytes: number): FrameHeads {
  let head = Buffer.alloc(0);
  let restBytes = 0;
  return (bytes) => {
    const heads: Buffer[] = [];
    let left = bytes;
    while (left.length > 0) {
      if (restBytes === 0) {
        const missing = headBytes - head.length;
        head = Buffer.concat([head, left.subarray(0, missing)]);
        left = left.subarray(missing);
        if (head.length < headBytes) break;
        heads.push(head);
        restBytes = restOf(head);
        head = Buffer.alloc(0);
      }
      const passed = Math.min(restBytes, left.length);
      restBytes -= passed;
      left = left.subarray(passed);
    }
    return heads;
  };
}

/** What is not Kafka's is taken for one frame without end. */
function restOf(head: Buffer): number {
  const rest = head.readInt32BE(0) + LENGTH_BYTES - head.length;
  return rest < 0 ? Infinity : rest;
}

/** @see https://kafka.apache.org/protocol#protocol_api_keys */
export function apiKeyOf(requestHead: Buffer): number {
  return requestHead.readInt16BE(LENGTH_BYTES);
}

export function correlationOf(head: Buffer): number {
  return head.readInt32BE(head.length - 4);
}
