/** Who is signed in, and the ways in and out. */
import { graphql } from "../graphql";

export const Looks = graphql(`
  fragment Looks on Organization { id name brandColor { chosen light dark } logoUrl version }
`);

export const SessionQuery = graphql(
  `
    query Session {
      isAwaitingOrganization
      eventCursor
      viewer {
        id role locale timeZone appearance email nextStep unreadMessageCount unreadNotificationCount
        person { id name } organization { ...Looks currency }
        viewerCan { createTicket triageTickets changeBrand }
      }
    }
  `,
  [Looks],
);

/** What can be asked before the sign-in is complete. */
export const HalfwayQuery = graphql(`
  query Halfway {
    viewer { id email nextStep }
  }
`);

export const SignIn = graphql(`
  mutation SignIn($input: SignInInput!) {
    signIn(input: $input) { nextStep secondFactors viewer { id } errors { code userMessage path details } }
  }
`);

export const CompleteSignIn = graphql(`
  mutation CompleteSignIn($input: CompleteSignInInput!) {
    completeSignIn(input: $input) { nextStep viewer { id } errors { code userMessage path } }
  }
`);

export const BeginPasskeyProof = graphql(`
  mutation BeginPasskeyProof($input: BeginPasskeyProofInput!) {
    beginPasskeyProof(input: $input) { options errors { code userMessage path } }
  }
`);

export const SignInWithPasskey = graphql(`
  mutation SignInWithPasskey($input: SignInWithPasskeyInput!) {
    signInWithPasskey(input: $input) { nextStep viewer { id } errors { code userMessage path } }
  }
`);

export const SignOut = graphql(`mutation SignOut { signOut { errors { code } } }`);

export const StepUp = graphql(`
  mutation StepUp($input: StepUpInput!) {
    stepUp(input: $input) { freshUntil errors { code userMessage path } }
  }
`);

export const ProofsQuery = graphql(`
  query Proofs { viewer { id secondFactors { hasTotp recoveryCodesLeft passkeys { id } } } }
`);

export const RatePassword = graphql(`
  mutation RatePassword($input: RatePasswordInput!) {
    ratePassword(input: $input) { strength { score isEnough warning suggestions } errors { code userMessage path } }
  }
`);

export const RequestReset = graphql(`
  mutation RequestReset($input: RequestPasswordResetInput!) {
    requestPasswordReset(input: $input) { errors { code userMessage path } }
  }
`);

export const ResetPassword = graphql(`
  mutation ResetPassword($input: ResetPasswordInput!) {
    resetPassword(input: $input) { errors { code userMessage path } }
  }
`);

export const ConfirmEmail = graphql(`
  mutation ConfirmEmail($input: ConfirmEmailChangeInput!) {
    confirmEmailChange(input: $input) { errors { code userMessage path } }
  }
`);

export const UndoEmail = graphql(`
  mutation UndoEmail($input: UndoEmailChangeInput!) {
    undoEmailChange(input: $input) { errors { code userMessage path } }
  }
`);

export const InvitationQuery = graphql(`
  query InvitationPreview($token: String!) {
    invitation(token: $token) { organizationName role email locale status hasAccount expiresAt }
  }
`);

export const FoundOrganization = graphql(`
  mutation FoundOrganization($input: FoundOrganizationInput!) {
    foundOrganization(input: $input) { link errors { code userMessage path } }
  }
`);

export const AcceptInvitation = graphql(`
  mutation AcceptInvitation($input: AcceptInvitationInput!) {
    acceptInvitation(input: $input) { viewer { id } errors { code userMessage path } }
  }
`);
