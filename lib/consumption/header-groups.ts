import { HEADER } from '../domain/header-names.ts';
import type { EventHeaders } from './event-headers.ts';

/** Headers that go together, decoded when asked for: most applications never do. */
class HeaderGroup {
  protected readonly headers: EventHeaders;

  constructor(headers: EventHeaders) {
    this.headers = headers;
  }
}

export class HeaderOrigin extends HeaderGroup {
  get adapter(): string | undefined {
    return this.headers.text(HEADER.originAdapter);
  }

  get address(): string | undefined {
    return this.headers.text(HEADER.originAddress);
  }
}

export class HeaderTrace extends HeaderGroup {
  get traceparent(): string | undefined {
    return this.headers.text(HEADER.traceParent);
  }

  get tracestate(): string | undefined {
    return this.headers.text(HEADER.traceState);
  }
}
