import type { ErrorPayload } from '../lambda/outcome.ts';

/** What a runtime says of a failure; Lambda passes on whatever it is, and here it has at least a message. */
export function parseErrorPayload(body: string): ErrorPayload {
  const told = parse(body);
  if (typeof told !== 'object' || told === null) return { errorMessage: body };
  const { errorMessage, errorType, trace } = told as Readonly<Record<string, unknown>>;
  return {
    errorMessage: typeof errorMessage === 'string' ? errorMessage : body,
    ...(typeof errorType === 'string' ? { errorType } : {}),
    ...(Array.isArray(trace) ? { trace: trace.map(String) } : {}),
  };
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
