import { type FSWatcher, watch } from 'node:fs';

/** An editor writes a file in several steps, and a formatter follows it. */
const SETTLE_MS = 150;

export type SourceWatch = { readonly close: () => void };

/** Tells once when files of the folders have changed, after they have come to rest. */
export function watchSources(folders: readonly string[], changed: () => void): SourceWatch {
  let timer: NodeJS.Timeout | undefined;
  const settle = () => {
    clearTimeout(timer);
    timer = setTimeout(changed, SETTLE_MS);
  };
  const watchers: FSWatcher[] = folders.map((folder) => watch(folder, { recursive: true }, settle));
  return {
    close: () => {
      clearTimeout(timer);
      for (const watcher of watchers) watcher.close();
    },
  };
}
