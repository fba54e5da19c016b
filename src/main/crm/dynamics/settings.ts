import type { LeadSettings } from '../../../adapters/dynamics/leads/settings.ts';
import { DEFAULT_SETTINGS, type DynamicsAuth, type DynamicsSettings } from '../../../adapters/dynamics/settings.ts';
import type { CrmOf } from '../../../config/crms.ts';
import type { LoadedSettings } from '../../../config/load.ts';
import { resolveSecret, type SecretOptions } from '../../../config/secrets.ts';
import { accountKeyOf } from '../account-key.ts';

/** The settings file's words as the adapter's. */
export async function dynamicsSettings(
  { settings, folder }: LoadedSettings,
  { connection, mapping }: CrmOf<'dynamics'>,
): Promise<DynamicsSettings> {
  const { deals, sweep, limits, audit } = settings;
  const { statuses, newRecords, team } = mapping;
  const { dealValue, country, notes, lossReason, registrationStatus, ...roles } = mapping.fields;
  return {
    ...DEFAULT_SETTINGS,
    url: connection.url,
    apiVersion: `v${connection.apiVersion}`,
    authority: connection.authority,
    tenant: connection.tenant,
    auth: await authOf(connection.auth, { folder }),
    allowInsecure: connection.allowInsecure,
    columns: mapping.columns,
    fields: namedRoles(roles),
    solutions: solutionTables(mapping.solutions),
    dealValueField: dealValue,
    notesField: notes,
    notes: mapping.notes,
    countryField: country,
    statusReasonField: lossReason,
    registrationStatusField: registrationStatus,
    onHoldStatus: statuses.onHold ?? null,
    activeStatus: statuses.active ?? null,
    wonStatus: statuses.won ?? null,
    lostStatus: statuses.lost ?? null,
    accountMatch: newRecords.accountMatch,
    accountKey: accountKeyOf(newRecords.accountKey),
    allowDuplicates: newRecords.allowDuplicates,
    stakeholderRole: newRecords.stakeholderRole === 'none' ? null : newRecords.stakeholderRole,
    team: team.kept,
    teamRole: team.role ?? null,
    teamTemplate: team.template ?? null,
    newOwner: newRecords.owner,
    requiredFieldDefaults: {
      opportunity: newRecords.opportunity,
      account: newRecords.account,
      contact: newRecords.contact,
    },
    closeDateFallbackDays: newRecords.closeDateAfterDays,
    leads: deals.coSellOnly ? null : leadSettings(mapping.leads),
    referralLinkTemplate: deals.referralLink,
    audit: audit.order,
    language: connection.language,
    checkMarkInName: deals.checkMarkInName,
    registration: mapping.registration ?? null,
    listOverlapMs: sweep.overlap,
    timeoutMs: limits.callTimeout,
  };
}

type Mapping = CrmOf<'dynamics'>['mapping'];
type RoleNames = Omit<Mapping['fields'], 'dealValue' | 'country' | 'notes' | 'lossReason' | 'registrationStatus'>;

/** Only what was named; the adapter finds the rest. */
function namedRoles({ sync, ...others }: RoleNames): DynamicsSettings['fields'] {
  const named = Object.entries({ optIn: sync, ...others }).filter(([, name]) => name !== undefined);
  return Object.fromEntries(named);
}

function solutionTables(tables: Mapping['solutions']): DynamicsSettings['solutions'] {
  if (!tables) return 'auto';
  return {
    line: tables.rows,
    lineOpportunity: tables.opportunity,
    lineSolution: tables.solution,
    linePrice: tables.price,
    lineQuantity: tables.quantity,
    detail: tables.catalog,
    detailName: tables.name,
    detailIdentifier: tables.identifier,
    detailKind: tables.type,
    detailPublisher: tables.publisher,
  };
}

function leadSettings(leads: Mapping['leads']): LeadSettings {
  return {
    newStatus: leads.status ?? null,
    working: leads.working ?? null,
    disqualifiedStatus: leads.disqualified ?? null,
    onAcceptance: leads.onAcceptance,
    qualifiedStatus: leads.qualified ?? null,
    reasonField: leads.reason,
    requiredFieldDefaults: leads.newRecords,
  };
}

type AuthSettings = CrmOf<'dynamics'>['connection']['auth'];

async function authOf(auth: AuthSettings, secrets: SecretOptions): Promise<DynamicsAuth> {
  const { clientId } = auth;
  if (auth.kind === 'client-secret') {
    return { kind: 'secret', clientId, clientSecret: await resolveSecret(auth.clientSecret, secrets) };
  }
  const [privateKeyPem, certificatePem] = await Promise.all([
    resolveSecret(auth.privateKey, secrets),
    resolveSecret(auth.certificate, secrets),
  ]);
  return { kind: 'certificate', clientId, privateKeyPem, certificatePem };
}
