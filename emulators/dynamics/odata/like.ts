const literal = (character: string) => character.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** A set such as `[a-c]` or `[^abc]` from its opening bracket; undefined when it is not closed. */
function readSet(pattern: string, start: number): { source: string; end: number } | undefined {
  const end = pattern.indexOf(']', start + 1);
  if (end <= start + 1) return undefined;
  const inner = pattern.slice(start + 1, end);
  const isNegated = inner.startsWith('^');
  const members = (isNegated ? inner.slice(1) : inner).replace(/[\\\][^]/g, '\\$&');
  return members === '' ? undefined : { source: `[${isNegated ? '^' : ''}${members}]`, end };
}

function sourceOf(pattern: string): string {
  let source = '';
  for (let at = 0; at < pattern.length; at += 1) {
    const character = pattern.charAt(at);
    const set = character === '[' ? readSet(pattern, at) : undefined;
    if (set) {
      source += set.source;
      at = set.end;
    } else if (character === '%') source += '.*';
    else if (character === '_') source += '.';
    else source += literal(character);
  }
  return source;
}

/** The texts that `contains`, `startswith` or `endswith` find, with the wildcards of T-SQL: `%`, `_`, `[]`, `[^]`. */
export function likePattern(call: string, pattern: string): RegExp {
  const before = call === 'startswith' ? '^' : '';
  const after = call === 'endswith' ? '$' : '';
  return new RegExp(`${before}${sourceOf(pattern)}${after}`, 'is');
}
