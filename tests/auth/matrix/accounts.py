"""The changes that one makes to one's own account and sessions, which belong to no organization."""

OF_FACTORS = {
    *("completeSignIn", "signInWithPasskey", "beginPasskeyProof", "stepUp", "beginTotp", "confirmTotp", "beginPasskey"),
    *("finishPasskey", "renamePasskey", "removeFactor", "renewRecoveryCodes"),
}
"""Tried for every role in `tests/auth/test_matrix_factors.py`."""

PERSONAL = {
    *OF_FACTORS,
    *("signIn", "signOut", "changePreferences", "switchOrganization", "endSession", "endOtherSessions"),
    *("ratePassword", "changePassword", "requestPasswordReset", "resetPassword"),
    *("requestEmailChange", "confirmEmailChange", "undoEmailChange", "acceptInvitation", "foundOrganization"),
}
"""Tried for every role in `tests/auth/test_matrix_accounts.py`; the other changes are the deeds of `deeds.py`."""
