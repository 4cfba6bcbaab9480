import { PLAYGROUND } from '../../strings';
import { setInPage } from '../actions';
import { isInPage } from '../state';

/** What the page can do while the service cannot be reached. */
export function WithoutService() {
  if (isInPage.value) return <p>{PLAYGROUND.offlineInPage}</p>;
  return (
    <button type="button" class="button" onClick={() => setInPage(true)}>
      {PLAYGROUND.switchInPage}
    </button>
  );
}
