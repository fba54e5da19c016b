/** One element of the array in which the REST API words an error. */
export interface ApiError {
  message: string;
  errorCode: string;
  fields?: string[];
  /** Further keys, e.g. the matches of a duplicate rule. */
  more?: Record<string, unknown>;
}

/** A request that Salesforce would refuse; carries the HTTP status and the body of the answer. */
export class Refusal extends Error {
  readonly status: number;
  readonly errors: readonly ApiError[];

  constructor(status: number, errors: readonly ApiError[]) {
    super(errors.map((error) => `${error.errorCode}: ${error.message}`).join('; '));
    this.name = 'Refusal';
    this.status = status;
    this.errors = errors;
  }
}

/** A refusal with one error and status 400. */
export function refuse(errorCode: string, message: string, fields?: string[]): Refusal {
  return new Refusal(400, [{ errorCode, message, ...(fields ? { fields } : {}) }]);
}

/** A refusal with one error and another status. */
export function refuseWith(status: number, errorCode: string, message: string, fields?: string[]): Refusal {
  return new Refusal(status, [{ errorCode, message, ...(fields ? { fields } : {}) }]);
}

// Wordings used in several places; recorded ones per contract/salesforce.md §1.2, §1.7.
export const notFound = () => refuseWith(404, 'NOT_FOUND', 'The requested resource does not exist');
export const deleted = () => refuseWith(404, 'ENTITY_IS_DELETED', 'entity is deleted', []);
export const unknownColumn = (column: string, sobject: string) =>
  refuse('INVALID_FIELD', `No such column '${column}' on sobject of type ${sobject}`);
export const invalidReference = () => refuse('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', []);

/** The body of a single-record answer: an array with `errorCode`. */
export function errorBody(errors: readonly ApiError[]): Record<string, unknown>[] {
  return errors.map(({ message, errorCode, fields, more }) => ({
    ...more,
    message,
    errorCode,
    ...(fields ? { fields } : {}),
  }));
}

/** Row errors of a collection call: the same facts, but the code is called `statusCode` and fields are never absent. */
export function rowErrors(errors: readonly ApiError[]): Record<string, unknown>[] {
  return errors.map(({ message, errorCode, fields, more }) => ({
    ...more,
    statusCode: errorCode,
    message,
    fields: fields ?? [],
  }));
}
