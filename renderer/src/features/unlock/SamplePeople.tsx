import { useState } from 'react';
import { Button } from 'react-aria-components';
import { FormattedMessage } from 'react-intl';
import type { Problem } from '../../../../common/errors.ts';
import { useWindowSession } from '../../app/session.ts';
import type { Hello } from '../../app/window-session.ts';
import { ProblemLine } from '../../components/ProblemLine.tsx';

/** The people of a sample workspace, to be chosen without typing. */
export function SamplePeople({ people }: { readonly people: Hello['sampleUsers'] }) {
  const session = useWindowSession();
  const [problem, setProblem] = useState<Problem | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const choose = async (id: string): Promise<void> => {
    setChosen(id);
    setProblem(await session.unlock(id, null));
    setChosen(null);
  };
  return (
    <>
      <ul className="sample-people">
        {people.map(({ id, role }, index) => (
          <li key={id}>
            <Button
              className="sample-person"
              autoFocus={index === 0}
              isDisabled={chosen !== null}
              onPress={() => void choose(id)}
            >
              <span className="sample-person-id">{id}</span>
              <span className="sample-person-role">
                <FormattedMessage id={`people.role.${role}`} />
              </span>
              <span className="caption">
                <FormattedMessage id={`unlock.role.${role}`} />
              </span>
            </Button>
          </li>
        ))}
      </ul>
      <ProblemLine problem={problem} />
    </>
  );
}
