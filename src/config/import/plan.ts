import { parseDocument } from 'yaml';
import { nearest } from '../../core/model/nearest.ts';
import { CRM_KINDS } from '../crms.ts';
import { editSettings, type SettingEdit } from '../edit.ts';
import { listSettings, type ReplacingSetting, type SettingSchema, settingReplacing } from '../json-schema.ts';
import { type ConfigProblem, checkSettings } from '../load.ts';
import { crmOfExport } from './crm-of-export.ts';
import { readFlag } from './flag.ts';
import { type ExportedVariable, importError, type SettingsExport } from './variables.ts';

type Value = SettingEdit['value'];

export interface ImportedSetting {
  variable: string;
  /** For example `deals.checkMarkInName`. */
  setting: string;
  /** What the file says, or the default where it says nothing; null when there is neither. */
  from: Value | null;
  to: Value;
  /** `same`: nothing to do. `kept`: the file says something else, and may not be overwritten. */
  action: 'set' | 'same' | 'kept';
  place: string;
}

interface IgnoredVariable {
  variable: string;
  value: string | null;
  reason: string;
}

export interface ImportPlan {
  settings: readonly ImportedSetting[];
  ignored: readonly IgnoredVariable[];
  /** The settings file with everything set that is to be set. */
  text: string;
}

export interface ImportRequest {
  exported: SettingsExport;
  /** The export, for people. */
  file: string;
  /** The settings file and its present text. */
  target: string;
  text: string;
  overwrite: boolean;
}

/** What an import would do. Throws `bad-input` for the first thing that makes the export unusable; nothing is half imported. */
export function planImport(request: ImportRequest): ImportPlan {
  const { exported, file, target, text, overwrite } = request;
  const variables = withoutRepeats(exported.variables);
  const isKnown = ({ name }: ExportedVariable) => CRM_KINDS.some((kind) => settingReplacing(name, kind) !== null);
  for (const stranger of variables.filter((variable) => !isKnown(variable))) refuseAlmostKnown(stranger);
  if (!variables.some(isKnown)) throw nothingKnown(exported, file);
  const crm = crmOfExport({ ...exported, variables }, text);
  const known = variables.flatMap((variable) => {
    const replacing = settingReplacing(variable.name, crm);
    return replacing ? [{ variable, replacing }] : [];
  });
  const settings: ImportedSetting[] = [];
  const ignored: IgnoredVariable[] = variables
    .filter(({ name }) => settingReplacing(name, crm) === null)
    .map((variable) => ({
      variable: variable.name,
      value: variable.value,
      reason: isKnown(variable) ? 'this CRM needs no such setting' : "not a variable of Microsoft's connector",
    }));
  for (const each of known) {
    const made = settingFor(each.variable, each.replacing, text, overwrite);
    if ('reason' in made) ignored.push(made);
    else settings.push(made);
  }
  const edits = settings
    .filter(({ action }) => action === 'set')
    .map(({ setting, to }) => ({ path: setting.split('.'), value: to }));
  const edited = editSettings(text, edits, target);
  refuseInvalid(edited, settings, target);
  return { settings, ignored, text: edited };
}

function settingFor(
  { name, value, place }: ExportedVariable,
  { path, schema }: ReplacingSetting,
  text: string,
  overwrite: boolean,
): ImportedSetting | IgnoredVariable {
  if (value === null) return { variable: name, value, reason: 'it has no value' };
  const to = schema.type === 'boolean' ? readFlag(name, value, place) : value;
  if (/^\d+$/.test(value) && path.at(-1)?.endsWith('Every')) {
    return { variable: name, value, reason: `the unit of its number is not known; set ${path.join('.')} yourself` };
  }
  const present = presentValue(text, path);
  const from = present ?? (schema.default as Value | undefined) ?? null;
  const action = from === to ? 'same' : present === null || overwrite ? 'set' : 'kept';
  return { variable: name, setting: path.join('.'), from, to, action, place };
}

