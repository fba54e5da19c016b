import * as z from 'zod';
import { personAct } from '../kit/admin.ts';
import type { Limits } from './limits/service-protection.ts';
import type { Tokens } from './oauth/tokens.ts';
import { type Organisation, personCaller } from './organisation.ts';
import { plant, userIdOf } from './populate.ts';
import { closeOpportunity, LOST, WON } from './records/closing.ts';
import { mergeRows } from './records/merge.ts';
import { qualifyLead } from './records/qualify-lead.ts';
import { editAsPerson, SeedOpportunities, seedOpportunities, storeSeed } from './records/seeds.ts';
import type { Row } from './records/store.ts';
import { deleteRow } from './records/writer.ts';
import { compileValidationRule } from './rules/validation.ts';
import { DuplicateRuleInput, Restrictions, SeedRecord, ValidationRuleInput } from './world-schema.ts';

const Id = z.guid().transform((text) => text.toLowerCase());
/** Username of the person; the first seller in the world when absent. */
const By = z.string().optional();
const Values = z.record(z.string(), z.unknown());

const Create = z.strictObject({ by: By, table: z.string(), values: Values, id: Id.optional() });
const Edit = z.strictObject({ by: By, id: Id, values: Values });
const Named = z.strictObject({ by: By, id: Id });
const Note = Named.extend({ subject: z.string().optional(), text: z.string() });
const Close = Named.extend({
  outcome: z.enum(['won', 'lost']),
  /** Status reason; the first of the state when absent. */
  status: z.int().optional(),
  subject: z.string().optional(),
  description: z.string().optional(),
  actualrevenue: z.number().optional(),
  actualend: z.iso.datetime().optional(),
});
const Convert = Named.extend({
  opportunityName: z.string().optional(),
  accountId: Id.optional(),
  contactId: Id.optional(),
  /** True: only an account and a contact. */
  doNotCreateOpportunity: z.boolean().optional(),
});
const LineItems = z.strictObject({ id: Id, amount: z.number().nullable() });
const Merge = Named.extend({ into: Id });
const Names = z.strictObject({ name: z.string() });
const Restrict = Restrictions.partial().extend({ username: z.string() });

type ShownRow = Readonly<Record<string, unknown>> & { id: string };

/** Rows never change in place, and whoever watches the organisation asks for the same ones over and over. */
const SHOWN = new WeakMap<Row, ShownRow>();

/** A row as answers of the admin API show it: its values by logical name. */
export function shown(row: Row): ShownRow {
  const known = SHOWN.get(row);
  if (known) return known;
  const made: ShownRow = { ...Object.fromEntries(row.values), id: row.id };
  SHOWN.set(row, made);
  return made;
}

