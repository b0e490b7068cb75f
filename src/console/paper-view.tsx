import { type Block, type Paper, paperOf, type Table } from '../domain/paper.ts';
import type { Sheet } from '../domain/sheet.ts';

/**
 * A paper or a sheet as it reads, drawn from the same value as the file; pages and margins are the file's business. Of a
 * paper with a table of contents one chapter is shown, from 1, with links to the others; `address` is the page's own.
 */
export const PaperView = ({
  document,
  address,
  chapter,
}: {
  document: Paper | Sheet;
  address: string;
  chapter: string | undefined;
}) => {
  const paper = 'columns' in document ? paperOf(document) : document;
  const chapters = paper.blocks.some(({ is }) => is === 'contents') ? chaptersOf(paper.blocks) : [];
  const chosen = chapters[Number(chapter ?? '1') - 1] ?? chapters[0];
  return (
    <article class="paper">
      <h2>{paper.title}</h2>
      {paper.cover && <Lines lines={paper.cover.lines} />}
      {chosen && <Contents chapters={chapters} chosen={chosen} address={address} />}
      <div id="chapter">
        {(chosen?.blocks ?? paper.blocks).map((block) => (
          <Part block={block} />
        ))}
      </div>
    </article>
  );
};

type Chapter = { readonly title: string; readonly blocks: readonly Block[] };

/** What comes before the first heading is cover and contents. */
const chaptersOf = (blocks: readonly Block[]): Chapter[] => {
  const chapters: { title: string; blocks: Block[] }[] = [];
  for (const block of blocks) {
    if (block.is === 'heading' && block.level === 1) chapters.push({ title: block.text, blocks: [] });
    chapters.at(-1)?.blocks.push(block);
  }
  return chapters;
};

const Contents = ({
  chapters,
  chosen,
  address,
}: {
  chapters: readonly Chapter[];
  chosen: Chapter;
  address: string;
}) => (
  <nav class="screen-only contents" aria-label="目录">
    <ol>
      {chapters.map((one, index) => (
        <li>
          <a href={`${address}?chapter=${index + 1}#chapter`} aria-current={one === chosen ? 'page' : undefined}>
            {one.title}
          </a>
        </li>
      ))}
    </ol>
  </nav>
);

const Lines = ({ lines }: { lines: readonly string[] }) => (
  <>
    {lines.map((line) => (
      <p>{line}</p>
    ))}
  </>
);

const Part = ({ block }: { block: Block }) => {
  switch (block.is) {
    case 'heading':
      return block.level === 1 ? <h3>{block.text}</h3> : <h4>{block.text}</h4>;
    case 'paragraph':
      return (
        <>
          {block.text.split('\n').map((line) => (
            <p class={block.as}>{line}</p>
          ))}
        </>
      );
    case 'fields':
      return (
        <dl class="fields-shown">
          {block.rows.flat().map(([label, value]) => (
            <div>
              <dt>{label}</dt>
              <dd>{value === '' ? '—' : value}</dd>
            </div>
          ))}
        </dl>
      );
    case 'table':
      return <Grid table={block} />;
    case 'signatures':
      return <Lines lines={block.lines} />;
    case 'page':
    case 'contents':
      return <></>;
    default:
      return block satisfies never;
  }
};

const Grid = ({ table: { columns, rows, totals = [], labelled = 1 } }: { table: Table }) => (
  <div class="wide" tabindex={0} role="region" aria-label="表格，可以左右移动">
    <table>
      <thead>
        <tr>
          {columns.map(({ title }) => (
            <th scope="col">{title}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr>
            {row.map((cell) => (
              <td>{cell}</td>
            ))}
          </tr>
        ))}
      </tbody>
      {totals.length > 0 && (
        <tfoot>
          {totals.map((row) => (
            <tr>
              <th scope="row" colspan={labelled}>
                {row[0]}
              </th>
              {row.slice(labelled).map((cell) => (
                <td>{cell}</td>
              ))}
            </tr>
          ))}
        </tfoot>
      )}
    </table>
  </div>
);
