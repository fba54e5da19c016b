import type { Inventory, SetFacts } from './inventory.ts';
import { CONNECTOR_SET, type Grants, type SetSource } from './package.ts';
import type { Judged, Step } from './step.ts';

/** A grant that a permission set lacks. */
export interface MissingGrants extends Grants {
  set: string;
}

interface JudgedSet extends Judged<SetSource> {
  missing: MissingGrants | null;
}

export function judgeSet(source: SetSource, inventory: Inventory, gone: ReadonlySet<string>): JudgedSet {
  const grants = withoutGone(source.grants, gone);
  const found = inventory.sets.get(source.fullName);
  const base = { kind: 'permission-set' as const, name: source.fullName };
  if (!found) {
    const content = setContent(source, grants);
    return {
      source: { ...source, content, grants },
      missing: null,
      step: { ...base, action: 'create', ours: true, notes: [] },
    };
  }
  const missing = missingFrom(found, grants);
  const count = missing.fields.length + missing.objects.length;
  const step: Step = { ...base, action: 'keep', ours: found.ours, notes: [] };
  if (count === 0) return { source, missing: null, step };
  const notes = [`${count} ${count === 1 ? 'grant is' : 'grants are'} added; none is taken away.`];
  return { source, missing: { set: source.fullName, ...missing }, step: { ...step, action: 'extend', notes } };
}

function withoutGone({ fields, objects }: Grants, gone: ReadonlySet<string>): Grants {
  return {
    fields: fields.filter(({ field }) => !gone.has(field) && !gone.has(field.split('.')[0] ?? '')),
    objects: objects.filter(({ object }) => !gone.has(object)),
  };
}

/** The set's file without the grants on what will not be there. */
function setContent(source: SetSource, grants: Grants): string {
  const kept = new Set([...grants.fields.map(({ field }) => field), ...grants.objects.map(({ object }) => object)]);
  return source.content.replace(
    /<(fieldPermissions|objectPermissions)>[\s\S]*?<(?:field|object)>([^<]+)<[\s\S]*?<\/\1>\s*/g,
    (whole, _element, name: string) => (kept.has(name) ? whole : ''),
  );
}

function missingFrom(found: SetFacts, { fields, objects }: Grants): Grants {
  const lacksField = ({ field, edit }: Grants['fields'][number]) =>
    !found.fields.has(field) || (edit && found.fields.get(field) === 'read');
  const lacksObject = ({ object, rights }: Grants['objects'][number]) =>
    rights.some((right) => !found.objects.get(object)?.has(right));
  return { fields: fields.filter(lacksField), objects: objects.filter(lacksObject) };
}

export function assignmentStep({ connectorUser }: Inventory, assigned: boolean): Step {
  const name = `${CONNECTOR_SET} → ${connectorUser.username}`;
  return { kind: 'assignment', name, action: assigned ? 'keep' : 'assign', ours: true, notes: [] };
}
