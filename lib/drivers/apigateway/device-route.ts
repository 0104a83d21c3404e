import { ServiceError } from '../../domain/errors.ts';
import type { Upload } from '../../ingestion/upload.ts';

export type UploadRoute = Pick<Upload, 'endpoint' | 'target'>;

/** Methods that a resource of the device API knows; undefined where there is none. */
export function methodsOf(path: string): readonly string[] | undefined {
  return methodsOfSegments(segmentsOf(path));
}

function methodsOfSegments(segments: readonly string[]): readonly string[] | undefined {
  if (!isEndpoint(segments[0])) return undefined;
  return segments.length === 1 ? ['POST', 'PUT'] : ['PUT'];
}

/**
 * `POST /event`, `PUT /event/{tenant}/{device}` and `PUT /event//{device}`, and the same for `/telemetry`; what follows
 * the device is ignored.
 *
 * @throws {ServiceError} `RESOURCE_NOT_FOUND`, `METHOD_NOT_ALLOWED`
 * @see Hono, HTTP adapter, "Publish an Event" and "Publish Telemetry Data"
 */
export function routeUpload(method: string, path: string): UploadRoute {
  const segments = segmentsOf(path);
  const allowed = methodsOfSegments(segments);
  const [endpoint, tenant, device = ''] = segments;
  if (!allowed || !isEndpoint(endpoint)) throw notFound();
  if (!allowed.includes(method)) {
    throw new ServiceError('METHOD_NOT_ALLOWED', `allowed are ${allowed.join(' and ')}`);
  }
  if (method === 'POST') return { endpoint, target: { kind: 'uploader' } };
  if (tenant === undefined) return { endpoint, target: { kind: 'nowhere' } };
  return { endpoint, target: { kind: 'device', tenant, device } };
}

/** Without authentication there is no address that leaves the device out. @throws {ServiceError} `RESOURCE_NOT_FOUND` */
export function requireNamedDevice(path: string): void {
  if (segmentsOf(path).length < 2) throw notFound();
}

function isEndpoint(segment: string | undefined): segment is Upload['endpoint'] {
  return segment === 'event' || segment === 'telemetry';
}

/** `/event//4711/` has the segments `event`, nothing, `4711`: what is empty at the end does not count. */
function segmentsOf(path: string): readonly string[] {
  const segments = path.split('/').slice(1);
  while (segments.at(-1) === '') segments.pop();
  return segments;
}

function notFound(): ServiceError {
  return new ServiceError('RESOURCE_NOT_FOUND', 'Resource not found');
}
