import * as z from 'zod';
import { personAct } from '../kit/admin.ts';
import { canonicalId } from './ids.ts';
import type { Sessions } from './oauth/sessions.ts';
import { type Org, personActor } from './org.ts';
import { plant, userIdOf } from './populate.ts';
import { convertLead } from './records/convert-lead.ts';
import { deleteRecord, insertRecord, requireRow, updateRecord } from './records/writer.ts';
import { compileValidationRule } from './rules/declared.ts';
import { MICROSOFT_VALIDATION_RULES } from './rules/microsoft.ts';
import type { SObjectView } from './schema/catalogue.ts';
import type { Row } from './schema/types.ts';
import { putStage } from './setup-rows.ts';
import { toStamp } from './stamps.ts';
import { DuplicateRuleInput, Restrictions, SeedRecord, StageInput, ValidationRuleInput } from './world-schema.ts';

const Id = z.string().transform((text, context) => {
  const id = canonicalId(text);
  if (id === undefined) context.addIssue({ code: 'custom', message: `${text} is no record id` });
  return id ?? '';
});
/** Username of the person; the first seller in the world when absent. */
const By = z.string().optional();
const Fields = z.record(z.string(), z.unknown());

const Create = z.strictObject({ by: By, sobject: z.string(), fields: Fields });
const Edit = z.strictObject({ by: By, id: Id, fields: Fields });
const Named = z.strictObject({ by: By, id: Id });
const Convert = Named.extend({
  opportunityName: z.string().optional(),
  accountId: Id.optional(),
  contactId: Id.optional(),
  /** False: only an account and a contact. */
  doNotCreateOpportunity: z.boolean().optional(),
});
const Seed = z.strictObject({ records: z.array(SeedRecord) });
const SeedOpportunities = z.strictObject({
  count: z.int().min(1).max(200_000),
  by: By,
  /** Accounts to spread them over; one for every ten when absent. */
  accounts: z.int().min(1).optional(),
  /** Fields of every opportunity; `{n}` in a text becomes its number. */
  fields: Fields.default({}),
});
const LineItems = z.strictObject({ id: Id, amount: z.number().nullable() });
const Hold = z.strictObject({ id: Id, times: z.int().min(1).optional(), forMs: z.int().min(1).optional() });
const Restrict = Restrictions.partial().extend({ username: z.string() });
const RegisterKey = z.strictObject({ publicKey: z.string().min(1) });
const Names = z.strictObject({ name: z.string() });
const Usage = z.strictObject({ used: z.int().min(0) });

