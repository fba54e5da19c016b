import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The version in our own package.json, which lies at another distance from the source than from the build. */
export function productVersion(): string {
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const found = readPackage(join(folder, 'package.json'));
    if (found?.name === 'cosell') return found.version;
  }
  return 'unknown';
}

function readPackage(path: string): { name: string; version: string } | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}
