# Advice on staying safe. Every message has .title and .body, in plain words.

tip-links =
    .title = Look before you follow a link
    .body = Mail from us leads to the address that you know from your browser. If in doubt, do not follow the link: open the portal yourself.
tip-password =
    .title = One password for one place
    .body = Use a password here that you use nowhere else, and let your browser or a password manager keep it. Nobody of ours will ever ask for it.
tip-second-factor =
    .title = Set up a second factor
    .body = With a passkey or an authenticator app, a stolen password opens nothing. Keep the recovery codes on paper.
tip-devices =
    .title = Look where you are signed in
    .body = Your account shows every device that is signed in. End what you do not know, and set a new password.
tip-payments =
    .title = A new account number is a warning
    .body = If a message asks you to pay your rent to another account, do not answer it. Ask your landlord by telephone first.
tip-report =
    .title = Report what looks wrong
    .body = A strange message is easily reported here, and the people who run your house see it at once. One report can protect your neighbours.
