import { expect, test } from 'vitest';
import { recordedTerminal } from '../../src/cli/recorded-terminal.ts';
import { runCli } from '../../src/cli/run.ts';

async function said(...argv: string[]): Promise<{ code: number; out: string }> {
  const terminal = recordedTerminal();
  const loadApplication = () => Promise.reject(new Error('not needed to tell a version'));
  const code = await runCli(argv, { terminal, loadApplication });
  return { code, out: terminal.text.out };
}

const CRM_NAMES = ['salesforce', 'dynamics'] as const;

test.each(CRM_NAMES)(
  'R105 one command tells the versions of the connector, its package for %s and its mapping',
  async (crm) => {
    const { code, out } = await said('version', '--json');
    const told = JSON.parse(out) as Record<string, string>;
    expect([code, told]).toEqual([
      0,
      {
        cosell: expect.stringMatching(/^\d+\.\d+\.\d+/),
        salesforcePackage: expect.stringMatching(/^\d+\.\d+\.\d+\S*\+[0-9a-f]{8}$/),
        dynamicsPackage: expect.stringMatching(/^\d+\.\d+\.\d+\S*\+[0-9a-f]{8}$/),
        mapping: expect.stringMatching(/^\d+\.\d+\.\d+\S*\+[0-9a-f]{8}$/),
        node: process.versions.node,
        platform: expect.any(String),
      },
    ]);
    const { out: words } = await said('version');
    for (const name of ['cosell', 'salesforcePackage', 'dynamicsPackage', 'mapping'])
      expect(words).toContain(told[name]);
    expect(words).toContain(told[`${crm}Package`]);
    expect((await said('--version')).out).toBe(words);
  },
);
