import { useId, useState, type KeyboardEvent } from 'react';
import { matchesWords } from './match-words.ts';

export interface TypeaheadOption {
  readonly id: string;
  /** What is matched and, once chosen, stands in the field. */
  readonly name: string;
  /** Shorter name inside its group. */
  readonly label: string;
  readonly aside: string | null;
}

export interface TypeaheadGroup {
  readonly id: string;
  readonly title: string;
  readonly options: readonly TypeaheadOption[];
}

export interface TypeaheadProps {
  readonly inputId: string;
  readonly label: string;
  readonly placeholder: string;
  readonly emptyText: string;
  readonly groups: readonly TypeaheadGroup[];
  /** Id of the chosen option; null when none is chosen. */
  readonly value: string | null;
  readonly isDisabled: boolean;
  readonly isInvalid: boolean;
  readonly onChoose: (id: string) => void;
  /** Escape: the field gives the focus away. */
  readonly onLeave: () => void;
}

/** Narrows groups to what matches; a group without a match is left out. */
function filterGroups(groups: readonly TypeaheadGroup[], typed: string): readonly TypeaheadGroup[] {
  if (typed === '') return groups;
  return groups
    .map((group) => ({ ...group, options: group.options.filter(({ name }) => matchesWords(name, typed)) }))
    .filter(({ options }) => options.length > 0);
}

/**
 * A text field with a list of grouped options (the ARIA combobox pattern). It is not React Aria's combo box, because
 * that one hides the rest of the page from assistive technology while its list is open, and here the conversation must
 * stay readable while a policy is chosen. Nothing typed is lost by leaving: the chosen option stands until another is.
 */
export function Typeahead(props: TypeaheadProps) {
  const { inputId, groups, value, onChoose } = props;
  const listId = useId();

  // Null while nobody types: the field then shows what is chosen.
  const [typed, setTyped] = useState<string | null>(null);
  const [isOpen, setOpen] = useState(false);
  const [active, setActive] = useState<string | null>(null);
  const chosen = groups.flatMap(({ options }) => options).find(({ id }) => id === value) ?? null;
  const shown = filterGroups(groups, typed ?? '');
  const options = shown.flatMap((group) => group.options);
  const activeId = isOpen ? (options.find(({ id }) => id === active)?.id ?? null) : null;

  const close = (): void => {
    setOpen(false);
    setTyped(null);
    setActive(null);
  };
  const choose = (id: string): void => {
    close();
    onChoose(id);
  };
  const hasList = isOpen && options.length > 0;
  const optionId = (id: string): string => `${listId}-${id}`;
  const activate = (at: number): void => {
    const option = options[(at + options.length) % options.length];
    if (option === undefined) return;
    setActive(option.id);
    document.getElementById(optionId(option.id))?.scrollIntoView({ block: 'nearest' });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const at = options.findIndex(({ id }) => id === activeId);
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setOpen(true);
      if (event.key === 'ArrowDown') activate(at + 1);
      else activate(at === -1 ? -1 : at - 1);
    } else if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      if (activeId !== null) choose(activeId);
    } else if (event.key === 'Escape') {
      close();
      props.onLeave();
    }
  };

  return (
    <div
      className="typeahead"
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) close();
      }}
    >
      <input
        id={inputId}
        className="field"
        role="combobox"
        type="text"
        autoComplete="off"
        spellCheck={false}
        aria-label={props.label}
        aria-autocomplete="list"
        aria-expanded={hasList}
        aria-invalid={props.isInvalid}
        {...(hasList ? { 'aria-controls': listId } : {})}
        {...(activeId === null ? {} : { 'aria-activedescendant': optionId(activeId) })}
        placeholder={props.placeholder}
        disabled={props.isDisabled}
        value={typed ?? chosen?.name ?? ''}
        onFocus={() => {
          setOpen(true);
        }}
        onClick={() => {
          setOpen(true);
        }}
        onChange={(event) => {
          const text = event.target.value;
          setTyped(text);
          setOpen(true);
          // Once something is typed the first match is the one Enter takes.
          setActive(text.trim() === '' ? null : (filterGroups(groups, text)[0]?.options[0]?.id ?? null));
        }}
        onKeyDown={onKeyDown}
      />
      {chosen?.aside === undefined || chosen.aside === null ? null : <span className="severity">{chosen.aside}</span>}
      {isOpen && options.length === 0 ? (
        <div className="popover typeahead-list option-empty" role="status">
          {props.emptyText}
        </div>
      ) : null}
      {hasList ? (
        <div
          id={listId}
          className="popover typeahead-list"
          role="listbox"
          aria-label={props.label}
          tabIndex={-1}
          onPointerDown={(event) => {
            // The field keeps the focus while the list is used with the pointer.
            event.preventDefault();
          }}
        >
          {shown.map((group) => (
            <div key={group.id} role="group" aria-label={group.title}>
              <div className="option-header" aria-hidden="true">
                {group.title}
              </div>
              {group.options.map((option) => (
                <div
                  key={option.id}
                  id={optionId(option.id)}
                  className="option"
                  role="option"
                  aria-selected={option.id === value}
                  data-active={option.id === activeId}
                  onPointerMove={() => {
                    setActive(option.id);
                  }}
                  onClick={() => {
                    choose(option.id);
                  }}
                >
                  <span>{option.label}</span>
                  {option.aside === null ? null : <span className="severity">{option.aside}</span>}
                </div>
              ))}
            </div>
          ))}
        </div>
      ) : null}
    </div>
  );
}
