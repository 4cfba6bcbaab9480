import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { PLAYGROUND } from '../../strings';
import { openPicture } from '../actions';
import { FRAME_SIDE } from '../camera';
import { source } from '../state';
import { CameraView } from './camera-view';
import { DrawingArea } from './drawing-area';
import { Overlay, type Size } from './overlay';

const FRAME: Size = { width: FRAME_SIDE, height: FRAME_SIDE };

/** The square that is read: a drawing, a picture or the camera's view. Pictures may be dropped on it, or pasted anywhere. */
export function Paper() {
  const isDropping = useSignal(false);
  usePaste();
  const drop = (event: DragEvent) => {
    event.preventDefault();
    isDropping.value = false;
    const file = event.dataTransfer?.files[0];
    if (file) openPicture(file);
  };
  return (
    <section
      class={isDropping.value ? 'paper paper--dropping' : 'paper'}
      aria-label={PLAYGROUND.paper}
      onDragOver={(event) => {
        event.preventDefault();
        isDropping.value = true;
      }}
      onDragLeave={() => {
        isDropping.value = false;
      }}
      onDrop={drop}
    >
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
