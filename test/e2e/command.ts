import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';

export interface CommandResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface CommandOptions {
  folder: string;
  /** Nothing of our own environment reaches the command except what is named here. */
  environment?: Record<string, string>;
}

/** A running command whose output can be waited for. */
export interface RunningCommand {
  child: ChildProcessWithoutNullStreams;
  finished: Promise<CommandResult>;
  /** Resolves once the text has appeared on either stream; rejects when the command ends without it. */
  says(text: string): Promise<void>;
}

export function startCommand(script: string, argv: readonly string[], options: CommandOptions): RunningCommand {
  const child = spawn(process.execPath, [script, ...argv], { cwd: options.folder, env: { ...options.environment } });
  child.stdin.end();
  const output = { stdout: '', stderr: '' };
  const watchers = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      output[name] += chunk;
      for (const watch of watchers) watch();
    });
  }
  const finished = once(child, 'close').then(([code]) => ({ code: code as number | null, ...output }));
  return {
    child,
    finished,
    says: (text) =>
      new Promise((resolve, reject) => {
        const watch = () => {
          if (!`${output.stdout}${output.stderr}`.includes(text)) return;
          watchers.delete(watch);
          resolve();
        };
        watchers.add(watch);
        watch();
        void finished.then((result) => reject(new Error(`ended without "${text}": ${JSON.stringify(result)}`)));
      }),
  };
}

export function runCommand(script: string, argv: readonly string[], options: CommandOptions): Promise<CommandResult> {
  return startCommand(script, argv, options).finished;
}
