/** A node of the syntax tree; only what the scan needs is known about it. */
export interface AstNode {
  type: string;
  [property: string]: unknown;
}

/** Sentences by code, for messages that are looked up with `say('code')`, and texts of constants by their name in capitals. */
export type TextSource = Readonly<Record<string, string>>;

/** The node and everything below it. */
export function* nodesOf(root: unknown): Generator<AstNode> {
  if (Array.isArray(root)) {
    for (const entry of root) yield* nodesOf(entry);
  } else if (root !== null && typeof root === 'object') {
    if (typeof (root as AstNode).type === 'string') yield root as AstNode;
    yield* nodesOf(Object.values(root));
  }
}

/** What an expression reads like, with `‹name›` where a value comes in; null when that cannot be told from the source. */
export function plainText(node: AstNode, texts: TextSource): string | null {
  switch (node.type) {
    case 'StringLiteral':
      return withPlaces(String(node['value']));
    case 'Identifier':
      return texts[String(node['value'])] ?? null;
    case 'TemplateLiteral':
      return templateText(node, texts);
    case 'BinaryExpression':
      return joined(node['left'] as AstNode, node['right'] as AstNode, texts);
    case 'ConditionalExpression':
      return eitherText(node, texts);
    case 'ParenthesisExpression':
    case 'TsAsExpression':
    case 'TsSatisfiesExpression':
      return plainText(node['expression'] as AstNode, texts);
    case 'CallExpression':
      return lookedUp(node, texts);
    default:
      return null;
  }
}

/** Our message catalogues write `{name}` where a value comes in. */
function withPlaces(text: string): string {
  return text.replace(/\{(\w+)\}/g, '‹$1›');
}

function templateText(node: AstNode, texts: TextSource): string {
  const quasis = node['quasis'] as readonly { cooked?: string }[];
  const expressions = node['expressions'] as readonly AstNode[];
  return quasis
    .map(
      ({ cooked }, index) =>
        `${cooked ?? ''}${expressions[index] ? (plainText(expressions[index], texts) ?? placeholder(expressions[index])) : ''}`,
    )
    .join('');
}

function joined(left: AstNode, right: AstNode, texts: TextSource): string {
  return [left, right].map((part) => plainText(part, texts) ?? placeholder(part)).join('');
}

function eitherText(node: AstNode, texts: TextSource): string | null {
  const ends = [node['consequent'], node['alternate']].map((end) => plainText(end as AstNode, texts)).filter(Boolean);
  return ends.length === 0 ? null : ends.join(' / ');
}

/** `say('code', …)` */
function lookedUp(node: AstNode, texts: TextSource): string | null {
  const callee = node['callee'] as AstNode;
  const [first] = node['arguments'] as readonly { expression: AstNode }[];
  if (callee.type !== 'Identifier' || callee['value'] !== 'say' || !first) return null;
  const code = plainText(first.expression, {});
  return code === null ? null : withPlaces(texts[code] ?? '') || null;
}

/** The name nearest to the value: `error.place` is a place, `nameOf(x)` a name. */
function placeholder(node: AstNode): string {
  const name = lastName(node);
  return name ? `‹${name}›` : '…';
}

function lastName(node: AstNode): string | null {
  if (node.type === 'Identifier') return String(node['value']);
  if (node.type === 'MemberExpression') return lastName(node['property'] as AstNode);
  return null;
}
