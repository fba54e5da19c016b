import { type Command, InvalidArgumentError, Option } from 'commander';
import { calendarDay } from '../../core/model/day.ts';
import { decimalOf } from '../../core/model/decimal.ts';
import type { DealRegistration } from '../../core/model/registration.ts';
import { type Cli, defineCommand } from '../command.ts';
import { dealUnknown } from '../deal-unknown.ts';
import { withInstallation } from '../installation.ts';
import { listenForInterrupt } from '../interrupt.ts';
import type { RegistrationReport } from '../product/deal-registration.ts';
import { printable, type Style } from '../style.ts';

interface RegisterOptions {
  value: string;
  signed: string;
  starts: string;
  ends?: string;
  perpetual?: true;
  solution?: string;
  deployedOn: DealRegistration['deployedOn'];
  pricing: DealRegistration['pricing'];
  marketplace?: string;
}

const day = (flags: string, description: string) =>
  new Option(flags, description).argParser((text) => {
    if (calendarDay(text) === text) return text;
    throw new InvalidArgumentError('Expected a day such as 2026-06-30.');
  });

const amount = () =>
  new Option('--value <amount>', 'value of the contract, in the currency of the deal')
    .argParser((text) => {
      const value = decimalOf(text);
      if (value !== null) return value;
      throw new InvalidArgumentError('Expected an amount such as 60000.');
    })
    .makeOptionMandatory();

/** `cosell deals register`. */
export function registerCommand(cli: Cli): Command {
  return defineCommand<RegisterOptions>(cli, {
    usage: 'register <id>',
    settings: true,
    summary: 'Register a won deal at Microsoft (Azure IP co-sell)',
    details:
      'Checks Microsoft’s rules before anything is sent: won and not private, created at least 72 hours before, with a solution of your own, ' +
      '25,000 USD a year, signed within 60 days. The state of the review is in `cosell deals show` and in the audit field of the record. ' +
      'The id may be that of the link, of the referral or of the CRM record.',
    examples: [
      [
        'cosell deals register 0065g00000XyZabAAF --value 60000 --signed 2026-06-20 --starts 2026-07-01 --ends 2027-06-30',
        'a contract of one year',
      ],
    ],
    options: [
      amount(),
      day('--signed <day>', 'when the contract was signed').makeOptionMandatory(),
      day('--starts <day>', 'when the contract begins').makeOptionMandatory(),
      day('--ends <day>', 'when it ends; without it, the contract must be perpetual'),
      new Option('--perpetual', 'the contract has no end'),
      new Option('--solution <id>', 'one of the solutions of the deal; without it, the first of your own'),
      new Option('--deployed-on <whose>', 'whose Azure subscription the solution runs in')
        .choices(['customer', 'partner'])
        .default('customer'),
      new Option('--pricing <model>', 'how the customer pays').choices(['pay-as-you-go', 'other']).default('other'),
      day('--marketplace <day>', 'when it was bought in the marketplace'),
    ],
    async run(invocation) {
      const { output, terminal, options } = invocation;
      const [id = ''] = invocation.arguments;
      const stop = listenForInterrupt(terminal, () => output.say('Stopping…'));
      try {
        const report = await withInstallation(invocation, (installation) =>
          installation.registerDeal(id, registrationOf(options), { signal: stop.signal }),
        );
        if (!report) throw dealUnknown(id);
        output.data(report, (style) => formatReport(report, style));
        return report.refusals.length > 0 ? 'attention' : undefined;
      } finally {
        stop.release();
      }
    },
  });
}

function registrationOf(options: RegisterOptions): DealRegistration {
  return {
    solutionId: options.solution ?? null,
    value: options.value,
    currency: null,
    signedOn: options.signed,
    startsOn: options.starts,
    endsOn: options.ends ?? null,
    perpetual: options.perpetual ?? false,
    deployedOn: options.deployedOn,
    pricing: options.pricing,
    marketplaceOn: options.marketplace ?? null,
  };
}

function formatReport({ status, refusals }: RegistrationReport, style: Style): string {
  if (refusals.length === 0)
    return `${style.good('✔')} Registered; the review is at ${printable(status ?? 'its start')}.`;
  const lines = refusals.map(
    ({ message, remedy }) => `${style.bad('✘')} ${printable(message)}\n  ${style.faint(printable(remedy))}`,
  );
  return ['Nothing was sent:', ...lines].join('\n');
}
