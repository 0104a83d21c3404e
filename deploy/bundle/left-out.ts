import type { Plugin } from 'esbuild';

/** Leaves modules out of a bundle; loading one of them later says why it is not there. */
export function leftOut(
  name: string,
  filter: RegExp,
  isLeftOut: (module: { readonly path: string; readonly importer: string }) => boolean,
  reason: string,
): Plugin {
  return {
    name,
    setup: (build) => {
      build.onResolve({ filter }, (module) =>
        isLeftOut(module) ? { path: module.path, namespace: name } : undefined,
      );
      build.onLoad({ filter, namespace: name }, () => ({
        contents: `throw new Error(${JSON.stringify(reason)});`,
      }));
    },
  };
}
