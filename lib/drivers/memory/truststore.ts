import type {
  CertificateDomain,
  DomainState,
  TruststoreFile,
} from '../../onboarding/truststore.ts';

export type MemoryTruststore = {
  readonly file: TruststoreFile;
  readonly domain: CertificateDomain;
  /** What the next look at the domain says beside its truststore. */
  readonly say: (state: Partial<DomainState>) => void;
};

/** A file with versions, and a domain that is told of them. */
export function memoryTruststore(): MemoryTruststore {
  const uri = 's3://memory/truststore.pem';
  const versions: string[] = [];
  let state: DomainState = { isSettled: true, warnings: [] };
  return {
    file: {
      uri,
      read: async () => {
        const text = versions.at(-1);
        return text === undefined ? undefined : { text, version: `${versions.length}` };
      },
      write: async (text) => `${versions.push(text)}`,
    },
    domain: {
      read: async () => state,
      trust: async (given, version) => {
        const isThere = given === uri && versions[Number(version) - 1] !== undefined;
        if (!isThere || !state.isSettled) throw new Error('the domain refuses the truststore');
        state = { ...state, truststore: { uri, version } };
      },
    },
    say: (said) => (state = { ...state, ...said }),
  };
}
