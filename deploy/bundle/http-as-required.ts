import type { Plugin } from 'esbuild';

/**
 * `import 'node:http'` reads every member of the module for its export of the same name, and some of them load undici: 20 ms
 * at the start of a function. Asked for as a whole it stays as it is.
 */
export const httpAsRequired: Plugin = {
  name: 'http-as-required',
  setup: (build) => {
    build.onResolve({ filter: /^(?:node:)?http$/ }, ({ kind }) =>
      kind === 'require-call' ? undefined : { path: 'node:http', namespace: 'as-required' },
    );
    build.onLoad({ filter: /.*/, namespace: 'as-required' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)});`,
    }));
  },
};
