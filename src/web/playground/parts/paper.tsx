import { type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { PLAYGROUND } from '../../strings';
import { openPicture } from '../actions';
import { FRAME_SIDE } from '../camera';
import { source } from '../state';
import { CameraView } from './camera-view';
import { DrawingArea } from './drawing-area';
import { Overlay, type Size } from './overlay';

const FRAME: Size = { width: FRAME_SIDE, height: FRAME_SIDE };

/** The square that is read: a drawing, a picture or the camera's view. Pictures may be dropped and pasted anywhere. */
export function Paper() {
  const isDropping = useDrop();
  usePaste();
  return (
    <section class={isDropping.value ? 'paper paper--dropping' : 'paper'} aria-label={PLAYGROUND.paper}>
      <Sheet />
      {isDropping.value && <p class="paper__hint">{PLAYGROUND.drop}</p>}
    </section>
  );
}

function Sheet() {
  const on = source.value;
  switch (on.kind) {
    case 'drawing':
      return <DrawingArea />;
    case 'picture':
      return <PictureView key={on.url} url={on.url} name={on.picture.name} />;
    case 'camera':
      return (
        <>
          <CameraView stream={on.stream} />
          <Overlay size={FRAME} />
        </>
      );
  }
}

function PictureView({ url, name }: { readonly url: string; readonly name: string }) {
  const size = useSignal<Size | null>(null);
  return (
    <>
      <img
        class="sheet sheet--picture"
        src={url}
        alt={PLAYGROUND.pictureOf(name)}
        onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) => {
          size.value = { width: naturalWidth, height: naturalHeight };
        }}
      />
      {size.value !== null && <Overlay size={size.value} />}
    </>
  );
}

/** @returns whether a file is being dragged over the page; beside the paper, too, where the browser would go to the file instead */
function useDrop(): Signal<boolean> {
  const isDropping = useSignal(false);
  useEffect(() => {
    const over = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      isDropping.value = true;
    };
    const leave = (event: DragEvent) => {
      // It is still over the page if it is over something else.
      if (event.relatedTarget === null) isDropping.value = false;
    };
    const drop = (event: DragEvent) => {
      const file = event.dataTransfer?.files[0];
      isDropping.value = false;
      if (!file) return;
      event.preventDefault();
      openPicture(file);
    };
    addEventListener('dragover', over);
    addEventListener('dragleave', leave);
    addEventListener('drop', drop);
    return () => {
      removeEventListener('dragover', over);
      removeEventListener('dragleave', leave);
      removeEventListener('drop', drop);
    };
  }, [isDropping]);
  return isDropping;
}

function usePaste(): void {
  useEffect(() => {
    const paste = (event: ClipboardEvent) => {
      const file = event.clipboardData?.files[0];
      if (!file) return;
      event.preventDefault();
      openPicture(file);
    };
    addEventListener('paste', paste);
    return () => removeEventListener('paste', paste);
  }, []);
}