/** What people can do in the organisation; every save passes the same rules as one through the API. */
export function createPeople(org: Organisation, tokens: Tokens, limits: Limits) {
  const callerOf = (by: string | undefined) => personCaller(userIdOf(org, by ?? org.world.users[1]?.username));

  function rowOf(id: string): Row {
    const row = org.store.find(id);
    if (!row) throw new RangeError(`There is no row ${id}. GET /_emulator/snapshot lists them.`);
    return row;
  }

  /** Everything a person does is one transaction. */
  const saving =
    <Input, Result>(act: (input: Input) => Result) =>
    (input: Input): Result => {
      const result = org.atomically(() => act(input));
      org.commit();
      return result;
    };

  return {
    create: personAct(
      Create,
      saving(({ by, id, ...record }) =>
        shown(storeSeed(org, callerOf(by), { ...record, ...(id ? { id } : {}) }, new Map())),
      ),
    ),
    edit: personAct(
      Edit,
      saving(({ by, id, values }) => shown(editAsPerson(org, callerOf(by), rowOf(id), values))),
    ),
    delete: personAct(
      Named,
      saving(({ by, id }) => {
        deleteRow(org, callerOf(by), rowOf(id));
        return { id };
      }),
    ),
    /** A workflow touches the row: only its version and modifiedon move. */
    touch: personAct(
      Named,
      saving(({ by, id }) => shown(editAsPerson(org, callerOf(by), rowOf(id), {}))),
    ),
    /** Wins or loses an opportunity as the buttons of its form do. */
    close: personAct(
      Close,
      saving(({ by, id, outcome, status, ...activity }) => {
        const closing = {
          outcome: outcome === 'won' ? WON : LOST,
          status: status ?? -1,
          activity: new Map(Object.entries(activity)),
        } as const;
        return shown(closeOpportunity(org, callerOf(by), rowOf(id), closing));
      }),
    ),
    reopen: personAct(
      Named,
      saving(({ by, id }) => shown(editAsPerson(org, callerOf(by), rowOf(id), { statecode: 0 }))),
    ),
    /** Writes a note below a row. */
    addNote: personAct(
      Note,
      saving(({ by, id, subject, text }) => {
        const values = { objectid: id, subject: subject ?? null, notetext: text };
        return shown(storeSeed(org, callerOf(by), { table: 'annotation', values }, new Map()));
      }),
    ),
    /** Qualifies a lead; afterwards it cannot be changed. Answers the lead and the ids of what came of it. */
    convertLead: personAct(
      Convert,
      saving(({ by, id, opportunityName, doNotCreateOpportunity, accountId, contactId }) => {
        const caller = callerOf(by);
        const parties = {
          ...(accountId ? { parentaccountid: accountId } : {}),
          ...(contactId ? { parentcontactid: contactId } : {}),
        };
        const lead = editAsPerson(org, caller, rowOf(id), parties);
        const made = qualifyLead(org, caller, lead, {
          createAccount: accountId === undefined,
          createContact: contactId === undefined,
          createOpportunity: doNotCreateOpportunity !== true,
          status: -1,
          customer: null,
          currency: null,
        });
        const opportunity = made.find((row) => row.table === 'opportunity');
        if (opportunity && opportunityName) editAsPerson(org, caller, opportunity, { name: opportunityName });
        return { ...shown(rowOf(id)), created: Object.fromEntries(made.map((row) => [row.table, row.id])) };
      }),
    ),
    /** Merges an account, contact or lead into another one. */
    merge: personAct(
      Merge,
      saving(({ by, id, into }) => shown(mergeRows(org, callerOf(by), rowOf(into), rowOf(id), {}))),
    ),
    /** Creates many opportunities at once, for measurements. */
    seedOpportunities: personAct(
      SeedOpportunities,
      saving((wish) => seedOpportunities(org, callerOf(wish.by), wish)),
    ),
    /** Creates many rows in order, with ids of their own if given; answers the ids by ref. */
    seed: personAct(
      z.strictObject({ records: z.array(SeedRecord) }),
      saving(({ records }) => ({
        created: records.length,
        ids: Object.fromEntries([...plant(org, records)].map(([ref, { id }]) => [ref, id])),
      })),
    ),
    addDuplicateRule: personAct(DuplicateRuleInput, (rule) => {
      org.duplicateRules.push(rule);
      return { name: rule.name };
    }),
    /** A plug-in of the partner that refuses rows in its own words. */
    addValidationRule: personAct(ValidationRuleInput, (rule) => {
      org.validationRules.set(rule.name, compileValidationRule(org, rule));
      return { name: rule.name };
    }),
    removeValidationRule: personAct(Names, ({ name }) => ({ name, removed: org.validationRules.delete(name) })),
    /** Gives an opportunity products, which then decide its revenue; null takes them away. */
    setLineItems: personAct(
      LineItems,
      saving(({ id, amount }) => {
        const values = {
          isrevenuesystemcalculated: amount !== null,
          ...(amount === null ? {} : { totalamount: amount }),
        };
        return shown(editAsPerson(org, callerOf(undefined), rowOf(id), values));
      }),
    ),
    /** Hides or locks columns, tables and rows for one user. Replaces earlier restrictions. */
    restrictUser: personAct(Restrict, ({ username, ...restrictions }) => {
      org.restrictions.set(userIdOf(org, username), Restrictions.parse(restrictions));
      return { username };
    }),
    /** Somebody has left, or the application user is switched off. */
    deactivateUser: personAct(
      z.strictObject({ username: z.string() }),
      saving(({ username }) => {
        const row = rowOf(userIdOf(org, username));
        org.store.put({ ...row, values: new Map(row.values).set('isdisabled', true) });
        return { username };
      }),
    ),
    /** Ends every token at once. */
    endSessions: personAct(z.strictObject({}), () => {
      tokens.revokeAll();
      return { ended: true };
    }),
    registerKey: personAct(z.strictObject({ publicKey: z.string().min(1) }), ({ publicKey }) => {
      org.publicKey = publicKey;
      return { registered: true };
    }),
    /** The user has used this many requests within the last minutes. */
    setApiUsage: personAct(
      z.strictObject({ username: z.string().optional(), used: z.int().min(0) }),
      ({ username, used }) => {
        limits.use(userIdOf(org, username), used);
        return { used };
      },
    ),
  };
}

export type DynamicsPeople = ReturnType<typeof createPeople>;
