import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { editSettings, replaceFile } from '../../config/edit.ts';
import { findSettingsFile } from '../../config/find.ts';
import { loadForNames, readSettingsFile } from '../../config/load.ts';
import { type Cli, defineCommand } from '../command.ts';
import type { FieldReport } from '../product/crm-fields.ts';
import { printable, type Style } from '../style.ts';
import { formatTable } from '../table.ts';
import { connection } from '../values.ts';

export function crmFieldsCommand(cli: Cli): Command {
  return defineCommand<{ config?: string; connection?: string; write?: true }>(cli, {
    usage: 'fields',
    settings: true,
    summary: 'Compare the field names of the settings with the CRM, and suggest the right ones',
    details:
      'Tells labels from API names, and finds fields that were made by hand under another spelling. A file in which only field names are ' +
      'faulty is read all the same. Exit code 4 when a name has to be corrected.',
    examples: [
      ['cosell crm fields --connection salesforce', 'each name, and what the CRM has'],
      ['cosell crm fields --write', 'take the suggestions over into the settings file'],
    ],
    options: [connection(), new Option('--write', 'write the suggestions into the settings file')],
    async run({ terminal, output, options, application }) {
      const file = await findSettingsFile(options.config, terminal.folder);
      const { loaded, refused } = await loadForNames(file, terminal.folder);
      const { crm } = await application();
      const { fields } = await crm.fields(loaded, { connection: options.connection ?? null, refused });
      const edits = fields.flatMap(({ setting, state, column }) =>
        column !== null && (state === 'label' || state === 'similar')
          ? [{ path: setting.split('.'), value: column }]
          : [],
      );
      const written = Boolean(options.write) && edits.length > 0;
      if (written) {
        const text = await readSettingsFile(file, terminal.folder);
        await replaceFile(resolve(terminal.folder, file), editSettings(text, edits, file));
      }
      output.data({ file, written, fields }, (style) => formatFields(fields, { file, written }, style));
      const isOpen = fields.some(({ state }) => state === 'absent') || (edits.length > 0 && !written);
      return isOpen ? 'attention' : undefined;
    },
  });
}

const STATES: Record<FieldReport['state'], { words: string; paint: keyof Style }> = {
  found: { words: '✔', paint: 'good' },
  unused: { words: 'not used', paint: 'faint' },
  spare: { words: 'is not there and need not be', paint: 'faint' },
  label: { words: 'is a label; use', paint: 'bad' },
  similar: { words: 'is not there; meant is', paint: 'warning' },
  absent: { words: 'is not there', paint: 'bad' },
};

function formatFields(
  fields: readonly FieldReport[],
  { file, written }: { file: string; written: boolean },
  style: Style,
): string {
  const said = ({ state, column, label }: FieldReport) => {
    const { words, paint } = STATES[state];
    const meant = state === 'label' || state === 'similar' ? ` ${column} (${printable(label ?? '')})` : '';
    return style[paint](words) + meant;
  };
  const table = formatTable(fields, [
    { title: 'Setting', value: ({ setting }) => setting },
    { title: 'Name', value: ({ object, name }) => (name === null ? 'none' : `${object}.${printable(name)}`) },
    { title: '', value: said },
  ]);
  const meant = fields.filter(({ state }) => state === 'label' || state === 'similar').length;
  const absent = fields.filter(({ state }) => state === 'absent').length;
  const lines = [
    ...(meant === 0
      ? []
      : [written ? `${meant} written into ${file}.` : `cosell crm fields --write puts ${meant} right in ${file}.`]),
    ...(absent === 0
      ? []
      : [
          `${absent} the CRM does not have, or does not show to the connector: \`cosell crm install\` creates and grants them; write none where a name may lack.`,
        ]),
    ...(meant + absent === 0 ? ['Every name is right.'] : []),
  ];
  return [table, '', ...lines].join('\n');
}
