import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { DEFAULT_RULES } from '../core/mapping/field-rules.ts';
import { productFolder, productVersion } from './product-version.ts';

/** What this program consists of. Part of each number is a digest of the content, which nobody can forget to raise. */
export interface Versions {
  cosell: string;
  /** What `cosell crm install` puts into Salesforce. */
  salesforcePackage: string;
  /** The same for Dynamics 365. */
  dynamicsPackage: string;
  /** How fields travel and who owns them, before the settings of an installation. */
  mapping: string;
  node: string;
  platform: string;
}

export function versions(): Versions {
  const cosell = productVersion();
  return {
    cosell,
    salesforcePackage: `${cosell}+${digestOfFolder(join(productFolder(), 'crm/salesforce/source'))}`,
    dynamicsPackage: `${cosell}+${digestOfFolder(join(productFolder(), 'crm/dynamics'))}`,
    mapping: `${cosell}+${digestOf([JSON.stringify(DEFAULT_RULES)])}`,
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
  };
}

/** Names and contents of all files below, whatever the order and the separators of the system. */
export function digestOfFolder(folder: string): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  const parts = files.sort().flatMap((file) => {
    const name = file.slice(folder.length + 1).replaceAll(sep, '/');
    return [name, readFileSync(file, 'utf8').replaceAll('\r\n', '\n')];
  });
  return digestOf(parts);
}

const SHOWN = 8;

function digestOf(parts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}:${part}`);
  return hash.digest('hex').slice(0, SHOWN);
}
