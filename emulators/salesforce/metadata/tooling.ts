import { unsupported } from '../../kit/unsupported.ts';
import { type ApiAnswer, type Call, param, type Resource } from '../api/call.ts';
import { canonicalId } from '../ids.ts';
import { attributesOf, presentRow } from '../records/present.ts';
import { notFound, refuse } from '../refusal.ts';
import { FULL_ACCESS, type OrgView, viewOrg } from '../schema/catalogue.ts';
import type { OrgFeatures } from '../schema/types.ts';
import { select } from '../soql/select.ts';
import { mayModifyMetadata } from './access.ts';
import type { Json } from './layout.ts';
import { toolingStore } from './tooling-rows.ts';
import { TOOLING_SOBJECTS } from './tooling-schema.ts';

const FEATURES: OrgFeatures = {
  statePicklists: false,
  multiCurrency: false,
  opportunityTeams: false,
  enhancedNotes: false,
};
const EVERYTHING = viewOrg(TOOLING_SOBJECTS, FEATURES, FULL_ACCESS);
/** Who may not see the set-up does not see its sObjects either. */
const NOTHING = viewOrg([], FEATURES, FULL_ACCESS);

const viewFor = (call: Call): OrgView => (mayModifyMetadata(call) ? EVERYTHING : NOTHING);

/** Addresses of the Tooling API in place of those of records. */
function relocated(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value).replaceAll(/(\/services\/data\/v[\d.]+)\/sobjects\//g, '$1/tooling/sobjects/'),
  );
}

function query(call: Call): ApiAnswer {
  const soql = call.query.get('q');
  if (soql === null || soql.trim() === '') throw refuse('MALFORMED_QUERY', 'SOQL query string is missing');
  if (/\b(Metadata|FullName)\b/i.test(soql.split(/\bFROM\b/i)[0] ?? '')) {
    throw unsupported('Metadata and FullName in tooling queries; read tooling/sobjects/{type}/{id}');
  }
  const { org } = call.api;
  const context = {
    soql,
    store: toolingStore(org),
    view: viewFor(call),
    nowMs: org.kit.clock.now(),
    timeZone: org.world.organization.timeZone,
    isVisible: () => true,
    includeDeleted: false,
    includeDeletedWithin: false,
  };
  const selection = select(context, call.version);
  const records = selection.ready ?? selection.rows.map(selection.present);
  const body = { size: records.length, totalSize: selection.totalSize, done: true, queryLocator: null, records };
  return { status: 200, body: { ...(relocated(body) as object), entityTypeName: entityOf(soql) } };
}

const entityOf = (soql: string): string => /\bFROM\s+(\w+)/i.exec(soql)?.[1] ?? '';

interface Shown {
  fullName: string;
  metadata: Json;
}

/** The whole metadata of one component, for the types that tell it here. */
function metadataOf(call: Call, type: string, id: string): Shown {
  const { metadata } = call.api.org;
  if (type === 'Layout') {
    const layout = [...metadata.layouts.values()].find(({ fullName }) => metadata.idOf('00h', fullName) === id);
    if (!layout) throw notFound();
    return layout;
  }
  if (type !== 'ValidationRule') throw unsupported(`the metadata of one ${type}`);
  const [fullName, rule] = [...metadata.rules].find(([name]) => metadata.idOf('03d', name) === id) ?? [];
  if (!rule || fullName === undefined) throw notFound();
  const { active, description, errorConditionFormula, errorDisplayField, errorMessage } = rule;
  if (errorConditionFormula === null) throw unsupported("the formulas of Microsoft's validation rules");
  return { fullName, metadata: { active, description, errorConditionFormula, errorDisplayField, errorMessage } };
}

function show(call: Call): ApiAnswer {
  const sobject = viewFor(call).sobject(param(call, 'sobject'));
  const id = canonicalId(param(call, 'id'));
  if (!sobject || id === undefined) throw notFound();
  const row = toolingStore(call.api.org).table(sobject.spec.name).get(id);
  if (!row) throw notFound();
  const { fullName, metadata } = metadataOf(call, sobject.spec.name, id);
  const shown = {
    ...presentRow(row, sobject, { version: call.version, store: toolingStore(call.api.org) }),
    attributes: attributesOf(sobject.spec.name, id, call.version),
    FullName: fullName,
    Metadata: metadata,
  };
  return { status: 200, body: relocated(shown) };
}

/** The part of the Tooling API that tells what has been set up. Nothing is written through it: what a layout loses when it is sent
 * back this way differs from layout to layout. */
export const TOOLING_RESOURCES: readonly Resource[] = [
  { operation: 'tooling-query', kind: 'read', method: 'GET', pattern: 'tooling/query', answer: query },
  {
    operation: 'tooling-row',
    kind: 'read',
    method: 'GET',
    pattern: 'tooling/sobjects/:sobject/:id',
    answer: show,
  },
];
