import { isRestricted, type RestrictedPolicy } from '../../common/domain/roles.ts';
import { POLICIES } from '../../common/domain/taxonomy.ts';
import type { RegisterCommand } from './context.ts';
import { withWorkspace } from './workspace.ts';

/** `quintet policies list`: the taxonomy, which lanes are restricted, and who may see those. */
export const registerPolicies: RegisterCommand = (program, context) => {
  const policies = program.command('policies').description('what reports are sorted and decided by');
  policies
    .command('list')
    .description('policies with their sub-policies and severities; restricted ones with who may see them')
    .action(async () => {
      const surroundings = context();
      const people = await withWorkspace(surroundings, { writable: false, procedure: 'people.list' }, (workspace) =>
        workspace.people(),
      );
      for (const { code, name, severity, guidelineVersion, children } of POLICIES) {
        const restricted = isRestricted(code);
        const granted = people.filter(({ grants, disabled }) => !disabled && grants.includes(code as RestrictedPolicy));
        const row = {
          code,
          name,
          severity,
          guidelineVersion,
          restricted,
          grantedTo: restricted ? granted.map(({ id }) => id) : null,
          children: children.map((child) => ({ code: child.code, name: child.name, severity: child.severity })),
        };
        await surroundings.row(row, () =>
          [
            `${code}  ${name}  ${severity}${restricted ? `  restricted to ${row.grantedTo?.join(', ') ?? ''}` : ''}`,
            ...row.children.map((child) => `  ${child.code}  ${child.name}  ${child.severity}`),
          ].join('\n'),
        );
      }
    });
};
