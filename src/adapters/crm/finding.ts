import type { CosellError } from '../../core/errors.ts';

/** Something that a check of a CRM has found. */
export interface Finding<Topic extends string = string> {
  /** What it is about; each topic is a check of its own for whoever shows them. */
  topic: Topic;
  /** `broken` keeps the connector from working; `remark` is worth knowing. */
  level: 'broken' | 'remark';
  code: string;
  message: string;
  remedy: string;
}

export function brokenBy<Topic extends string>(
  topic: Topic,
  { code, message, remedy }: Pick<CosellError, 'code' | 'message' | 'remedy'>,
): Finding<Topic> {
  return { topic, level: 'broken', code, message, remedy };
}

/** Worth knowing, and nothing to mend where it is meant. */
export function remarkOn<Topic extends string>(topic: Topic, code: string, message: string): Finding<Topic> {
  return { topic, level: 'remark', code, message, remedy: 'Nothing to do if that is meant.' };
}
