import { CosellError } from '../core/errors.ts';
import type { Settings } from './schema.ts';

/** The CRMs that an installation may be connected to. */
export const CRM_KINDS = ['salesforce', 'dynamics'] as const;

export type CrmKind = (typeof CRM_KINDS)[number];

/** One CRM of the settings. */
export interface CrmOf<Kind extends CrmKind> {
  kind: Kind;
  /** `salesforce` or `dynamics` for those under connections; the others have the names that the settings give them. */
  name: string;
  connection: NonNullable<Settings['connections'][Kind]>;
  mapping: NonNullable<Settings[Kind]>;
  /** Where the two groups stand in the settings file. */
  path: { connection: string; mapping: string };
}

/** One CRM of any of these kinds. */
export type CrmSettings<Kinds extends CrmKind = CrmKind> = { [Kind in Kinds]: CrmOf<Kind> }[Kinds];

/** Every CRM of the settings. At least one; the first takes the referrals that no rule sends elsewhere. */
export function crmsOf({
  connections,
  salesforce,
  dynamics,
  crms,
}: Settings): readonly [CrmSettings, ...CrmSettings[]] {
  const all: CrmSettings[] = [];
  if (connections.salesforce && salesforce) {
    const path = { connection: 'connections.salesforce', mapping: 'salesforce' };
    all.push({ kind: 'salesforce', name: 'salesforce', connection: connections.salesforce, mapping: salesforce, path });
  }
  if (connections.dynamics) {
    const path = { connection: 'connections.dynamics', mapping: 'dynamics' };
    all.push({ kind: 'dynamics', name: 'dynamics', connection: connections.dynamics, mapping: dynamics, path });
  }
  for (const [name, crm] of Object.entries(crms)) {
    all.push({ ...crm, name, path: { connection: `crms.${name}.connection`, mapping: `crms.${name}.mapping` } });
  }
  // The schema demands one.
  return all as [CrmSettings, ...CrmSettings[]];
}

/** The CRM of a name; without a name the only one there is. Throws `crm-unknown`. */
export function crmNamed(settings: Settings, name: string | null): CrmSettings {
  const all = crmsOf(settings);
  const found = name === null ? (all.length === 1 ? all[0] : undefined) : all.find((crm) => crm.name === name);
  if (found) return found;
  const names = all.map((crm) => crm.name).join(', ');
  throw new CosellError({
    code: 'crm-unknown',
    recovery: 'bad-input',
    message: name === null ? `The settings name several CRMs: ${names}` : `The settings name no CRM ${name}`,
    remedy: `Write --connection with one of these names: ${names}.`,
  });
}
