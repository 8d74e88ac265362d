/** What is masked inside a text until a person asks for it. */
export const MASKED = ['name', 'number', 'link', 'email', 'place', 'account'] as const;
export type Masked = (typeof MASKED)[number];

/** A piece of a text: shown as it is, or masked with its kind and length in UTF-16 code units. */
export type Segment =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'masked'; readonly what: Masked; readonly characters: number };
