import { createHash, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { OPPORTUNITY_ROLES } from './column-names.ts';
import { type DynamicsSettings, solutionTablesOf } from './settings.ts';

/** What a message of Dataverse says about one deal or lead. */
export interface ToldRecord {
  id: string;
  /** Whether it says, or may say, that the record is shared; links know the others anyway. */
  isNew: boolean;
}

const Reference = z.object({ Id: z.string() });
const Entity = z.object({ Attributes: z.array(z.object({ key: z.string(), value: z.unknown() })).nullish() });
const Message = z.object({
  MessageName: z.string(),
  PrimaryEntityName: z.string(),
  PrimaryEntityId: z.string(),
  /** Absent where the message was too large (contract §1.2). */
  InputParameters: z.array(z.object({ key: z.string(), value: z.unknown() })).nullish(),
});

/** Whether the code of an address is the one that was agreed. Compared without telling by time how much of it is right. */
export function isCode(given: string | null, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return given !== null && timingSafeEqual(digest(given), digest(expected));
}

/** Which deals and leads a message is about; null where it is no message. Values in it are not used: messages come late and out of order. */
export function recordsTold(
  body: Uint8Array,
  settings: Pick<DynamicsSettings, 'fields' | 'solutions'>,
): ToldRecord[] | null {
  const message = Message.safeParse(json(body));
  if (!message.success) return null;
  const { PrimaryEntityName: table, PrimaryEntityId: id, MessageName: kind } = message.data;
  const given = message.data.InputParameters?.find(({ key }) => key === 'Target')?.value;
  const written = Entity.safeParse(given);
  const values = new Map(
    (written.success ? (written.data.Attributes ?? []) : []).map(({ key, value }) => [key, value]),
  );
  if (table === 'opportunity' || table === 'lead') {
    const isStripped = kind !== 'Delete' && given === undefined;
    return [
      { id: id.toLowerCase(), isNew: isStripped || optInColumns(settings).some((name) => values.get(name) === true) },
    ];
  }
  return lineLookups(settings)
    .filter((line) => line.table === table)
    .flatMap(({ column }) => {
      const deal = Reference.safeParse(values.get(column));
      return deal.success ? [{ id: deal.data.Id.toLowerCase(), isNew: false }] : [];
    });
}

function json(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return null;
  }
}

const optInColumns = ({ fields }: Pick<DynamicsSettings, 'fields'>): readonly string[] =>
  fields.optIn ? [fields.optIn] : OPPORTUNITY_ROLES.optIn;

function lineLookups({ solutions }: Pick<DynamicsSettings, 'solutions'>): { table: string; column: string }[] {
  if (solutions === null) return [];
  const tables = solutions === 'auto' ? [solutionTablesOf('csl'), solutionTablesOf('msft')] : [solutions];
  return tables.map(({ line, lineOpportunity }) => ({ table: line, column: lineOpportunity }));
}
