/** What rhea 3.0 has and its types lack. */
import 'rhea';

declare module 'rhea' {
  interface SaslClientMechanism {
    readonly start: (callback: (failure: Error | undefined, response: Buffer) => void) => void;
    readonly step: (
      challenge: Buffer,
      callback: (failure: Error | undefined, response: Buffer) => void,
    ) => void;
  }
}

declare module 'rhea/typings/connection.js' {
  interface ClientConnectionOptions {
    /** What may be chosen of what the network offers, by name. */
    sasl_mechanisms?: Readonly<Record<string, () => SaslClientMechanism>>;
  }
}

declare module 'rhea/typings/message.js' {
  interface message {
    released: () => { described: () => unknown };
  }
}

declare module 'rhea/typings/link.js' {
  interface Sender {
    /** Messages that the network takes now. */
    readonly credit: number;
  }
}

declare module 'rhea/typings/session.js' {
  interface Session {
    readonly outgoing: {
      readonly next_delivery_id: number;
      /** The first that has not been written to the connection. */
      readonly next_pending_delivery: number;
    };
  }
}
