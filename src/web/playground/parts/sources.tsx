import { PLAYGROUND } from '../../strings';
import { openPicture, permalink, showDrawing, startCamera } from '../actions';
import { isPaperEmpty, source } from '../state';
import { CopyButton } from './copy-button';
import { Icon } from './icons';

/** Below the paper: where a picture may come from, and where a drawing may go. */
export function Sources() {
  const { kind } = source.value;
  return (
    <fieldset class="sources" aria-label={PLAYGROUND.sources}>
      <FileButton />
      {kind !== 'camera' && (
        <button type="button" class="button" onClick={startCamera}>
          <Icon name="camera" />
          {PLAYGROUND.useCamera}
        </button>
      )}
      {kind !== 'drawing' && (
        <button type="button" class="button" onClick={showDrawing}>
          <Icon name="draw" />
          {kind === 'camera' ? PLAYGROUND.stopCamera : PLAYGROUND.backToDrawing}
        </button>
      )}
      {kind === 'drawing' && (
        <CopyButton label={PLAYGROUND.copyLink} icon="link" isEnabled={!isPaperEmpty.value} text={copyLink} />
      )}
    </fieldset>
  );
}

/** The address bar has it, too. */
function copyLink(): string {
  const link = permalink();
  window.history.replaceState(null, '', link);
  return link;
}

function FileButton() {
  const open = (input: HTMLInputElement) => {
    const [file] = input.files ?? [];
    if (file) openPicture(file);
    // The same file again is another choice.
    input.value = '';
  };
  return (
    <label class="button file">
      <Icon name="picture" />
      {PLAYGROUND.openFile}
      <input
        type="file"
        class="hidden"
        accept="image/png,image/jpeg"
        onChange={(event) => open(event.currentTarget)}
      />
    </label>
  );
}
