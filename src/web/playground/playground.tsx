// Starts the playground on the page that `GET /` sends to browsers.
import { render } from 'preact';
import { takesLabels } from '../api/feedback';
import { listModels } from '../api/predict';
import { TroubleNotice } from '../design/trouble-notice';
import { PLAYGROUND } from '../strings';
import { followPermalink, redo, undo } from './actions';
import { keepOffline } from './keep-offline';
import { AnswerPanel } from './parts/answer';
import { Insight } from './parts/insight';
import { Paper } from './parts/paper';
import { RequestCode } from './parts/request-code';
import { Samples } from './parts/samples';
import { Sources } from './parts/sources';
import { SpokenAnswer } from './parts/spoken-answer';
import { Tools } from './parts/tools';
import { VisitStrip } from './parts/visit-strip';
import { WithoutService } from './parts/without-service';
import { followInfluence } from './reading/influence';
import { followNumber } from './reading/number';
import { readAgain, readPaper } from './reading/read-paper';
import { isLabelled, models, source, trouble } from './state';

function Playground() {
  return (
    <main class="playground">
      <h1 class="playground__title">{PLAYGROUND.intro}</h1>
      <div class="desk">
        <Tools />
        <Paper />
        <TroubleNotice trouble={trouble.value} onRetry={readAgain} withoutService={<WithoutService />} />
      </div>
      <AnswerPanel />
      <Sources />
      <Insight />
      <div class="more">
        <Samples />
        <VisitStrip />
        <RequestCode />
      </div>
      <SpokenAnswer />
    </main>
  );
}

/** Ctrl or ⌘ with Z, with Shift or Y the other way, wherever the focus is but in a text. */
function handleShortcuts(event: KeyboardEvent): void {
  const isOnText = event.target instanceof HTMLInputElement && event.target.type === 'password';
  if (!(event.ctrlKey || event.metaKey) || isOnText || source.value.kind !== 'drawing') return;
  const key = event.key.toLowerCase();
  if (key === 'z') (event.shiftKey ? redo : undo)();
  else if (key === 'y') redo();
  else return;
  event.preventDefault();
}

/** The default can be used without the list. */
async function findModels(): Promise<void> {
  models.value = await listModels().catch(() => models.value);
}

/** Labels can be done without. */
async function findOut(): Promise<void> {
  await findModels();
  isLabelled.value = await takesLabels().catch(() => isLabelled.value);
}

followInfluence();
followNumber();
followPermalink();
render(<Playground />, document.getElementById('page')!);
readPaper();
addEventListener('keydown', handleShortcuts);
addEventListener('hashchange', followPermalink);
keepOffline();
addEventListener('online', findOut);
findOut();
