/** Whether the caller wants an annotation, by its term without `@`. */
export type AnnotationFilter = (term: string) => boolean;

const covers = (pattern: string, term: string) =>
  pattern === '*' || pattern === term || (pattern.endsWith('.*') && term.startsWith(pattern.slice(0, -1)));

/**
 * Reads the value of `odata.include-annotations`: a list of terms, `Namespace.*` or `*`; a minus excludes. The last
 * pattern that covers a term decides. Without the preference nothing is wanted.
 */
export function annotationFilter(preference: string | undefined): AnnotationFilter {
  const patterns = (preference ?? '')
    .split(',')
    .map((pattern) => pattern.trim())
    .filter((pattern) => pattern !== '');
  if (patterns.length === 0) return () => false;
  return (term) => {
    let wanted = false;
    for (const pattern of patterns) {
      const isExcluded = pattern.startsWith('-');
      if (covers(isExcluded ? pattern.slice(1) : pattern, term)) wanted = !isExcluded;
    }
    return wanted;
  };
}
