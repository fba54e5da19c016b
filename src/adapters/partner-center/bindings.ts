import type { Deal, DealField, DealView } from '../../core/model/deal.ts';
import { isMap, type JsonMap, readPath, writePath } from './json-path.ts';
import { TRANSFORMS, type TransformName, type TransformValues } from './transforms.ts';

/** Transforms whose value fits a field. */
type TransformFor<Field extends DealField> = {
  [Name in TransformName]: TransformValues[Name] extends NonNullable<Deal[Field]> ? Name : never;
}[TransformName];

/** Where one field of the deal lies in the two documents of an engagement. */
interface Binding<Field extends DealField> {
  field: Field;
  /** Path in our own document; null when it is only in Microsoft's half. */
  own: string | null;
  /** Path in Microsoft's half, read when our own document says nothing. */
  half?: string;
  transform: TransformFor<Field>;
  /** JSON Patch path; null when PATCH does not take the field. */
  patch: string | null;
  /** Patched as a group of sibling properties of what the transform writes. */
  patchParts?: readonly string[];
  /** Set by Microsoft, or told by other fields. */
  readOnly?: true;
}

export type FieldBinding = { [Field in DealField]: Binding<Field> }[DealField];

const ATTRIBUTES = 'details.requirements.additionalRequirements.attributes';

/**
 * The mapping of the deal to the referral, as data. Patch paths are the ones the service takes
 * (contract/partner-center.md §4.5); name, address and taxonomy have none, hence are fixed at creation.
 * The co-sell type has no place of its own: which attributes a referral carries tells it.
 */
export const BINDINGS: readonly FieldBinding[] = [
  { field: 'name', own: 'name', transform: 'text', patch: null },
  { field: 'customer', own: 'customerProfile', transform: 'customer', patch: null },
  { field: 'value', own: 'details.dealValue', transform: 'decimal', patch: '/details/dealValue' },
  { field: 'currency', own: 'details.currency', transform: 'currency', patch: '/details/currency' },
  { field: 'closeDate', own: 'details.closingDateTime', transform: 'date', patch: '/details/closingDateTime' },
  { field: 'notes', own: 'details.notes', transform: 'text', patch: '/details/notes' },
  // Both together, or the service refuses (contract/partner-center.md §3.1).
  { field: 'status', own: '', transform: 'status', patch: '', patchParts: ['status', 'substatus'] },
  { field: 'statusReason', own: 'statusReason', transform: 'text', patch: '/statusReason' },
  {
    field: 'visibleToMicrosoft',
    own: 'consent.consentToShareReferralWithMicrosoftSellers',
    transform: 'flag',
    patch: '/consent/consentToShareReferralWithMicrosoftSellers',
  },
  // Not patchable: help is asked by creating Microsoft's half (contract/partner-center.md §3.3).
  { field: 'help', own: null, half: 'inviteContext.assistanceRequestCode', transform: 'code', patch: null },
  { field: 'coSellType', own: ATTRIBUTES, transform: 'kind', patch: null, readOnly: true },
  {
    field: 'purchaseIntent',
    own: `${ATTRIBUTES}[type=CustomerMarketplaceIntent].id`,
    transform: 'intent',
    patch: null,
  },
  { field: 'partnerRole', own: `${ATTRIBUTES}[type=PartnerRole].id`, transform: 'text', patch: null },
  { field: 'solutionArea', own: `${ATTRIBUTES}[type=SolutionArea].id`, transform: 'text', patch: null },
  { field: 'solutionPlay', own: `${ATTRIBUTES}[type=SolutionPlay].id`, transform: 'text', patch: null },
  { field: 'contacts', own: 'customerProfile.team', transform: 'people', patch: '/customerProfile/team' },
  {
    field: 'solutions',
    own: 'details.requirements.solutions',
    transform: 'solutions',
    patch: '/details/requirements/solutions',
  },
  { field: 'team', own: 'team', transform: 'colleagues', patch: '/team' },
  {
    field: 'microsoftCrmId',
    own: 'trackingInfo.microsoftMsxId',
    half: 'trackingInfo.microsoftMsxId',
    transform: 'text',
    patch: null,
    readOnly: true,
  },
  { field: 'referralProgram', own: 'referralProgram', transform: 'text', patch: '/referralProgram' },
  { field: 'registrationStatus', own: 'registrationStatus', transform: 'review', patch: null, readOnly: true },
];

