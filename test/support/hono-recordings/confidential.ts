import type { Recording } from './recordings.ts';

/** Shorter texts are in any log by chance. */
const SHORTEST = 6;

/** What a request holds that no line of a log may: what it presents as credentials, its payload and its query string. */
export function confidentialIn({ request }: Recording): string[] {
  const [head = '', ...rest] = request.toString('latin1').split('\r\n\r\n');
  const [requestLine = '', ...headers] = head.split('\r\n');
  const query = /\?\S+/.exec(requestLine)?.[0] ?? '';
  const credentials = headers
    .filter((header) => /^authorization:/i.test(header))
    .map((header) => header.replace(/^[^:]*:\s*\w*\s*/, ''));
  const passwords = credentials.map((text) => {
    const [, ...password] = Buffer.from(text, 'base64').toString('utf8').split(':');
    return password.join(':');
  });
  const all = [query, rest.join('\r\n\r\n'), ...credentials, ...passwords];
  return all.filter(({ length }) => length >= SHORTEST);
}
