import {
  type Artemis,
  type ArtemisOptions,
  startArtemis,
} from '../../local/artemis/start-artemis.ts';
import { portToKeep } from './port-to-keep.ts';
import type { Scope } from './scope.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A messaging network of a test's or a suite's own, which may be killed and started again: same data, same port. */
export type OwnArtemis = {
  readonly port: number;
  /** Resolves once the broker is gone, as after a crash (SIGKILL). */
  readonly kill: () => Promise<void>;
  /** Starts it after `kill`; resolves once it is ready. */
  readonly start: () => Promise<void>;
};

export type OwnArtemisGiven = Omit<ArtemisOptions, 'dataDir' | 'port' | 'report'>;

/** It ends with the scope. */
export async function ownArtemis(t: Scope, given: OwnArtemisGiven = {}): Promise<OwnArtemis> {
  const dataDir = temporaryFolder();
  const open = (port: number) => startArtemis({ ...given, dataDir, port, report: console.error });
  let artemis: Artemis = await open(await portToKeep());
  const kill = async () => {
    artemis.kill();
    await artemis.exited;
  };
  t.after(kill);
  return {
    port: artemis.port,
    kill,
    start: async () => {
      artemis = await open(artemis.port);
    },
  };
}
