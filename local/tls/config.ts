import { resolve } from 'node:path';
import { StartFailure } from '../start-failure.ts';
import { parseChoice, parsePort, type Variables } from '../variables.ts';

/** How devices are served over TLS. */
export type TlsConfig = {
  /** 0 is a free port; absent means 8443, or a free one when that is taken. */
  readonly port?: number;
  /** Absent means that both are made. */
  readonly files?: KeyFiles;
  /** Behave as mutual TLS of API Gateway does, which asks a truststore; absent means that no client is refused here. */
  readonly mutual?: { readonly truststore: string };
};

/** Paths of PEM files. */
export type KeyFiles = { readonly key: string; readonly certificate: string };

/** @returns undefined when nothing is served over TLS. @throws {StartFailure} naming the variable, and what it takes. */
export function parseTlsConfig(variables: Variables): TlsConfig | undefined {
  if (variables['TLS_PORT'] === 'off') return undefined;
  const files = parseFiles(variables);
  const mutual = parseMutual(variables);
  return {
    ...(variables['TLS_PORT'] && { port: parsePort('TLS_PORT', variables, 0) }),
    ...(files && { files }),
    ...(mutual && { mutual }),
  };
}

function parseFiles(variables: Variables): KeyFiles | undefined {
  const [key, certificate] = [variables['TLS_KEY'], variables['TLS_CERT']];
  if (!key && !certificate) return undefined;
  if (key && certificate) return { key: resolve(key), certificate: resolve(certificate) };
  throw new StartFailure(
    'TLS_KEY and TLS_CERT belong together: set both to the paths of PEM files, or none.',
  );
}

function parseMutual(variables: Variables): TlsConfig['mutual'] {
  const certificates = parseChoice('TLS_CLIENT_CERTIFICATES', variables, ['optional', 'required']);
  if (certificates === 'optional') return undefined;
  const truststore = variables['TLS_TRUSTSTORE'];
  if (truststore) return { truststore: resolve(truststore) };
  throw new StartFailure(
    'TLS_CLIENT_CERTIFICATES=required needs TLS_TRUSTSTORE: set it to the path of a PEM file with the authorities.',
  );
}
