import type { Exported } from '../../lib/registry/bulk/export-registry.ts';

/** Of the format that docs/bulk.md describes. */
export const FORMAT_VERSION = 1;

/** The first line. */
export const HEADER = { 'tidegate-registry': FORMAT_VERSION } as const;

/** The last line: without it, a file was cut short. */
export function toFooter(lines: number) {
  return { end: { lines } } as const;
}

/** What is exported, as its line says it; an import reads the same. */
export function toLine(exported: Exported): Readonly<Record<string, unknown>> {
  const { kind, tenant, document } = exported;
  if (kind === 'tenant') return { 'tenant-id': tenant, tenant: document };
  return { 'tenant-id': tenant, 'device-id': exported.device, [kind]: document };
}