export interface PatchOperation {
  op: 'replace' | 'add';
  path: string;
  value: unknown;
}

// A binding's transform and field agree by construction of FieldBinding, which the compiler cannot follow through the loop.
interface AnyTransform {
  read(json: unknown): unknown;
  isSound?(json: unknown): boolean;
  write(value: unknown, present?: unknown): unknown;
}

function transformOf(binding: FieldBinding): AnyTransform {
  return TRANSFORMS[binding.transform] as AnyTransform;
}

/** The fields of a document, read from its `own` or `half` places. Pure. */
export function readFields(document: unknown, place: 'own' | 'half', bindings = BINDINGS): DealView {
  const entries = bindings.flatMap((binding) => {
    const path = binding[place];
    return path == null ? [] : [[binding.field, transformOf(binding).read(readPath(document, path))]];
  });
  return Object.fromEntries(entries) as DealView;
}

/** The first value of a document that is there but cannot be read, as place and value; null when there is none. */
export function unsoundValue(document: unknown, bindings = BINDINGS): string | null {
  for (const binding of bindings) {
    const value = binding.own === null ? undefined : readPath(document, binding.own);
    if (transformOf(binding).isSound?.(value) !== false) continue;
    const shown = isMap(value) ? value[binding.field] : value;
    return `${binding.own || binding.field}: ${JSON.stringify(shown)?.slice(0, SHOWN_CHARS)}`;
  }
  return null;
}

const SHOWN_CHARS = 60;

/** Writes the fields that are given into a new document. Pure but for `document`. */
export function writeFields(document: JsonMap, fields: DealView, bindings = BINDINGS): void {
  for (const binding of bindings) {
    const value = fields[binding.field];
    if (value == null || !binding.own || binding.readOnly) continue;
    writePath(document, binding.own, transformOf(binding).write(value, readPath(document, binding.own)));
  }
}

/** JSON Patch operations for the given fields; `present` is the document as it is, as far as known. Fields without a patch path are left out. */
export function patchFields(fields: DealView, present: unknown, bindings = BINDINGS): readonly PatchOperation[] {
  return bindings.flatMap((binding) => {
    const value = fields[binding.field];
    if (value === undefined || binding.patch === null || binding.own === null) return [];
    const written = value === null ? null : transformOf(binding).write(value, readPath(present, binding.own));
    return operationsOf(binding, binding.patch, written);
  });
}

function operationsOf({ patchParts }: FieldBinding, path: string, written: unknown): readonly PatchOperation[] {
  if (!patchParts) return [{ op: 'replace', path, value: written }];
  return patchParts.map((part) => ({ op: 'replace', path: `${path}/${part}`, value: readPath(written, part) }));
}

/** Whether replacing these fields needs the document at hand: entries of lists may hold properties that we do not know. */
export function replacesLists(fields: DealView): boolean {
  return BINDINGS.some(({ field, transform }) => LISTS.has(transform) && fields[field] != null);
}

const LISTS: ReadonlySet<TransformName> = new Set(['people', 'colleagues', 'solutions']);

/** What Partner Center will show of a value once it holds it: written and read again. */
export function renderFields(fields: DealView, bindings = BINDINGS): DealView {
  const rendered = bindings.flatMap((binding) => {
    const value = fields[binding.field];
    if (value === undefined) return [];
    const { read, write } = transformOf(binding);
    return [[binding.field, value === null ? null : read(write(value))]];
  });
  return Object.fromEntries(rendered) as DealView;
}
