/** Where Microsoft's own connector listens: triggers of Logic Apps and of Power Automate, old and new addresses. */
const CONNECTOR_HOSTS: readonly string[] = ['logic.azure.com', 'powerplatform.com', 'powerautomate.com'];

/** Whether a registered address belongs to Microsoft's own connector (contract/incumbent-connectors.md §1.4). */
export function isMicrosoftConnector(url: string): boolean {
  const host = hostOf(url);
  return CONNECTOR_HOSTS.some((suffix) => host.endsWith(`.${suffix}`));
}

/** An address as it may be shown to a person who asks: its query and its user part can hold the key to the receiver. */
export function shownAddress(url: string): string {
  if (!URL.canParse(url)) return 'an unreadable address';
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}

/** All that may enter a log: even the path can be a secret. */
export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname.toLowerCase() : '';
}

export function isSameAddress(left: string, right: string): boolean {
  return URL.canParse(left) && URL.canParse(right) && new URL(left).href === new URL(right).href;
}
