import type { DrawnDocument } from '../../domain/document.ts';
import { renderMonth } from '../../domain/month.ts';
import { Refusal } from '../../domain/refusal.ts';
import { definePage } from '../page.ts';
import { paperAt } from '../paper-address.ts';
import { PaperView } from '../paper-view.tsx';
import { Nothing } from '../parts.tsx';

type Loaded = { readonly document: DrawnDocument } | { readonly refused: string } | undefined;

/** One document as it will be printed, before it is taken along. */
export const paper = definePage<Loaded>({
  path: 'paper/:paper',
  title: '查看材料',
  under: 'papers',
  load: async (library, { branch, params }) => {
    const request = paperAt(params['paper'] ?? '');
    if (!request) return undefined;
    try {
      return { document: await library.paper(branch.id, request) };
    } catch (error) {
      if (error instanceof Refusal) return { refused: error.message };
      throw error;
    }
  },
  render: ({ loaded, params, query }) => {
    if (!loaded) return undefined;
    const address = `paper/${params['paper'] ?? ''}`;
    return (
      <>
        <h1>查看材料</h1>
        {'refused' in loaded ? (
          <Nothing>{loaded.refused}</Nothing>
        ) : (
          <Shown document={loaded.document} address={address} chapter={query['chapter']} />
        )}
        <p class="acts screen-only">
          <a class="button" href="papers">
            返回材料
          </a>
        </p>
      </>
    );
  },
});

const Shown = ({ document, ...where }: { document: DrawnDocument; address: string; chapter: string | undefined }) =>
  'activities' in document ? (
    <p class="words card">{renderMonth(document)}</p>
  ) : (
    <PaperView document={document} {...where} />
  );
