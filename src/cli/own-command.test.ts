import { expect, test } from 'vitest';
import { ownCommand } from './own-command.ts';

test.each([
  ['npm start', { npm_lifecycle_event: 'start', npm_command: 'start' }, '/x/main.ts', 'npm run --silent cosell --'],
  ['npx', { npm_lifecycle_event: 'npx', npm_command: 'exec' }, '/x/.bin/cosell', 'npx cosell'],
  ['an installed command', {}, '/usr/local/bin/cosell', 'cosell'],
  ['node', {}, '/home/me/my work/main.ts', "/usr/bin/node '/home/me/my work/main.ts'"],
])('what is to be pasted works where %s started the program', (_, environment, script, expected) => {
  expect(ownCommand(environment, ['/usr/bin/node', script])).toBe(expected);
});
