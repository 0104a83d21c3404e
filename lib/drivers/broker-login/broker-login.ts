import type { KeptSecret } from '../secrets/kept-secret.ts';

/** How the clients of a Kafka cluster prove who they are. `ca` is whom they trust, in PEM; the system's authorities unless said. */
export type KafkaSecurity =
  | { readonly kind: 'plaintext' }
  | { readonly kind: 'tls'; readonly ca: string | undefined }
  | { readonly kind: 'iam'; readonly region: string; readonly ca: string | undefined }
  | {
      readonly kind: 'scram' | 'mtls';
      /** Where it is: see `secretReader`. */
      readonly secret: string;
      readonly ca: string | undefined;
    };

/** What a client shows to a broker when it connects. */
export type BrokerLogin = {
  /** In the names of `node:tls`. Absent: the connection is not encrypted. */
  readonly tls?: {
    readonly ca?: string;
    readonly cert?: string;
    readonly key?: string;
    readonly passphrase?: string;
  };
  readonly sasl?:
    | {
        readonly mechanism: 'SCRAM-SHA-512';
        readonly username: string;
        readonly password: string;
      }
    | { readonly mechanism: 'OAUTHBEARER'; readonly token: string };
  /** Milliseconds since the Unix epoch; brokers hang up then. */
  readonly expiresAtMs?: number;
};

/** The login of today, and another one for whom the brokers refuse. */
export type BrokerLogins = KeptSecret<BrokerLogin>;

/** A cluster, and how its clients get in. */
export type BrokerConnection = {
  /** `host:port`, at least one. */
  readonly brokers: readonly string[];
  readonly clientId?: string;
  /** Absent: neither encryption nor authentication. */
  readonly logins?: BrokerLogins;
};