/** What people can do in the organisation; every save passes the same field rules as one through the API. */
export function createPeople(org: Org, sessions: Sessions, setUsage: (used: number) => void) {
  const actorOf = (by: string | undefined) => personActor(org, userIdOf(org, by ?? org.world.users[1]?.username));

  function sobjectOf(name: string): SObjectView {
    const sobject = org.fullView.sobject(name);
    if (!sobject) throw new RangeError(`There is no sObject ${name}.`);
    return sobject;
  }

  function rowOf(id: string): { sobject: SObjectView; row: Row } {
    const sobject = org.fullView.sobjects.find((candidate) => candidate.spec.keyPrefix === id.slice(0, 3));
    const row = sobject && org.store.table(sobject.spec.name).get(id);
    if (!sobject || !row) throw new RangeError(`There is no record ${id}. GET /_emulator/snapshot lists them.`);
    return { sobject, row };
  }

  /** Everything a person does is one transaction. */
  const saving =
    <Input, Result>(act: (input: Input) => Result) =>
    (input: Input): Result => {
      const savepoint = org.store.savepoint();
      try {
        const result = act(input);
        org.store.commit();
        return result;
      } catch (error) {
        org.store.rollback(savepoint);
        throw error;
      }
    };

  /** Changes fields that no form shows, as the platform or another feature does. */
  function put(row: Row, sobject: SObjectView, changes: Row): Row {
    const changed = { ...row, ...changes, SystemModstamp: toStamp(org.kit.clock.now()) };
    org.store.table(sobject.spec.name).put(changed);
    return changed;
  }

  function seedOpportunities({ count, accounts, by, fields }: z.output<typeof SeedOpportunities>) {
    const actor = actorOf(by);
    const account = sobjectOf('Account');
    const opportunity = sobjectOf('Opportunity');
    const numbered = (value: unknown, n: number) =>
      typeof value === 'string' ? value.replaceAll('{n}', String(n)) : value;
    const accountIds = Array.from({ length: accounts ?? Math.ceil(count / 10) }, (_, n) => {
      const named = { Name: `Account ${n + 1}`, BillingPostalCode: String(10_000 + n) };
      return insertRecord(account, named, org, actor)['Id'];
    });
    const usual = { StageName: 'Prospecting', CloseDate: toStamp(org.kit.clock.now() + 30 * 86_400_000).slice(0, 10) };
    const ids = Array.from({ length: count }, (_, n) => {
      const own = Object.entries({ Name: 'Opportunity {n}', ...usual, ...fields }).map(([key, value]) => [
        key,
        numbered(value, n + 1),
      ]);
      const body = { AccountId: accountIds[n % accountIds.length], ...Object.fromEntries(own) };
      return insertRecord(opportunity, body, org, actor)['Id'];
    });
    return { accountIds, ids };
  }

  return {
    create: personAct(
      Create,
      saving(({ by, sobject, fields }) => insertRecord(sobjectOf(sobject), fields, org, actorOf(by))),
    ),
    edit: personAct(
      Edit,
      saving(({ by, id, fields }) => {
        const actor = actorOf(by);
        const { sobject } = rowOf(id);
        return updateRecord(sobject, requireRow(sobject, id, org, actor), fields, org, actor);
      }),
    ),
    delete: personAct(
      Named,
      saving(({ by, id }) => {
        const actor = actorOf(by);
        const { sobject } = rowOf(id);
        deleteRecord(sobject, requireRow(sobject, id, org, actor), org, actor);
        return { id };
      }),
    ),
    /** Takes a record back out of the recycle bin. */
    undelete: personAct(
      Named,
      saving(({ by, id }) => {
        const { sobject, row } = rowOf(id);
        const stamp = toStamp(org.kit.clock.now());
        return put(row, sobject, { IsDeleted: false, LastModifiedDate: stamp, LastModifiedById: actorOf(by).userId });
      }),
    ),
    /** Creates many records in order, with ids of their own if given; answers the ids by ref. */
    seed: personAct(
      Seed,
      saving(({ records }) => ({ created: records.length, ids: Object.fromEntries(plant(org, records)) })),
    ),
    /** Creates many opportunities at once, for measurements. */
    seedOpportunities: personAct(SeedOpportunities, saving(seedOpportunities)),
    /** Gives an opportunity products, after which a written Amount is ignored; null takes them away. */
    setLineItems: personAct(
      LineItems,
      saving(({ id, amount }) => {
        const { sobject, row } = rowOf(id);
        return put(row, sobject, { HasOpportunityLineItem: amount !== null, Amount: amount ?? row['Amount'] ?? null });
      }),
    ),
    /** A background job touches the record: only SystemModstamp moves. */
    touch: personAct(
      Named,
      saving(({ id }) => {
        const { sobject, row } = rowOf(id);
        return put(row, sobject, {});
      }),
    ),
    /** Converts a lead; afterwards it cannot be changed. Answers the lead. */
    convertLead: personAct(
      Convert,
      saving(({ by, id, ...wish }) => {
        convertLead(org, actorOf(by), { ...wish, leadId: id });
        return rowOf(id).row;
      }),
    ),
    /** Somebody else is saving the record: writes to it (or below an account) answer UNABLE_TO_LOCK_ROW. */
    holdLock: personAct(Hold, ({ id, times, forMs }) => {
      org.locks.hold({
        id,
        ...(times === undefined ? {} : { times }),
        ...(forMs === undefined ? {} : { untilMs: org.kit.clock.now() + forMs }),
      });
      return { id };
    }),
    releaseLock: personAct(Named, ({ id }) => {
      org.locks.release(id);
      return { id };
    }),
    /** The record is submitted for approval: edits answer ENTITY_IS_LOCKED. */
    submitForApproval: personAct(Named, ({ id }) => {
      org.approvals.add(id);
      return { id };
    }),
    approve: personAct(Named, ({ id }) => ({ id, approved: org.approvals.delete(id) })),
    addValidationRule: personAct(ValidationRuleInput, (rule) => {
      org.validationRules.set(rule.name, compileValidationRule(rule, org));
      return { name: rule.name };
    }),
    /** Activates one of the validation rules that Microsoft's package brings inactive. */
    activateMicrosoftRule: personAct(Names, ({ name }) => {
      const rule = MICROSOFT_VALIDATION_RULES.find((candidate) => candidate.name === name);
      if (!rule)
        throw new RangeError(
          `There is no ${name}. Rules: ${MICROSOFT_VALIDATION_RULES.map((known) => known.name).join(', ')}.`,
        );
      org.validationRules.set(name, rule);
      return { name };
    }),
    removeValidationRule: personAct(Names, ({ name }) => ({ name, removed: org.validationRules.delete(name) })),
    /** An administrator adds a stage behind the others. */
    addStage: personAct(
      StageInput,
      saving((stage) => {
        putStage(org, stage, actorOf(undefined).userId);
        return { name: stage.name };
      }),
    ),
    addDuplicateRule: personAct(DuplicateRuleInput, (rule) => {
      org.duplicateRules.push(rule);
      return { name: rule.name };
    }),
    /** Hides or locks fields, sObjects and records for one user. Replaces earlier restrictions. */
    restrictUser: personAct(Restrict, ({ username, ...restrictions }) => {
      org.permissions.restrict(userIdOf(org, username), Restrictions.parse(restrictions));
      return { username };
    }),
    /** Somebody has left: the user stays the owner of what he owns. */
    deactivateUser: personAct(
      z.strictObject({ username: z.string() }),
      saving(({ username }) => {
        const { sobject, row } = rowOf(userIdOf(org, username));
        return put(row, sobject, { IsActive: false });
      }),
    ),
    /** Ends every session at once, as an administrator can. */
    endSessions: personAct(z.strictObject({}), () => {
      sessions.closeAll();
      return { ended: true };
    }),
    registerKey: personAct(RegisterKey, ({ publicKey }) => {
      org.publicKey = publicKey;
      return { registered: true };
    }),
    /** Sets how many of the day's API calls are used up. */
    setApiUsage: personAct(Usage, ({ used }) => {
      setUsage(used);
      return { used };
    }),
  };
}

export type SalesforcePeople = ReturnType<typeof createPeople>;
