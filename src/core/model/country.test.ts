import { describe, expect, it } from 'vitest';
import { countryCodeFor, isCountryCode } from './country.ts';

describe('country codes', () => {
  it.each(['US', 'DE', 'de', 'GB', 'XK', 'CW'])('%s is one', (text) => {
    expect(isCountryCode(text)).toBe(true);
  });

  it.each(['', null, undefined, 'USA', 'D', 'Germany', 'UK', 'EU', 'ZZ', 'DD', 'SU', 'YU', 'XX'])(
    '%s is none',
    (text) => {
      expect(isCountryCode(text)).toBe(false);
    },
  );
});

describe('country names', () => {
  it.each([
    ['Germany', 'DE'],
    ['  germany ', 'DE'],
    ['United States', 'US'],
    ['USA', 'US'],
    ['UK', 'GB'],
    ['England', 'GB'],
    ['The Netherlands', 'NL'],
    ['Holland', 'NL'],
    ['Czech Republic', 'CZ'],
    ['Turkey', 'TR'],
    // Names that retired codes bear as well.
    ['Benin', 'BJ'],
    ['Burkina Faso', 'BF'],
    ['Serbia', 'RS'],
    ['Vietnam', 'VN'],
    ['Zimbabwe', 'ZW'],
    ['Russia', 'RU'],
  ])('%s means %s', (name, code) => {
    expect(countryCodeFor(name)).toBe(code);
  });

  it.each(['Deutschlnd', '', 'Europe', 'constructor'])('%s means nothing', (name) => {
    expect(countryCodeFor(name)).toBeNull();
  });
});
