/** A request that Dataverse would refuse; carries the HTTP status and the code and message of the answer. */
export class Refusal extends Error {
  readonly status: number;
  /** Hexadecimal platform code, `0x80060888`. */
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = 'Refusal';
    this.status = status;
    this.code = code;
  }
}

/** Makes the refusal to throw. */
export function refuse(status: number, code: string, message: string): Refusal {
  return new Refusal(status, code, message);
}

/** What the OData layer does not understand: unknown names, wrong types, bad syntax (contract/dataverse.md §2.3). */
export function malformed(message: string): Refusal {
  return refuse(400, '0x80060888', message);
}

/** The body of every error answer. */
export function errorBody({ code, message }: Pick<Refusal, 'code' | 'message'>): {
  error: { code: string; message: string };
} {
  return { error: { code, message } };
}
