import { parseArgs } from 'node:util';

/** What the command line says: `npm run bench -- --crm dynamics costs burst`. */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    crm: { type: 'string', multiple: true },
    json: { type: 'boolean', default: false },
    profile: { type: 'string' },
    rounds: { type: 'string', default: '2' },
    scale: { type: 'string', default: '1' },
  },
});

export const benchOptions = {
  /** Names of benches; none means all. */
  names: positionals,
  /** Kinds of CRM; none means all. */
  crms: values.crm ?? [],
  json: values.json,
  /** Folder for a CPU profile of the connector. */
  profile: values.profile ?? null,
  /** How often what varies from run to run is measured. */
  rounds: Number(values.rounds),
  /** Share of the deals to be measured with; figures with less than all of them tell only that a bench works. */
  scale: Number(values.scale),
};

export function scaled(count: number): number {
  return Math.max(1, Math.round(count * benchOptions.scale));
}
