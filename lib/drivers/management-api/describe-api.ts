import { type Answer, methodNotAllowed, shown } from './answers.ts';
import type { ManagementRequest } from './request.ts';

export function asksForDescription({ path }: ManagementRequest): boolean {
  return path.join('/') === 'v1/openapi.json';
}

/** For everybody: it says what the API is, and nothing of what the registry holds. */
export async function describeApi({ method }: ManagementRequest): Promise<Answer> {
  if (method !== 'GET') return methodNotAllowed(['GET']);
  const { openApiDocument } = await import('./openapi/document.ts');
  return shown(openApiDocument);
}
