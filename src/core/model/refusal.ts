import type { MessageCode, RefusalCode, Sentence, ValuesOf } from '../messages/catalogue.ts';
import { say, sentence } from '../messages.ts';
import type { DealField } from './deal.ts';
import type { Side } from './side.ts';

/** A write that must not happen, with the sentences for the person who can mend it. Made by `refusal` alone. */
export interface Refusal {
  /** Stable code, for example `country-missing`. */
  code: RefusalCode;
  field: DealField | null;
  /** What happened and what to do, in English: for logs, reports and the command line. */
  message: string;
  remedy: string;
  /** The same for the seller, who reads it in the language of the CRM connection. */
  told: { message: Sentence; remedy: Sentence };
}

/** What a side's own system has refused, unlike what is refused by our checks before anything is sent. */
export interface SideRefusal extends Refusal {
  side: Side;
}

/** A refusal in the words of the catalogue; the remedy is `<code>.remedy` unless another one fits better. */
export function refusal<Code extends RefusalCode, Remedy extends MessageCode = `${Code}.remedy` & MessageCode>(
  code: Code,
  field: DealField | null,
  values: ValuesOf<Code> & ValuesOf<Remedy>,
  remedy?: Remedy,
): Refusal {
  const told = { message: sentence(code, values), remedy: sentence(remedy ?? (`${code}.remedy` as Remedy), values) };
  return { code, field, message: say(told.message), remedy: say(told.remedy), told };
}
