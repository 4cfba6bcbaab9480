import type { ComponentChildren } from 'preact';
import { PLAYGROUND } from '../../strings';
import { clear, redo, undo } from '../actions';
import { history, source, tool, WIDTHS, width } from '../state';
import { Icon } from './icons';

/** What one draws with, above the paper. */
export function Tools() {
  const isDrawing = source.value.kind === 'drawing';
  const { past, present, future } = history.value;
  return (
    <fieldset class="tools" aria-label={PLAYGROUND.tools}>
      <Group>
        <ToolButton name="pen" />
        <ToolButton name="eraser" />
      </Group>
      <fieldset class="widths" disabled={!isDrawing}>
        <legend class="hidden">{PLAYGROUND.widths}</legend>
        {Object.keys(WIDTHS).map((name) => (
          <WidthChoice key={name} name={name as keyof typeof WIDTHS} />
        ))}
      </fieldset>
      <Group>
        <IconButton
          icon="undo"
          label={PLAYGROUND.undo}
          isEnabled={isDrawing && past.length > 0}
          onClick={undo}
        />
        <IconButton
          icon="redo"
          label={PLAYGROUND.redo}
          isEnabled={isDrawing && future.length > 0}
          onClick={redo}
        />
        <IconButton
          icon="clear"
          label={PLAYGROUND.clear}
          isEnabled={isDrawing && present.length > 0}
          onClick={clear}
        />
      </Group>
    </fieldset>
  );
}

function Group({ children }: { readonly children: ComponentChildren }) {
  return <div class="tools__group">{children}</div>;
}

function ToolButton({ name }: { readonly name: 'pen' | 'eraser' }) {
  return (
    <IconButton
      icon={name}
      label={PLAYGROUND[name]}
      isEnabled={source.value.kind === 'drawing'}
      isPressed={tool.value === name}
      onClick={() => {
        tool.value = name;
      }}
    />
  );
}

function WidthChoice({ name }: { readonly name: keyof typeof WIDTHS }) {
  return (
    <label class="width" title={PLAYGROUND.width[name]}>
      <input
        type="radio"
        name="width"
        class="hidden"
        checked={width.value === name}
        onChange={() => {
          width.value = name;
        }}
      />
      <span class={`width__dot width__dot--${name}`} />
      <span class="hidden">{PLAYGROUND.width[name]}</span>
    </label>
  );
}

interface IconButtonProps {
  readonly icon: Parameters<typeof Icon>[0]['name'];
  readonly label: string;
  readonly onClick: () => void;
  readonly isEnabled?: boolean;
  readonly isPressed?: boolean;
}

function IconButton({ icon, label, onClick, isEnabled = true, isPressed }: IconButtonProps) {
  return (
    <button
      type="button"
      class="button button--icon"
      aria-label={label}
      title={label}
      disabled={!isEnabled}
      aria-pressed={isPressed}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}
