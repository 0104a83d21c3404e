import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import * as v from 'valibot';

/** The code of a refusal, or nothing for an entry that is taken. */
export type Judge = (detail: string) => string | undefined;

const putEvents = v.object({
  Entries: v.array(v.object({ EventBusName: v.string(), Detail: v.string() })),
});

/**
 * EventBridge's `PutEvents` over HTTP: an answer for each entry, in order.
 *
 * @returns its address; it is closed when the test ends
 */
export async function eventBusServer(t: TestContext, judge: Judge): Promise<string> {
  const server = createServer((request, response) => void serve(judge, request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function serve(
  judge: Judge,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { Entries } = v.parse(putEvents, await json(request));
  const results = Entries.map(({ Detail }) => judge(Detail));
  const answer = {
    FailedEntryCount: results.filter((code) => code !== undefined).length,
    Entries: results.map((code) => (code === undefined ? { EventId: 'e' } : { ErrorCode: code })),
  };
  response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
  response.end(JSON.stringify(answer));
}
