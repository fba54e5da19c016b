import type { LeadSettings } from '../../../adapters/salesforce/leads/settings.ts';
import {
  DEFAULT_SETTINGS,
  type SalesforceAuth,
  type SalesforceSettings,
} from '../../../adapters/salesforce/settings.ts';
import type { CrmOf } from '../../../config/crms.ts';
import type { LoadedSettings } from '../../../config/load.ts';
import { resolveSecret, type SecretOptions } from '../../../config/secrets.ts';
import { accountKeyOf } from '../account-key.ts';

/** The settings file's words as the adapter's. */
export async function salesforceSettings(
  { settings, folder }: LoadedSettings,
  { connection, mapping }: CrmOf<'salesforce'>,
): Promise<SalesforceSettings> {
  const { deals, sweep, limits, audit } = settings;
  const { stages, fields, solutions, newRecords } = mapping;
  return {
    ...DEFAULT_SETTINGS,
    instanceUrl: connection.loginUrl,
    apiVersion: `v${connection.apiVersion}`,
    allowInsecure: connection.allowInsecure,
    auth: await authOf(connection.auth, { folder }),
    fields: {
      ...DEFAULT_SETTINGS.fields,
      optIn: fields.sync,
      referralId: fields.referralId,
      referralLink: fields.referralLink,
      audit: fields.audit,
      help: fields.help,
      visible: fields.visible,
      microsoftCrmId: fields.microsoftCrmId,
      referralProgram: fields.referralProgram,
      registrationStatus: fields.registrationStatus,
      coSellType: fields.coSellType,
      purchaseIntent: fields.purchaseIntent,
      solutionArea: fields.solutionArea,
      solutionPlay: fields.solutionPlay,
      partnerRole: fields.partnerRole,
      products: fields.products,
      solutionLine: solutions.rows,
      lineOpportunity: solutions.opportunity,
      lineSolution: solutions.solution,
      linePrice: solutions.price,
      lineQuantity: solutions.quantity,
      solutionDetail: solutions.catalog,
      detailIdentifier: solutions.identifier,
      detailKind: solutions.type,
      detailPublisher: solutions.publisher,
    },
    dealValueField: fields.dealValue,
    currencyField: fields.currency,
    countryField: fields.country,
    notes: mapping.notes,
    noteTitle: mapping.noteTitle,
    notesField: fields.notes,
    statusReasonField: fields.lossReason,
    defaultCurrency: deals.defaultCurrency ?? null,
    onHoldStage: stages.onHold,
    activeStage: stages.active ?? null,
    closedWonStage: stages.won ?? null,
    closedLostStage: stages.lost ?? null,
    accountMatch: newRecords.accountMatch,
    accountKey: accountKeyOf(newRecords.accountKey),
    allowDuplicates: newRecords.allowDuplicates,
    contactRole: newRecords.contactRole ?? null,
    teamRole: newRecords.teamRole ?? null,
    newOwner: newRecords.owner,
    requiredFieldDefaults: {
      Opportunity: newRecords.opportunity,
      Account: newRecords.account,
      Contact: newRecords.contact,
    },
    closeDateFallbackDays: newRecords.closeDateAfterDays,
    leads: deals.coSellOnly ? null : leadSettings(mapping.leads),
    referralLinkTemplate: deals.referralLink,
    audit: audit.order,
    language: connection.language,
    checkMarkInName: deals.checkMarkInName,
    registration: mapping.registration ?? null,
    listOverlapMs: sweep.overlap,
    writeLanes: limits.crmWrites,
    timeoutMs: limits.callTimeout,
  };
}

function leadSettings(leads: Mapping['leads']): LeadSettings {
  return {
    newStatus: leads.status ?? null,
    working: leads.working ?? null,
    unqualified: leads.unqualified ?? null,
    onAcceptance: leads.onAcceptance,
    convertedStatus: leads.convertedStatus ?? null,
    closedStatus: leads.closedStatus ?? null,
    reasonField: leads.reason,
    requiredFieldDefaults: leads.newRecords,
  };
}

type AuthSettings = CrmOf<'salesforce'>['connection']['auth'];
type Mapping = CrmOf<'salesforce'>['mapping'];

async function authOf(auth: AuthSettings, secrets: SecretOptions): Promise<SalesforceAuth> {
  const { clientId } = auth;
  if (auth.kind === 'client-credentials') {
    return { kind: auth.kind, clientId, clientSecret: await resolveSecret(auth.clientSecret, secrets) };
  }
  const privateKeyPem = await resolveSecret(auth.privateKey, secrets);
  return { kind: 'jwt', clientId, username: auth.username, privateKeyPem, audience: auth.audience };
}
