import { InvalidArgumentError, Option } from 'commander';

/** A whole number option; anything else is a usage error that names the range. */
function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Expected a whole number from ${least} to ${most}.`);
  };
}

export const port = (description: string, initial: number): Option =>
  new Option('--port <number>', description).argParser(wholeNumber(0, 65_535)).default(initial);

export const world = (): Option =>
  new Option('--world <file>', 'world file (YAML or JSON) to load instead of the built-in one');

export const limit = (initial: number): Option =>
  new Option('--limit <number>', 'most rows to show').argParser(wholeNumber(1, 100_000)).default(initial);

export const connection = (): Option =>
  new Option(
    '--connection <name>',
    'which CRM of the settings, where there are several: salesforce, or a name of crms',
  );
