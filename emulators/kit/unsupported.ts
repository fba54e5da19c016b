/** A request the emulator does not know. It is answered with 501 and traced, never approximated. */
export class UnsupportedError extends Error {
  readonly gap: string;
  readonly remedy: string;

  constructor(gap: string, remedy: string) {
    super(`not emulated: ${gap}`);
    this.name = 'UnsupportedError';
    this.gap = gap;
    this.remedy = remedy;
  }
}

const DEFAULT_REMEDY =
  'Use a documented form, or extend the emulator from the API description; GET /_emulator/traces shows the request.';

/** Makes the error to throw where a request leaves what the emulator knows. */
export function unsupported(gap: string, remedy: string = DEFAULT_REMEDY): UnsupportedError {
  return new UnsupportedError(gap, remedy);
}

/** The body of every 501. */
export function unsupportedBody(error: UnsupportedError): { error: 'unsupported'; gap: string; remedy: string } {
  return { error: 'unsupported', gap: error.gap, remedy: error.remedy };
}
