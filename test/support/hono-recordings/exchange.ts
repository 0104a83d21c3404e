import { once } from 'node:events';
import { connect } from 'node:net';
import { type HttpAnswer, parseAnswer } from './http-answer.ts';

/**
 * Sends the bytes of a request over a connection of its own.
 *
 * @returns undefined when the server closes the connection without an answer
 */
export async function exchange(port: number, request: Uint8Array): Promise<HttpAnswer | undefined> {
  const socket = connect(port, '127.0.0.1');
  let received = Buffer.alloc(0);
  try {
    await once(socket, 'connect');
    socket.write(request);
    for await (const chunk of socket) {
      received = Buffer.concat([received, chunk as Buffer]);
      const answer = parseAnswer(received, false);
      if (answer !== undefined) return answer;
    }
    return parseAnswer(received, true);
  } finally {
    socket.destroy();
  }
}
