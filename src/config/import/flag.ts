import { importError } from './variables.ts';

/** Yes and No as Microsoft's connector takes them (contract/incumbent-connectors.md §1.2), and what Power Platform stores for them. */
const FLAGS: Readonly<Record<string, boolean>> = {
  yes: true,
  no: false,
  true: true,
  false: false,
  '1': true,
  '0': false,
};

export function readFlag(name: string, value: string, place: string): boolean {
  const flag = FLAGS[value.trim().toLowerCase()];
  if (flag !== undefined) return flag;
  throw importError('import-value-invalid', {
    message: `${name} is "${value}", which is neither Yes nor No. Nothing was imported.`,
    remedy: `Give ${name} the value Yes or No and import again.`,
    place,
  });
}