function presentValue(text: string, path: readonly string[]): Value | null {
  const found: unknown = parseDocument(text).getIn(path);
  return typeof found === 'string' || typeof found === 'number' || typeof found === 'boolean' ? found : null;
}

/** One variable may stand in a file twice, with its definition and its value; two values that contradict each other are a fault. */
function withoutRepeats(variables: readonly ExportedVariable[]): readonly ExportedVariable[] {
  const byName = new Map<string, ExportedVariable>();
  for (const variable of variables) {
    const key = variable.name.toLowerCase();
    const other = byName.get(key);
    if (other && other.value !== null && variable.value !== null && other.value !== variable.value) {
      throw importError('import-contradiction', {
        message: `${variable.name} has two values, ${other.value} (${other.place}) and ${variable.value} (${variable.place}). Nothing was imported.`,
        remedy: 'Remove the one that does not hold, and import again.',
        place: variable.place,
      });
    }
    if (!other || other.value === null) byName.set(key, variable);
  }
  return [...byName.values()];
}

/** A name that is nearly one of ours is a label or a typing error; passing it over would lose a setting in silence. */
function refuseAlmostKnown({ name, place }: ExportedVariable): void {
  const isLabel = !name.includes('_');
  const names = [...listSettings()].flatMap(({ schema }: { schema: SettingSchema }) => schema.replaces ?? []);
  const meant = isLabel ? nearestLabel(name, names) : name.startsWith('msft_') ? nearest(name, names) : null;
  if (!meant) return;
  if (isLabel) {
    throw importError('import-label', {
      message: `"${name}" is the display name of a variable, not its schema name. Nothing was imported.`,
      remedy: `Write ${meant} instead, or export the schema names.`,
      place,
    });
  }
  throw importError('import-name-unknown', {
    message: `"${name}" is no variable of Microsoft's connector, but nearly one. Nothing was imported.`,
    remedy: `Did you mean ${meant}?`,
    place,
  });
}

/** Display names are the schema names in words, with the CRM at the end. */
function nearestLabel(label: string, names: readonly string[]): string | null {
  const joined = label
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .replace(/in(salesforce|dynamics\d*)$/, '');
  const bare = new Map(names.map((name) => [name.replace(/^msft_/, ''), name]));
  const found = nearest(joined, [...bare.keys()]);
  return found === null ? null : (bare.get(found) ?? null);
}

function nothingKnown({ variables, solution }: SettingsExport, file: string) {
  const what = solution ? `The solution ${solution}` : file;
  const names = variables.map(({ name }) => name);
  const found = names.length === 0 ? 'no environment variable' : `only ${names.slice(0, 4).join(', ')}`;
  return importError('import-nothing-known', {
    message: `${what} holds no variable of Microsoft's connector: ${found}${names.length > 4 ? ', …' : ''}.`,
    remedy:
      'Export the solution "Partner Center Referrals Synchronization for Salesforce", with its environment variables, and import that file.',
    place: file,
  });
}

/** The file must hold with what was set; faults that it had before are not this import's. */
function refuseInvalid(text: string, settings: readonly ImportedSetting[], target: string): void {
  const problems = checkSettings(text, target).problems;
  for (const imported of settings) {
    const problem = problems.find(({ path }) => path === imported.setting);
    if (problem && imported.action === 'set') throw invalidValue(imported, problem);
  }
}

function invalidValue({ variable, to, setting, place }: ImportedSetting, problem: ConfigProblem) {
  const field = setting.includes('.fields.') ? ' `cosell crm fields` tells the API names of the organisation.' : '';
  return importError('import-value-invalid', {
    message: `${variable} is "${String(to)}": ${problem.message}. Nothing was imported.`,
    remedy: `Correct the value of ${variable} (it becomes ${setting}) and import again.${field}`,
    place,
  });
}
