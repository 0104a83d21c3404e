import { EMPTY_NOTIFICATION } from '../domain/event-kinds.ts';
import type { Endpoint } from '../domain/event-record.ts';
import { ServiceError } from '../domain/errors.ts';
import { parseWholeNumber } from '../domain/upload-parameters.ts';
import { admitUnauthenticated, requireNamed } from './admit-unauthenticated.ts';
import { authenticate, type Authentication } from './authenticate.ts';
import { type Accepted, handOnUpload, type HandingOn, type Sound } from './hand-on-upload.ts';
import type { HoldAnswer } from './hold-answer.ts';
import { type PayloadLimits, requirePayloadSize } from './require-payload-size.ts';
import { namedDevice, requireOwnTenant } from './target-device.ts';
import type { Upload } from './upload.ts';

export type Ingestion = Authentication &
  HandingOn & {
    readonly holdAnswer: HoldAnswer;
    readonly authenticationRequired: boolean;
    readonly payloadLimits: PayloadLimits;
  };

/**
 * Takes one upload. When it resolves, the record is stored, unless it is telemetry that the device allows to get lost, and
 * the time is over that the device said it would wait. The order of the checks is Hono's.
 *
 * @param remainingMs until there has to be an answer
 * @throws {ServiceError} whatever speaks against it
 * @see Hono, HTTP adapter, "Publish an Event" and "Publish Telemetry Data"
 */
export async function uploadEvent(
  upload: Upload,
  ingestion: Ingestion,
  remainingMs: () => number,
): Promise<Accepted> {
  const admit = ingestion.authenticationRequired ? admitAuthenticated : admitNamed;
  const startedAtMs = ingestion.stopwatch();
  const admitted = await admit(upload, ingestion);
  const accepted = await handOnUpload({ ...admitted, upload, startedAtMs }, ingestion);
  await ingestion.holdAnswer(accepted.record, remainingMs());
  return accepted;
}

type Admitted = Pick<Sound, 'uploader' | 'device' | 'endpoint'>;

async function admitAuthenticated(upload: Upload, ingestion: Ingestion): Promise<Admitted> {
  const uploader = await authenticate(upload, ingestion);
  ingestion.identify(uploader.tenant.id, uploader.device);
  requireOwnTenant(upload.target, uploader);
  requirePayloadSize(upload, ingestion.payloadLimits, uploader.tenant);
  const device = namedDevice(upload.target) ?? uploader.device;
  return { uploader, device, endpoint: parseMessage(upload) };
}

/** The registry is asked last: nobody has proven anything before. */
async function admitNamed(upload: Upload, ingestion: Ingestion): Promise<Admitted> {
  const { target } = upload;
  requirePayloadSize(upload, ingestion.payloadLimits);
  requireNamed(target);
  const endpoint = parseMessage(upload);
  const uploader = await admitUnauthenticated(target, ingestion.registry);
  requirePayloadSize(upload, ingestion.payloadLimits, uploader.tenant);
  return { uploader, device: uploader.device, endpoint };
}

/** @throws {ServiceError} `UNSUPPORTED_QOS`, `CONTENT_TYPE_MISMATCH` */
function parseMessage(upload: Upload): Endpoint {
  const endpoint = toEndpoint(upload);
  requireMatchingContentType(upload);
  return endpoint;
}

/**
 * Events know one level only; telemetry is sent at most once unless the device asks for more. Hono reads the level as
 * `Integer.parseInt` does.
 *
 * @throws {ServiceError} `UNSUPPORTED_QOS`
 */
function toEndpoint({ endpoint, qosLevel }: Upload): Endpoint {
  const level = parseWholeNumber(qosLevel || (endpoint === 'event' ? '1' : '0'), 1);
  if (endpoint === 'event' && level === 1) return { kind: 'event' };
  if (endpoint === 'telemetry' && level === 0) return { kind: 'telemetry', qos: 0 };
  if (endpoint === 'telemetry' && level === 1) return { kind: 'telemetry', qos: 1 };
  throw new ServiceError('UNSUPPORTED_QOS', 'unsupported QoS-Level header value');
}

/** @throws {ServiceError} `CONTENT_TYPE_MISMATCH` @see Hono, `AbstractProtocolAdapterBase.isPayloadOfIndicatedType` */
function requireMatchingContentType({ contentType, payload }: Upload): void {
  const isEmpty = payload.byteLength === 0;
  if (isEmpty ? contentType !== undefined : contentType !== EMPTY_NOTIFICATION) return;
  throw new ServiceError(
    'CONTENT_TYPE_MISMATCH',
    `content type [${contentType ?? 'null'}] does not match payload`,
  );
}
