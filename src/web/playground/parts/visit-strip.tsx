import { PLAYGROUND } from '../../strings';
import { showAgain } from '../actions';
import { type Entry, visit } from '../visit';
import { Thumbnail } from './thumbnail';

/** What was read in this visit, the newest first. */
export function VisitStrip() {
  return (
    <section class="visit">
      <h2 id="visit-title">{PLAYGROUND.visit}</h2>
      {visit.value.length === 0 && <p class="quiet visit__empty">{PLAYGROUND.visitEmpty}</p>}
      <ul class="strip" aria-labelledby="visit-title">
        {visit.value.map((entry) => (
          <li key={entry.id}>
            <EntryButton entry={entry} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function EntryButton({ entry }: { readonly entry: Entry }) {
  const { picture } = entry;
  const result = entry.result ?? PLAYGROUND.noDigit;
  return (
    <button
      type="button"
      class="tile"
      aria-label={PLAYGROUND.visitEntry(result)}
      onClick={() => showAgain(entry)}
    >
      {'url' in picture ? (
        <img class="thumbnail thumbnail--picture" src={picture.url} alt="" />
      ) : (
        <Thumbnail drawing={picture} />
      )}
      <span class="tile__label">{result}</span>
    </button>
  );
}
