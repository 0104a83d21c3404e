import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { answerHeads, apiKeyOf, correlationOf, requestHeads } from './kafka-frames.ts';
import type { Scope } from './scope.ts';

const LOOPBACK = '127.0.0.1';

/** A TCP proxy whose faults a test switches on and off. */
export type FaultProxy = {
  /** Stays the same for as long as the proxy lives, also while it refuses connections. */
  readonly port: number;
  /** Connections made from now on lead to this port of the loopback address; undefined: nowhere, and are reset. */
  readonly forwardTo: (port: number | undefined) => void;
  /** No more faults. Connections that a black hole has swallowed stay dead, as their bytes are lost. */
  readonly pass: () => Promise<void>;
  /**
   * From now on existing connections stay open and carry nothing, in neither direction, not even their end.
   *
   * @param newConnections whether connections made from now on work, or are swallowed likewise.
   */
  readonly blackHole: (newConnections: 'pass' | 'swallow') => void;
  /** Resets every existing connection; new ones work. */
  readonly reset: () => void;
  /** Resets every existing connection and refuses new ones. */
  readonly refuse: () => Promise<void>;
  /** Holds every byte back for so long, in both directions and in order; 0 ends that. */
  readonly delay: (ms: number) => void;
  /**
   * Waits for Kafka's next request of a kind and cuts the connection's bytes off there, in both directions: the broker never
   * gets the request, or has done its work and nobody gets the answer. Resolves then.
   */
  readonly cut: (apiKey: number, what: 'request' | 'answer') => Promise<void>;
  /** Connections that are open. */
  readonly connections: () => number;
};

type Route = {
  readonly client: Socket;
  readonly server: Socket;
  swallowed: boolean;
  /** Of the request whose answer is to be cut off. */
  awaited?: number;
};

type Side = 'client' | 'server';

type Faults = { swallowNew: boolean; delayMs: number; cut?: Cut | undefined };

type Cut = {
  readonly apiKey: number;
  readonly what: 'request' | 'answer';
  readonly done: () => void;
};

/** Starts a proxy that ends with the scope. */
export async function startFaultProxy(t: Scope, targetPort?: number): Promise<FaultProxy> {
  const routes = new Set<Route>();
  const faults: Faults = { swallowNew: false, delayMs: 0 };
  let target = targetPort;

  const listener = createServer((client) => {
    if (target === undefined) client.resetAndDestroy();
    else open(client, target, routes, faults);
  });
  await listen(listener, 0);
  const { port } = listener.address() as AddressInfo;
  const reset = () => routes.forEach(({ client }) => client.resetAndDestroy());

  t.after(async () => {
    reset();
    await close(listener);
  });

  return {
    port,
    forwardTo: (next) => {
      target = next;
    },
    pass: async () => {
      Object.assign(faults, { swallowNew: false, delayMs: 0 });
      if (!listener.listening) await listen(listener, port);
    },
    blackHole: (newConnections) => {
      faults.swallowNew = newConnections === 'swallow';
      for (const route of routes) route.swallowed = true;
    },
    reset,
    refuse: async () => {
      const closed = close(listener);
      reset();
      await closed;
    },
    delay: (ms) => {
      faults.delayMs = ms;
    },
    cut: (apiKey, what) =>
      new Promise((done) => {
        faults.cut = { apiKey, what, done };
      }),
    connections: () => routes.size,
  };
}

function open(client: Socket, port: number, routes: Set<Route>, faults: Faults): void {
  const route: Route = { client, server: connect(port, LOOPBACK), swallowed: faults.swallowNew };
  routes.add(route);
  watchForCut(route, faults);
  forward(route, 'client', 'server', faults);
  forward(route, 'server', 'client', faults);
  client.once('close', () => {
    routes.delete(route);
    route.server.destroy();
  });
}

/** Swallows what the cut is for before it is carried on. */
function watchForCut(route: Route, faults: Faults): void {
  const [requests, answers] = [requestHeads(), answerHeads()];
  const cutHere = () => {
    route.swallowed = true;
    faults.cut?.done();
    faults.cut = undefined;
  };
  route.client.on('data', (bytes: Buffer) => {
    const caught = requests(bytes).find((head) => apiKeyOf(head) === faults.cut?.apiKey);
    if (caught && faults.cut?.what === 'request') cutHere();
    else if (caught) route.awaited ??= correlationOf(caught);
  });
  route.server.on('data', (bytes: Buffer) => {
    const correlations = answers(bytes).map(correlationOf);
    if (route.awaited !== undefined && correlations.includes(route.awaited)) cutHere();
  });
}

/** Carries the bytes of one direction, and the end of the connection. */
function forward(route: Route, from: Side, to: Side, faults: Faults): void {
  const inOrder = delayLine(faults);
  const unlessSwallowed = (act: () => void) =>
    inOrder(() => {
      if (!route.swallowed) act();
    });
  route[from].setNoDelay(true);
  route[from].on('error', () => {
    // `close` follows and ends the other side.
  });
  route[from].on('data', (bytes) => unlessSwallowed(() => write(route[from], route[to], bytes)));
  route[from].once('close', () => unlessSwallowed(() => route[to].destroy()));
}

/** @returns what does one thing after another, each once its delay is over. */
function delayLine(faults: Faults): (act: () => void) => void {
  let line = Promise.resolve();
  return (act) => {
    const dueMs = performance.now() + faults.delayMs;
    line = line.then(() => untilTime(dueMs)).then(act);
  };
}

async function untilTime(dueMs: number): Promise<void> {
  const waitMs = dueMs - performance.now();
  if (waitMs > 0) await pause(waitMs);
}

function write(from: Socket, to: Socket, bytes: Buffer): void {
  if (to.write(bytes)) return;
  from.pause();
  to.once('drain', () => from.resume());
}

async function listen(listener: Server, port: number): Promise<void> {
  listener.listen(port, LOOPBACK);
  await once(listener, 'listening');
}

async function close(listener: Server): Promise<void> {
  if (!listener.listening) return;
  const closed = once(listener, 'close');
  listener.close();
  await closed;
}
