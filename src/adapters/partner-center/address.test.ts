import { describe, expect, test } from 'vitest';
import { hostOf, isMicrosoftConnector, isSameAddress, shownAddress } from './address.ts';

describe("Microsoft's own connector", () => {
  test.each([
    ['https://prod-31.westus.logic.azure.com:443/workflows/ab/triggers/manual/paths/invoke?sig=key', true],
    ['https://default1.05.environment.api.powerplatform.com/powerautomate/automations/direct/x', true],
    ['https://PROD.POWERAUTOMATE.COM/x', true],
    ['https://logic.azure.com.attacker.example/workflows', false],
    ['https://notlogic.azure.com/hook', false],
    ['https://cosell.contoso.com/hooks/partner-center', false],
    ['not an address', false],
  ])('%s: %s', (url, expected) => {
    expect(isMicrosoftConnector(url)).toBe(expected);
  });
});

test('an address is shown without what opens it', () => {
  const url = 'https://joe:hunter2@prod.logic.azure.com/workflows/ab?sp=run&sig=secret#part';
  expect(shownAddress(url)).toBe('https://prod.logic.azure.com/workflows/ab');
  expect(hostOf(url)).toBe('prod.logic.azure.com');
  expect(shownAddress('hunter2')).not.toContain('hunter2');
});

test('one address in two spellings is the same', () => {
  expect(isSameAddress('https://Cosell.Contoso.com:443/hooks', 'https://cosell.contoso.com/hooks')).toBe(true);
  expect(isSameAddress('https://cosell.contoso.com/hooks', 'https://cosell.contoso.com/hooks/')).toBe(false);
  expect(isSameAddress('', '')).toBe(false);
});
