import { type AnnotationFilter, annotationFilter } from '../odata/annotations.ts';

/** What the `Prefer` header asks for. */
export interface Preferences {
  representation: boolean;
  maxPageSize?: number;
  trackChanges: boolean;
  continueOnError: boolean;
  wants: AnnotationFilter;
  /** Whether any annotation is asked for. */
  annotated: boolean;
  /** What `Preference-Applied` repeats; empty when nothing was preferred. */
  applied: string;
}

const PREFERENCE = /([\w.-]+)\s*(?:=\s*("[^"]*"|[^,;\s]+))?/g;
const MOST_ROWS = 5000;

/** Reads `Prefer`; preferences that are not known are ignored, as the standard wants. */
export function readPreferences(header: string | undefined): Preferences {
  const found = new Map<string, string>();
  const applied: string[] = [];
  for (const [text, name = '', value = ''] of (header ?? '').matchAll(PREFERENCE)) {
    found.set(name.toLowerCase(), value.replaceAll('"', ''));
    applied.push(text.trim());
  }
  const size = Number(found.get('odata.maxpagesize'));
  const annotations = found.get('odata.include-annotations');
  return {
    representation: found.get('return') === 'representation',
    ...(size > 0 ? { maxPageSize: Math.min(size, MOST_ROWS) } : {}),
    trackChanges: found.has('odata.track-changes'),
    continueOnError: found.has('odata.continue-on-error'),
    wants: annotationFilter(annotations),
    annotated: annotations !== undefined,
    applied: applied.join(', '),
  };
}
