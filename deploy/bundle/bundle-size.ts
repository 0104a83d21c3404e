import type { Metafile } from 'esbuild';

/** In bytes, minified. */
export type BundleSize = {
  /** What loads before the first request. */
  readonly atStart: number;
  /** The same without the AWS SDK and what nobody else imports: Lambda has a copy of that. */
  readonly atStartWithoutSdk: number;
  readonly onFirstUse: number;
  /** The largest first. */
  readonly packages: readonly PackageSize[];
};

export type PackageSize = {
  /** `tidegate` for our own. */
  readonly name: string;
  readonly atStart: number;
  readonly onFirstUse: number;
};

/** What a function imports on first use, and that is at its start, by the module's path. */
const IMPORTED_AT_START = /^lib\/drivers\/(?:kafka|platformatic)\/(?:event-sink|topic-admin)\.ts$/;

/** @param metafile of one function's bundle */
export function sizeOfBundle(metafile: Metafile): BundleSize {
  const outputs = Object.entries(metafile.outputs).filter(([path]) => !path.endsWith('.map'));
  const started = startedOutputs(metafile);
  const ours = withoutSdk(metafile);
  const packages = new Map<string, PackageSize>();
  const size = { atStart: 0, atStartWithoutSdk: 0, onFirstUse: 0 };
  for (const [path, { bytes, inputs }] of outputs) {
    const when = started.has(path) ? 'atStart' : 'onFirstUse';
    size[when] += bytes;
    if (when === 'atStart') size.atStartWithoutSdk += bytes;
    for (const [input, { bytesInOutput }] of Object.entries(inputs)) {
      const name = packageOf(input);
      const sum = packages.get(name) ?? { name, atStart: 0, onFirstUse: 0 };
      packages.set(name, { ...sum, [when]: sum[when] + bytesInOutput });
      if (when === 'atStart' && !ours.has(input)) size.atStartWithoutSdk -= bytesInOutput;
    }
  }
  return { ...size, packages: [...packages.values()].toSorted(byBytes) };
}

function byBytes(a: PackageSize, b: PackageSize): number {
  return b.atStart + b.onFirstUse - (a.atStart + a.onFirstUse);
}

/** Modules that are reached without passing through the SDK. */
function withoutSdk({ inputs, outputs }: Metafile): ReadonlySet<string> {
  const entries = Object.values(outputs).flatMap(({ entryPoint = '' }) => entryPoint);
  return reached(entries.filter(isFunction), (path) =>
    (inputs[path]?.imports ?? []).map((imported) => imported.path).filter((next) => !isOfSdk(next)),
  );
}

function isOfSdk(input: string): boolean {
  return /^@(?:aws-sdk|smithy)\//.test(packageOf(input));
}

/** The function's own output, and what is imported by name from there. */
function startedOutputs({ outputs }: Metafile): ReadonlySet<string> {
  const entries = Object.entries(outputs)
    .filter(([, { entryPoint = '' }]) => isStarted(entryPoint))
    .map(([path]) => path);
  return reached(entries, (path) =>
    (outputs[path]?.imports ?? [])
      .filter(({ kind }) => kind === 'import-statement')
      .map((imported) => imported.path),
  );
}

function isStarted(entryPoint: string): boolean {
  return isFunction(entryPoint) || IMPORTED_AT_START.test(entryPoint);
}

function isFunction(entryPoint: string): boolean {
  return entryPoint.startsWith('functions/');
}

function reached(
  from: readonly string[],
  next: (path: string) => readonly string[],
): ReadonlySet<string> {
  const found = new Set(from);
  // A set that grows is walked to its new end.
  for (const path of found) for (const more of next(path)) found.add(more);
  return found;
}

function packageOf(input: string): string {
  const names = [...input.matchAll(/node_modules\/((?:@[^/]+\/)?[^/]+)/g)];
  return names.at(-1)?.[1] ?? 'tidegate';
}
