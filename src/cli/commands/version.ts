import type { Command } from 'commander';
import { type Cli, defineCommand } from '../command.ts';
import { versions } from '../versions.ts';

export function versionCommand(cli: Cli): Command {
  return defineCommand(cli, {
    usage: 'version',
    summary: 'Tell the versions of the connector, its CRM packages and its mapping',
    details: '`cosell --version` does the same. What stands behind the plus changes with the content.',
    examples: [['cosell version --json', 'all versions, and Node, as JSON']],
    async run({ output }) {
      const found = versions();
      output.data(found, () =>
        [
          `Cosell ${found.cosell} on Node ${found.node} (${found.platform})`,
          `Package for Salesforce ${found.salesforcePackage}, for Dynamics 365 ${found.dynamicsPackage}, mapping ${found.mapping}`,
        ].join('\n'),
      );
      return undefined;
    },
  });
}
