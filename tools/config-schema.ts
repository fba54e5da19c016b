import { alternatives, listSettings, type SettingSchema, settingsJsonSchema } from '../src/config/json-schema.ts';
import { markdownTable, writeOrCheck } from './generated.ts';

/** Writes docs/reference/cosell.schema.json, for editors, and docs/reference/settings.md, for people, from the schema of settings. */
const schema = settingsJsonSchema();

const INTRODUCTION = `# Settings

All settings live in one YAML file. Commands take it from \`--config FILE\`, else from \`cosell.yaml\` in the current folder, else from
\`.cosell/dev.yaml\`, which \`cosell dev\` leaves there. \`cosell config example\` prints a file to start from, \`cosell config check\` checks one and
names every fault with its line, and \`cosell config schema\` prints the schema that editors use; put this line at the top of your file:

\`\`\`yaml
# yaml-language-server: $schema=./cosell.schema.json
\`\`\`

- **Secrets** are references: \`env:NAME\` (environment variable) or \`file:PATH\`. A secret in the file itself is refused.
- **Durations** are a number and a unit: \`500ms\`, \`60s\`, \`5m\`, \`2h\`, \`1d\`.
- **Paths** (\`store\`, \`file:\`, \`extraTrust\`) are relative to the folder of the settings file.
- A key without a value counts as not set. An unknown key is an error, so that a misspelt setting is never silently ignored.
- Settings of Microsoft's own connector have other names here; the tables give them in brackets.

This page is generated from the schema by \`tools/config-schema.ts\`.
`;

function page(): string {
  const groups = Object.entries(schema.properties ?? {});
  return `${[INTRODUCTION, ...groups.map(([name, group]) => section(name, group))].join('\n')}\n`;
}

function section(name: string, group: SettingSchema): string {
  const settings = isGroup(group)
    ? [...listSettings(group, [name])]
    : [{ path: [name], schema: group, required: false }];
  const rows = settings.map(({ path, schema: setting, required }) => [
    `\`${path.join('.')}\``,
    takes(setting),
    required ? '**must be set**' : standard(setting),
    [setting.description, replaced(setting)].filter(Boolean).join(' '),
  ]);
  const lead = isGroup(group) && group.description ? `\n${group.description}\n` : '';
  return `## ${name}\n${lead}\n${markdownTable(['Setting', 'Takes', 'Default', 'Meaning'], rows)}\n`;
}

function isGroup(setting: SettingSchema): boolean {
  return alternatives(setting).some(({ properties }) => properties);
}

function takes(setting: SettingSchema): string {
  if (setting.const !== undefined) return `\`${setting.const}\``;
  if (setting.enum) return setting.enum.map((value) => `\`${value}\``).join(', ');
  if (setting.pattern?.startsWith('^(env:')) return '`env:NAME` or `file:PATH`';
  if (setting.pattern?.includes('ms|s|m|h|d')) return 'duration';
  if (setting.format === 'uri') return 'address';
  if (setting.items) return `list of ${takes(setting.items)}`;
  if (setting.type === 'integer') return range(setting);
  const words: Record<string, string> = { boolean: '`true`, `false`', object: 'map' };
  return words[setting.type ?? ''] ?? 'text';
}

function range({ minimum, maximum }: SettingSchema): string {
  return `whole number ${[minimum === undefined ? '' : `from ${minimum}`, maximum === undefined ? '' : `to ${maximum}`].join(' ')}`.trim();
}

function standard(setting: SettingSchema): string {
  return setting.default === undefined
    ? ''
    : `\`${typeof setting.default === 'string' ? setting.default : JSON.stringify(setting.default)}\``;
}

function replaced({ replaces }: SettingSchema): string {
  return replaces ? `[${replaces.map((name) => `\`${name}\``).join(', ')}]` : '';
}

await writeOrCheck(
  [
    { path: 'docs/reference/cosell.schema.json', text: `${JSON.stringify(schema, null, 2)}\n` },
    { path: 'docs/reference/settings.md', text: page() },
  ],
  'tools/config-schema.ts',
);
