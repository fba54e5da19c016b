import { CosellError } from '../../core/errors.ts';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Whether the URL points at this machine, where clear text is allowed. */
export function isLoopback(url: URL): boolean {
  return LOOPBACK.test(url.hostname);
}

/** A URL from the settings: https, or http on loopback or where the administrator allowed it. Throws `misconfigured`. */
export function trustedUrl(text: string, allowInsecure: boolean, setting: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url && (url.protocol === 'https:' || (url.protocol === 'http:' && (allowInsecure || isLoopback(url)))))
    return url;
  throw new CosellError({
    code: 'url-not-secure',
    recovery: 'misconfigured',
    message: `${setting} is not an https address: ${text}`,
    remedy:
      'Use https. Clear text is only accepted on this machine, or with the setting that allows it for development.',
    place: setting,
  });
}

/**
 * The address of a request below the base URL. A path is appended to the base; an absolute address must have the base's origin.
 * Whatever leaves the base is refused: a token never travels to a stranger, not even through a link that the vendor sent.
 */
export function requestUrl(base: URL, path: string, query?: Readonly<Record<string, string>>): URL {
  const text = /^[a-z][a-z\d+.-]*:/i.test(path) ? path : `${base.href.replace(/\/+$/, '')}${path}`;
  const url = URL.canParse(text) ? new URL(text) : null;
  const folder = base.pathname.replace(/\/*$/, '/');
  if (!url || url.origin !== base.origin || !`${url.pathname}/`.startsWith(folder) || url.username || url.password) {
    throw new CosellError({
      code: 'foreign-address',
      recovery: 'bug',
      message: `A request to another address than ${base.origin}${folder} was refused.`,
      remedy: 'Report it with the log around this time; nothing was sent.',
    });
  }
  // Not URLSearchParams: it writes spaces as "+", which OData and SOQL services do not all read as a space.
  const added = Object.entries(query ?? {}).map(([name, value]) => `${encodeName(name)}=${encodeURIComponent(value)}`);
  if (added.length > 0) url.search = [url.search.slice(1), ...added].filter((part) => part !== '').join('&');
  return url;
}

/** OData's own parameters keep their dollar sign, as all documentation writes them. */
function encodeName(name: string): string {
  return encodeURIComponent(name).replaceAll('%24', '$');
}
