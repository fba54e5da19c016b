import type { LinkReader, StoredLink } from './ports.ts';

const PAGE = 500;

/** Every link of the store in id order, from the one after `after` on. */
export async function* allLinks(
  store: { links: Pick<LinkReader, 'page'> },
  after: string | null = null,
): AsyncGenerator<StoredLink> {
  for await (const page of pagesOfLinks(store, after)) yield* page;
}

/** The same, a page at a time, for what is saved page by page. */
export async function* pagesOfLinks(
  store: { links: Pick<LinkReader, 'page'> },
  after: string | null = null,
): AsyncGenerator<readonly StoredLink[]> {
  let last = after;
  for (;;) {
    const page = await store.links.page({ after: last, limit: PAGE });
    yield page;
    if (page.length < PAGE) return;
    last = page.at(-1)?.link.id ?? null;
  }
}
