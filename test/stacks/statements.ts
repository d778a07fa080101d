import type { Template } from 'aws-cdk-lib/assertions';
import { resourcesOf } from './synthesize.ts';

/** What a policy in a template says. */
export interface Statement {
  /** The logical id of the role that the policy is for. */
  readonly role: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

export const statementsOf = (stack: Template): Statement[] =>
  resourcesOf(stack, 'AWS::IAM::Policy').flatMap(([, { Properties }]) => {
    const { Statement } = Properties.PolicyDocument as { Statement: Omit<Statement, 'role'>[] };
    const [{ Ref: role = '' } = {}] = Properties.Roles as { Ref?: string }[];
    return Statement.map((statement) => ({ role, ...statement }));
  });

/** The statements that allow an action, to whomever. */
export const allowed = (stack: Template, action: string): Statement[] =>
  statementsOf(stack).filter(({ Action }) => [Action].flat().includes(action));
