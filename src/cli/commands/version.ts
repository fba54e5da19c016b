import type { Command } from 'commander';
import { type Cli, defineCommand } from '../command.ts';
import { productVersion } from '../product-version.ts';

export function versionCommand(cli: Cli): Command {
  return defineCommand(cli, {
    usage: 'version',
    summary: 'Tell which version this is',
    examples: [['cosell version --json', 'versions of Cosell and Node as JSON']],
    async run({ output }) {
      const versions = {
        cosell: productVersion(),
        node: process.versions.node,
        platform: `${process.platform}-${process.arch}`,
      };
      output.data(versions, () => `Cosell ${versions.cosell} on Node ${versions.node} (${versions.platform})`);
      return undefined;
    },
  });
}
