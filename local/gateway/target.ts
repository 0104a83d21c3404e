export type Target = { readonly path: string; readonly queryString: string };

/**
 * HTTP APIs hand a function the path percent-decoded, despite the name `rawPath`, and cut at a question mark that
 * decoding brings out; the query string they leave encoded. Slashes that follow each other stay.
 *
 * @returns undefined for a path that cannot be decoded.
 * @see https://github.com/middleapi/standard-server/pull/93 which quotes captures from AWS
 */
export function parseTarget(url: string): Target | undefined {
  const origin = url.charCodeAt(0) === SLASH ? url : withoutAuthority(url);
  const mark = origin.indexOf('?');
  const encoded = mark === -1 ? origin : origin.slice(0, mark);
  const queryString = mark === -1 ? '' : origin.slice(mark + 1);
  if (!encoded.includes('%')) return { path: encoded, queryString };
  const decoded = decodePath(encoded);
  return decoded === undefined ? undefined : { path: decoded, queryString };
}

const SLASH = 0x2f;

/** A client may send the address whole, as to a proxy. */
function withoutAuthority(url: string): string {
  const path = url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?]*/i, '');
  return path.startsWith('/') ? path : `/${path}`;
}

function decodePath(encoded: string): string | undefined {
  try {
    const [path = ''] = decodeURIComponent(encoded).split('?', 1);
    return path;
  } catch {
    return undefined;
  }
}
