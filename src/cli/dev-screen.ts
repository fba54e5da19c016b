import type { DevFacts, ServiceFacts } from './product/dev.ts';
import type { Style } from './style.ts';
import { formatPairs } from './table.ts';

/** What runs where, with which credentials, and what to try. */
export function formatDevScreen(facts: DevFacts, style: Style): string {
  const width = Math.max(...facts.services.map(({ title }) => title.length));
  const services = facts.services.map(({ title, url }) => `  ${title.padEnd(width)}  ${style.accent(url)}`);
  const sections = [
    heading('Running', style),
    ...services,
    `  ${'Store'.padEnd(width)}  ${facts.store}`,
    `  ${'Settings'.padEnd(width)}  ${facts.settingsFile}`,
    ...facts.services.filter(hasCredentials).flatMap((service) => credentials(service, style)),
    ...tries(facts, style),
    heading('Passes', style) + style.faint('   Ctrl-C stops'),
  ];
  return sections.join('\n');
}

function heading(title: string, style: Style): string {
  return `\n${style.strong(`── ${title} `.padEnd(60, '─'))}`;
}

function hasCredentials({ credentials: secrets }: ServiceFacts): boolean {
  return Object.keys(secrets).length > 0;
}

function credentials(service: ServiceFacts, style: Style): readonly string[] {
  const pairs = Object.entries({ ...service.urls, ...service.credentials });
  const title = heading(`${service.title}: addresses and credentials`, style);
  return [title, formatPairs(pairs, '  ')];
}

function tries(facts: DevFacts, style: Style): readonly string[] {
  const lines = facts.tries.map(
    ({ title, command }, index) => `  ${index + 1}. ${title}\n     ${style.accent(command)}`,
  );
  return [heading('Try this in another terminal', style), ...lines];
}
