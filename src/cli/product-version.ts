import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The version in our own package.json. */
export function productVersion(): string {
  return readPackage(join(productFolder(), 'package.json'))?.version ?? 'unknown';
}

/** The folder of our own package.json, which lies at another distance from the source than from the build. */
export function productFolder(): string {
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder)) {
    if (readPackage(join(folder, 'package.json'))?.name === 'cosell') return folder;
  }
  return import.meta.dirname;
}

function readPackage(path: string): { name: string; version: string } | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}
