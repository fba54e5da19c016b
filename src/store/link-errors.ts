import { CosellError } from '../core/errors.ts';

/** A pass wanted to save a link that was removed while it ran. */
export function linkGone(id: string): CosellError {
  return new CosellError({
    code: 'link-gone',
    recovery: 'conflict',
    message: `The link ${id} was removed while a pass was at work on it.`,
    remedy: 'Nothing; the next pass or sweep begins from what is there now.',
    place: id,
  });
}
