import { once } from 'node:events';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { Agent, createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import { identity, pemOf } from './certificates.ts';

export type WebhookReceiver = {
  /** By name: an address in a URL is not looked up. */
  readonly url: URL;
  /** Trusts the receiver. */
  readonly agent: Agent;
  readonly requests: { readonly headers: IncomingHttpHeaders; readonly body: string }[];
  /** Connections so far, those included that ended before a request. */
  readonly sockets: () => number;
  answer: (response: ServerResponse) => void;
};

export const answerWith =
  (status: number, headers: Record<string, string> = {}) =>
  (response: ServerResponse): void => {
    response.writeHead(status, headers).end();
  };

/** A server on 127.0.0.1 with a certificate of `localhost`, closed when the test ends. */
export async function webhookReceiver(t: TestContext): Promise<WebhookReceiver> {
  const self = identity({ subject: [['CN', 'localhost']], isAuthority: true });
  const server = createServer({ key: pemOf(self), cert: self.pem });
  let sockets = 0;
  server.on('connection', () => {
    sockets += 1;
  });
  const agent = new Agent({ keepAlive: true, ca: self.pem });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    agent.destroy();
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const receiver: WebhookReceiver = {
    url: new URL(`https://localhost:${port}/events`),
    agent,
    requests: [],
    sockets: () => sockets,
    answer: answerWith(204),
  };
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    receiver.requests.push({ headers: request.headers, body: await text(request) });
    receiver.answer(response);
  };
  server.on('request', (request, response) => void serve(request, response));
  return receiver;
}
