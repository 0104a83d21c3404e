export type EventBody = { readonly body?: string; readonly isBase64Encoded: boolean };

/**
 * The documentation does not say which content types count as binary. Measured on AWS: only these arrive as text, a
 * charset other than UTF-8 and a missing content type do not.
 *
 * @see https://github.com/ministackorg/ministack/pull/766 and https://github.com/floci-io/floci/pull/2203
 */
const TEXT =
  /^(?:text\/[^;]+|application\/(?:json|xml|javascript))\s*(?:;\s*charset="?utf-8"?\s*)?$/i;

export function toBody(body: Buffer | undefined, contentType: string | undefined): EventBody {
  if (body === undefined || body.length === 0) return { isBase64Encoded: false };
  if (contentType !== undefined && TEXT.test(contentType)) {
    return { body: body.toString('utf8'), isBase64Encoded: false };
  }
  return { body: body.toString('base64'), isBase64Encoded: true };
}
