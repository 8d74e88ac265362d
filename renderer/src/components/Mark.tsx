/** The mark: four messages of context and the reported one. */
export function Mark() {
  return (
    <svg className="mark" width="40" height="10" viewBox="0 0 40 10" aria-hidden="true">
      <circle cx="3" cy="5" r="2.5" />
      <circle cx="11" cy="5" r="2.5" />
      <circle cx="19" cy="5" r="2.5" />
      <circle cx="27" cy="5" r="2.5" />
      <circle className="mark-reported" cx="36" cy="5" r="4" />
    </svg>
  );
}
