/** Who is signed in, and the way in and out. */
import { graphql } from "../graphql";

export const SessionQuery = graphql(`
  query Session {
    eventCursor
    viewer {
      id role locale timeZone email unreadMessageCount
      person { id name } organization { id name currency }
      viewerCan { createTicket triageTickets }
    }
  }
`);

export const SignIn = graphql(`
  mutation SignIn($input: SignInInput!) {
    signIn(input: $input) { nextStep viewer { id } errors { code userMessage path details } }
  }
`);

export const SignOut = graphql(`mutation SignOut { signOut { errors { code } } }`);
