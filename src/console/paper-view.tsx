import { type Block, type Paper, paperOf, type Table } from '../domain/paper.ts';
import type { Sheet } from '../domain/sheet.ts';

/** A paper or a sheet as it reads, drawn from the same value as the file; pages and margins are the file's business. */
export const PaperView = ({ document }: { document: Paper | Sheet }) => {
  const paper = 'columns' in document ? paperOf(document) : document;
  return (
    <article class="paper">
      <h2>{paper.title}</h2>
      {paper.cover && <Lines lines={paper.cover.lines} />}
      {paper.blocks.map((block) => (
        <Part block={block} />
      ))}
    </article>
  );
};

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
