import { EXPORT_AGAIN, type ExportedVariable, importError, type SettingsExport, valueText } from './variables.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Deployment settings of `pac` (`EnvironmentVariables: [{ SchemaName, Value }]`), answers of the Dataverse Web API
 * (`value: [{ schemaname, defaultvalue, … }]`), a list of names and values, or one object with a value by name.
 */
export function readJson(text: string, file: string): SettingsExport {
  const root = parse(text, file);
  const list = listIn(root);
  if (list)
    return { variables: list.flatMap((entry, index) => variableOf(entry, `${file} [${index}]`)), solution: null };
  const variables = Object.entries(isObject(root) ? root : {}).flatMap(([name, value]) =>
    isObject(value) || Array.isArray(value) ? [] : [{ name, value: valueText(value), place: `${file} ${name}` }],
  );
  return { variables, solution: null };
}

/** The current value that a solution keeps in a file of its own beside the definition; null when there is none. */
export function readValueFile(text: string, file: string): string | null {
  const outer = member(parse(text, file), 'environmentvariablevalues');
  const inner = member(outer, 'environmentvariablevalue');
  return valueText(member(Array.isArray(inner) ? inner[0] : inner, 'value'));
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw importError('import-unreadable', {
      message: `${file} is not valid JSON: ${cause instanceof Error ? cause.message : String(cause)}. Nothing was imported.`,
      remedy: EXPORT_AGAIN,
      place: file,
      cause,
    });
  }
}

function listIn(root: unknown): readonly unknown[] | null {
  const found = Array.isArray(root) ? root : (member(root, 'environmentvariables') ?? member(root, 'value'));
  return Array.isArray(found) ? found : null;
}

function variableOf(entry: unknown, place: string): readonly ExportedVariable[] {
  const name = member(entry, 'schemaname') ?? member(entry, 'name');
  if (typeof name !== 'string') return [];
  const expanded = member(entry, 'environmentvariabledefinition_environmentvariablevalue');
  const current = Array.isArray(expanded) ? member(expanded[0], 'value') : undefined;
  const value = [current, member(entry, 'currentvalue'), member(entry, 'value'), member(entry, 'defaultvalue')];
  return [{ name: name.trim(), value: value.map(valueText).find((each) => each !== null) ?? null, place }];
}

/** A member by its name in any capitals: tools differ. */
function member(holder: unknown, name: string): unknown {
  if (!isObject(holder)) return undefined;
  const key = Object.keys(holder).find((candidate) => candidate.toLowerCase() === name);
  return key === undefined ? undefined : holder[key];
}

function isObject(value: unknown): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
