import { parseSync } from '@swc/core';
import type { Recovery } from '../../src/core/errors.ts';
import { type AstNode, nodesOf, plainText, type TextSource } from './ast.ts';

/** One place in the source that makes an error, a refusal or a remark. */
export interface CodeUse {
  code: string;
  /** Absent: a refusal (with remedy) or a remark (without). */
  recovery: Recovery | null;
  message: string | null;
  remedy: string | null;
}

type Facts = Partial<Record<string, AstNode>>;

const CODE = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

const CONSTANT = /^[A-Z][A-Z0-9_]*$/;

const RECOVERIES: ReadonlySet<string> = new Set<Recovery>([
  'retry',
  'throttled',
  'reauthenticate',
  'refused',
  'conflict',
  'not-found',
  'misconfigured',
  'bad-input',
  'bug',
]);

/**
 * Every code that the given source makes, by three habits of the code base: an object literal with `code` and `message`, `remedy` or
 * `recovery`; a call of a function whose parameter is named `code`; a tuple `[code, recovery, message, remedy]`.
 */
export function collectCodes(sources: readonly string[], texts: TextSource = {}): readonly CodeUse[] {
  const trees = sources.map(
    (source) => parseSync(source, { syntax: 'typescript', target: 'es2024' }) as unknown as AstNode,
  );
  const makers = new Map(trees.flatMap((tree) => [...nodesOf(tree)].flatMap(codeMaker)));
  const facts = trees.flatMap((tree) => [...nodesOf(tree)].flatMap((node) => factsOf(node, makers)));
  const constants = Object.fromEntries(trees.flatMap((tree) => [...nodesOf(tree)].flatMap(constantText)));
  return facts.flatMap((found) => usesOf(found, { ...constants, ...texts }));
}

/** `const NAME = 'text'` */
function constantText(node: AstNode): readonly (readonly [string, string])[] {
  if (node.type !== 'VariableDeclarator' || !node['init']) return [];
  const name = nameOf(node['id'] as AstNode);
  const text = name && CONSTANT.test(name) ? plainText(node['init'] as AstNode, {}) : null;
  return name && text !== null ? [[name, text]] : [];
}

interface Maker {
  parameters: readonly (string | null)[];
  recovery: AstNode | undefined;
}

/** A function that takes the code as a parameter and puts it into an error. */
function codeMaker(node: AstNode): readonly (readonly [string, Maker])[] {
  if (node.type !== 'FunctionDeclaration') return [];
  const parameters = listOf(node['params']).map((parameter) =>
    nameOf((parameter['pat'] as AstNode | undefined) ?? parameter),
  );
  if (!parameters.includes('code')) return [];
  const recovery = [...nodesOf(node)].map((inner) => propertiesOf(inner)['recovery']).find(Boolean);
  return [[nameOf(node['identifier'] as AstNode) ?? '', { parameters, recovery }]];
}

function factsOf(node: AstNode, makers: ReadonlyMap<string, Maker>): readonly Facts[] {
  if (node.type === 'ObjectExpression') {
    const properties = propertiesOf(node);
    return properties['code'] && (properties['message'] || properties['remedy'] || properties['recovery'])
      ? [properties]
      : [];
  }
  if (node.type === 'ArrayExpression') return tupleFacts(expressionsOf(node['elements']));
  const maker = node.type === 'CallExpression' ? makers.get(nameOf(node['callee'] as AstNode) ?? '') : undefined;
  return maker ? [argumentFacts(expressionsOf(node['arguments']), maker)] : [];
}

function argumentFacts(given: readonly AstNode[], { parameters, recovery }: Maker): Facts {
  const named = parameters.flatMap((name, index) => (name && given[index] ? [[name, given[index]] as const] : []));
  return { ...(recovery ? { recovery } : {}), ...Object.fromEntries(named) };
}

function tupleFacts([code, recovery, message, remedy]: readonly AstNode[]): readonly Facts[] {
  const word = recovery && plainText(recovery, {});
  if (!code || !recovery || !word || !RECOVERIES.has(word)) return [];
  return [{ code, recovery, ...(message ? { message } : {}), ...(remedy ? { remedy } : {}) }];
}

function usesOf(facts: Facts, texts: TextSource): readonly CodeUse[] {
  const text = (name: string) => (facts[name] ? plainText(facts[name], texts) : null);
  const recovery = text('recovery');
  return branches(facts['code'])
    .map((node) => plainText(node, {}))
    .filter((code): code is string => code !== null && CODE.test(code))
    .map((code) => ({
      code,
      recovery: recovery !== null && RECOVERIES.has(recovery) ? (recovery as Recovery) : null,
      message: text('message'),
      remedy: text('remedy'),
    }));
}

/** Both ends of `condition ? 'a' : 'b'`. */
function branches(node: AstNode | undefined): readonly AstNode[] {
  if (!node) return [];
  if (node.type !== 'ConditionalExpression') return [node];
  return [...branches(node['consequent'] as AstNode), ...branches(node['alternate'] as AstNode)];
}

function propertiesOf(node: AstNode): Facts {
  if (node.type !== 'ObjectExpression') return {};
  const pairs = listOf(node['properties']).filter(({ type }) => type === 'KeyValueProperty');
  return Object.fromEntries(pairs.map((pair) => [nameOf(pair['key'] as AstNode) ?? '', pair['value'] as AstNode]));
}

function expressionsOf(list: unknown): readonly AstNode[] {
  return listOf(list).map(({ expression }) => expression as AstNode);
}

function listOf(value: unknown): readonly AstNode[] {
  return Array.isArray(value) ? value.filter((entry) => entry !== null && typeof entry === 'object') : [];
}

function nameOf(node: AstNode | undefined): string | null {
  return node && (node.type === 'Identifier' || node.type === 'StringLiteral') ? String(node['value']) : null;
}
