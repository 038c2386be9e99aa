/** One's own account: devices, factors, address, password, memberships, and who saw one's data. */
import { graphql } from "../graphql";
import { Looks } from "./accounts";

export const Factors = graphql(`
  fragment Factors on Viewer {
    secondFactors { isRequired hasTotp recoveryCodesLeft passkeys { id name createdAt lastUsedAt } }
  }
`);

export const SettingsQuery = graphql(
  `
    query Settings {
      viewer {
        id email locale timeZone appearance ...Factors
        sessions { id device isCurrent lastUsedAt expiresAt }
        memberships { organization { id name } role isCurrent unreadMessageCount openTicketCount }
      }
    }
  `,
  [Factors],
);

export const AccessesQuery = graphql(`
  query Accesses($after: String) {
    viewer {
      id
      dataAccesses(first: 10, after: $after) {
        pageInfo { hasNextPage endCursor }
        nodes { id action occurredAt actor { __typename name } }
      }
    }
  }
`);

export const BeginTotp = graphql(`
  mutation BeginTotp { beginTotp { secret uri qrSvg errors { code userMessage path } } }
`);

export const ConfirmTotp = graphql(
  `
    mutation ConfirmTotp($input: ConfirmTotpInput!) {
      confirmTotp(input: $input) { recoveryCodes viewer { id ...Factors } errors { code userMessage path } }
    }
  `,
  [Factors],
);

export const BeginPasskey = graphql(`
  mutation BeginPasskey { beginPasskey { options errors { code userMessage path } } }
`);

export const FinishPasskey = graphql(
  `
    mutation FinishPasskey($input: FinishPasskeyInput!) {
      finishPasskey(input: $input) { recoveryCodes viewer { id ...Factors } errors { code userMessage path } }
    }
  `,
  [Factors],
);

export const RemoveFactor = graphql(
  `
    mutation RemoveFactor($input: RemoveFactorInput!) {
      removeFactor(input: $input) { viewer { id ...Factors } errors { code userMessage path } }
    }
  `,
  [Factors],
);

export const RenamePasskey = graphql(
  `
    mutation RenamePasskey($input: RenamePasskeyInput!) {
      renamePasskey(input: $input) { viewer { id ...Factors } errors { code userMessage path } }
    }
  `,
  [Factors],
);

export const RenewCodes = graphql(`
  mutation RenewCodes { renewRecoveryCodes { recoveryCodes errors { code userMessage path } } }
`);

export const ChangePassword = graphql(`
  mutation ChangePassword($input: ChangePasswordInput!) {
    changePassword(input: $input) { errors { code userMessage path } }
  }
`);

export const ChangeEmail = graphql(`
  mutation ChangeEmail($input: RequestEmailChangeInput!) {
    requestEmailChange(input: $input) { errors { code userMessage path } }
  }
`);

export const EndSession = graphql(`
  mutation EndSession($input: EndSessionInput!) {
    endSession(input: $input) { viewer { id sessions { id device isCurrent lastUsedAt expiresAt } } errors { code userMessage path } }
  }
`);

export const EndOtherSessions = graphql(`
  mutation EndOtherSessions {
    endOtherSessions {
      endedCount viewer { id sessions { id device isCurrent lastUsedAt expiresAt } } errors { code userMessage path }
    }
  }
`);

export const SwitchOrganization = graphql(`
  mutation SwitchOrganization($input: SwitchOrganizationInput!) {
    switchOrganization(input: $input) { viewer { id } errors { code userMessage path } }
  }
`);

export const ReportPhishing = graphql(`
  mutation ReportPhishing($input: ReportPhishingInput!) {
    reportPhishing(input: $input) { securityEvent { id } errors { code userMessage path } }
  }
`);

export const ChangePreferences = graphql(`
  mutation ChangePreferences($input: ChangePreferencesInput!) {
    changePreferences(input: $input) { viewer { id locale timeZone appearance } errors { code userMessage path } }
  }
`);

export const ChangeBrand = graphql(
  `
    mutation ChangeBrand($input: ChangeBrandInput!) {
      changeBrand(input: $input) { organization { ...Looks } errors { code userMessage path } }
    }
  `,
  [Looks],
);

export const Token = graphql(`
  fragment Token on ApiToken {
    id name hint scopes isInForce createdAt expiresAt revokedAt lastUsedAt lastNetwork addressList
    properties { id name } createdBy { id name }
  }
`);

export const TokensQuery = graphql(
  `
    query Tokens($after: String) {
      apiTokens(first: 30, after: $after) { pageInfo { hasNextPage endCursor } nodes { ...Token } }
    }
  `,
  [Token],
);

export const CreateToken = graphql(
  `
    mutation CreateToken($input: CreateApiTokenInput!) {
      createApiToken(input: $input) { token apiToken { ...Token } errors { code userMessage path } }
    }
  `,
  [Token],
);

export const RevokeToken = graphql(
  `
    mutation RevokeToken($input: RevokeApiTokenInput!) {
      revokeApiToken(input: $input) { apiToken { ...Token } errors { code userMessage path } }
    }
  `,
  [Token],
);

export const RulesQuery = graphql(`
  query Rules { viewer { id organization { id requiresSecondFactor sessionMinutes idleMinutes version } } }
`);

export const ChangeRules = graphql(`
  mutation ChangeRules($input: ChangeSignInRulesInput!) {
    changeSignInRules(input: $input) {
      organization { id requiresSecondFactor sessionMinutes idleMinutes version } errors { code userMessage path }
    }
  }
`);
