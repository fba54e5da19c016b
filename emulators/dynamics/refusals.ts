import { malformed, type Refusal, refuse } from './refusal.ts';

// Wordings and codes that several places need; contract/dataverse.md §2.3 lists them with their sources.

export const noSuchRow = (table: string, id: string): Refusal =>
  refuse(404, '0x80040217', `${table} With Id = ${id} Does Not Exist`);

export const noSuchKey = (table: string): Refusal =>
  refuse(404, '0x80060891', `A record with the specified key values does not exist in ${table} entity`);

export const noSuchResource = (name: string): Refusal =>
  refuse(404, '0x80060888', `Resource not found for the segment '${name}'.`);

export const noSuchProperty = (name: string, table: string): Refusal =>
  malformed(
    `The property '${name}' does not exist on type 'Microsoft.Dynamics.CRM.${table}'. Make sure to only use property names that are defined by the type.`,
  );

export const cannotConvert = (value: unknown, type: string): Refusal =>
  malformed(
    `Cannot convert the literal '${typeof value === 'object' ? JSON.stringify(value) : String(value)}' to the expected type '${type}'.`,
  );

export const versionMismatch = (): Refusal =>
  refuse(412, '0x80060882', "The version of the existing record doesn't match the RowVersion property provided.");

export const alreadyExists = (): Refusal =>
  refuse(412, '0x80040237', 'A record with matching key values already exists.');

export const notAllowed = (message: string): Refusal => refuse(403, '0x80040220', message);
